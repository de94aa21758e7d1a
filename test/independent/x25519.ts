/**
 * X25519 as RFC 7748 writes it down, in big integers: slow, not constant in time, and independent of
 * what the server and the clients use.
 */
const P = 2n ** 255n - 19n
const A24 = 121665n

export const BASE_POINT = Uint8Array.from([9, ...Array<number>(31).fill(0)])

export function x25519(scalarBytes: Uint8Array, pointBytes: Uint8Array): Uint8Array {
  const scalar = clamp(scalarBytes)
  const x1 = numberOf(pointBytes) & (2n ** 255n - 1n)
  let [x2, z2, x3, z3] = [1n, 0n, x1, 1n]
  let swap = 0n
  for (let bit = 254n; bit >= 0n; bit--) {
    const now = (scalar >> bit) & 1n
    if (swap !== now) [x2, z2, x3, z3] = [x3, z3, x2, z2]
    swap = now
    const [a, b] = [mod(x2 + z2), mod(x2 - z2)]
    const [aa, bb] = [mod(a * a), mod(b * b)]
    const e = mod(aa - bb)
    const [c, d] = [mod(x3 + z3), mod(x3 - z3)]
    const [da, cb] = [mod(d * a), mod(c * b)]
    x3 = mod((da + cb) ** 2n)
    z3 = mod(x1 * mod((da - cb) ** 2n))
    x2 = mod(aa * bb)
    z2 = mod(e * (aa + mod(A24 * e)))
  }
  if (swap === 1n) [x2, z2] = [x3, z3]
  return bytesOf(mod(x2 * power(z2, P - 2n)))
}

function clamp(bytes: Uint8Array): bigint {
  const clamped = Uint8Array.from(bytes)
  clamped[0] = (clamped[0] as number) & 248
  clamped[31] = ((clamped[31] as number) & 127) | 64
  return numberOf(clamped)
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square, rest] = [1n, base, exponent]
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square)
    square = mod(square * square)
  }
  return result
}

const mod = (n: bigint) => ((n % P) + P) % P

/** Little-endian. */
function numberOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}

function bytesOf(n: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((n >> BigInt(8 * i)) & 255n))
}
