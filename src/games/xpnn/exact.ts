/** A product of gold; throws a `RangeError` where it would lose its last digit. */
export function times(a: number, b: number): number {
  return exact(a * b)
}

/** A sum of gold; throws a `RangeError` where it would lose its last digit. */
export function plus(a: number, b: number): number {
  return exact(a + b)
}

/** `floor(a × b / c)` of integers ≥ 0, exact also where a × b is larger than 2^53 − 1. */
export function share(a: number, b: number, c: number): number {
  const product = a * b
  if (Number.isSafeInteger(product)) return (product - (product % c)) / c
  return Number((BigInt(a) * BigInt(b)) / BigInt(c))
}

function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`gold beyond 2^53 − 1: ${value}`)
  return value
}
