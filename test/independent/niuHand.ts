/** What a card counts, by its low nibble: ace 1 to ten, then jack, queen and king as ten. */
const POINTS: readonly bigint[] = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, 10n, 10n, 10n]

/** Multiplier by the code of the hand type, 0 (none) to 12 (five faces). */
export const MULTIPLIERS: readonly bigint[] = [1n, 1n, 1n, 1n, 1n, 1n, 1n, 2n, 2n, 2n, 3n, 4n, 5n]

const FOUR_FACES = 11
const FIVE_FACES = 12

/** Whether a byte names one of the 52 cards. */
export function isCard(byte: number): boolean {
  return (
    Number.isInteger(byte) &&
    byte >> 4 >= 0 &&
    byte >> 4 <= 3 &&
    POINTS[byte & 15] !== undefined &&
    (byte & 15) > 0
  )
}

/**
 * Code of the type of five cards. The two cards left over have the sum of all five modulo ten
 * exactly when the other three sum to a multiple of ten, so it is enough to look at the ten pairs.
 */
export function niuTypeOf(cards: readonly number[]): number {
  const values = cards.map((card) => card & 15)
  const faces = values.filter((value) => value > 10).length
  if (faces === 5) return FIVE_FACES
  if (faces === 4 && values.includes(10)) return FOUR_FACES

  const points = values.map((value) => POINTS[value]!)
  const niu = points.reduce((sum, point) => sum + point, 0n) % 10n
  const makesNiu = points.some((first, i) =>
    points.slice(i + 1).some((second) => (first + second) % 10n === niu),
  )
  if (!makesNiu) return 0
  return niu === 0n ? 10 : Number(niu)
}

/** A number that is larger for the better of two hands: type, then value, then suit. */
export function strengthOf(cards: readonly number[]): bigint {
  const highest = Math.max(...cards.map((card) => ((card & 15) << 4) | (card >> 4)))
  return (BigInt(niuTypeOf(cards)) << 8n) | BigInt(highest)
}
