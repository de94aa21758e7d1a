import { type Card, cardRank } from '../cards.ts'
import { handTypeOf } from './handType.ts'

/** No rank of a card reaches it: value 13, suit 3 is 55. */
const RANKS = 64

/**
 * [CM1] One number that orders hands: by type, then by the highest card. Two hands of one deck never
 * share it, as they share no card.
 */
export function strengthOf(cards: readonly Card[]): number {
  let highest = 0
  for (const card of cards) highest = Math.max(highest, cardRank(card))
  return handTypeOf(cards) * RANKS + highest
}

/** Whether the first hand wins against the second; both are of one deck. */
export function beats(cards: readonly Card[], others: readonly Card[]): boolean {
  return strengthOf(cards) > strengthOf(others)
}
