/** Draws from a seeded source, so that a failing run can be had again. */
export class Chance {
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  below(n: number): number {
    return Math.floor(this.#random() * n)
  }

  happens(probability: number): boolean {
    return this.#random() < probability
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)))
  }
}

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'toJSON',
  'then',
  'length',
  'playerId',
  'deviceId',
  'tierId',
  'rid',
  'seq',
  'token',
  '$gt',
  '',
  '\u0000',
  '😀',
] as const

const PLAIN: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  -1e-320,
  '',
  'x',
  '10101',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  "' or 1=1 --",
  '{{7*7}}',
  '<script>alert(1)</script>',
  'x'.repeat(300),
]

/** A value that nobody asked for: odd names, odd numbers, nesting; at most some KiB. */
export function strangeValue(chance: Chance, depth = 0): unknown {
  if (depth > 4 || chance.happens(0.4)) return chance.pick(PLAIN)
  const length = chance.below(5)
  if (chance.happens(0.3)) return Array.from({ length }, () => strangeValue(chance, depth + 1))
  const value: Record<string, unknown> = {}
  for (let n = 0; n < length; n++) {
    // As an own key, the way JSON and MessagePack bring it.
    Object.defineProperty(value, strangeName(chance), {
      value: strangeValue(chance, depth + 1),
      ...{ enumerable: true, configurable: true, writable: true },
    })
  }
  return value
}

export function strangeName(chance: Chance): string {
  return chance.pick(NAMES)
}

/** JSON, mostly: nested beyond reason, cut off, with bytes that are no text. */
export function strangeJson(chance: Chance): Buffer {
  const kind = chance.below(10)
  if (kind === 0) return Buffer.from('['.repeat(chance.below(16_000)))
  if (kind === 1) return Buffer.from('{"a":'.repeat(chance.below(3000)))
  if (kind === 2) return chance.bytes(chance.below(300))
  const text = Buffer.from(JSON.stringify(strangeValue(chance)) ?? '')
  if (kind === 3) return text.subarray(0, chance.below(text.length + 1))
  if (kind === 4) return Buffer.concat([text, chance.bytes(3)])
  return text
}
