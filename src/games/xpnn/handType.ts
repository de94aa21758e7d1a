import { type Card, cardPoints } from '../cards.ts'

/** Codes of `HAND_TYPES` that mean more than their own number. */
export const NONE = 0
export const NIU_NIU = 10
export const FOUR_FACES = 11
export const FIVE_FACES = 12

/** What a win with a hand of this type multiplies the bet by, by type code. [ST2] */
const MULTIPLIERS: readonly number[] = [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5]

/**
 * How many of the 2 598 960 hands of five have each type, by code. The bots weigh their chances
 * with it; a test counts every hand.
 */
export const HANDS_OF_TYPE: readonly number[] = [
  872_128, 171_304, 168_096, 171_304, 168_096, 177_424, 168_096, 171_304, 168_096, 171_304, 189_036,
  1_980, 792,
]

/** The choices of three places of five, in lexicographic order. */
const TRIPLES: readonly (readonly [number, number, number])[] = [
  [0, 1, 2],
  [0, 1, 3],
  [0, 1, 4],
  [0, 2, 3],
  [0, 2, 4],
  [0, 3, 4],
  [1, 2, 3],
  [1, 2, 4],
  [1, 3, 4],
  [2, 3, 4],
]

/**
 * [HT1] The type code of five cards: three of them must sum to a multiple of 10, then the other two
 * make the niu. As the whole sum modulo 10 is then the niu, all choices of three give the same.
 */
export function handTypeOf(cards: readonly Card[]): number {
  let faces = 0
  let tens = 0
  let sum = 0
  for (const card of cards) {
    const value = card & 0x0f
    if (value > 10) faces += 1
    else if (value === 10) tens += 1
    sum += cardPoints(card)
  }
  if (faces === 5) return FIVE_FACES
  if (faces === 4 && tens === 1) return FOUR_FACES
  if (!tripleOf(cards)) return NONE
  return sum % 10 === 0 ? NIU_NIU : sum % 10
}

/** [HT3] The first three cards by position that make the niu; empty without one. */
export function groupOf(cards: readonly Card[]): Card[] {
  return tripleOf(cards)?.map((place) => cards[place]!) ?? []
}

/** The multiplier of a type code. [ST2] */
export function multiplierOf(handType: number): number {
  return MULTIPLIERS[handType]!
}

function tripleOf(cards: readonly Card[]): readonly [number, number, number] | undefined {
  return TRIPLES.find(
    ([a, b, c]) =>
      (cardPoints(cards[a]!) + cardPoints(cards[b]!) + cardPoints(cards[c]!)) % 10 === 0,
  )
}
