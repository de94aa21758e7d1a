/** A card is one byte: high nibble the suit, low nibble the value. */
export type Card = number

/** A card the viewer may not see. */
export const HIDDEN_CARD: Card = 0x00

/** Suits from low to high. */
export const SUITS = ['diamonds', 'clubs', 'hearts', 'spades'] as const

/** The 52 cards in the order every shuffle starts from. [FS6] */
export const DECK: readonly Card[] = SUITS.flatMap((_, suit) =>
  Array.from({ length: 13 }, (_, index) => (suit << 4) | (index + 1)),
)

/** 0 diamonds, 1 clubs, 2 hearts, 3 spades. */
export function cardSuit(card: Card): number {
  return card >> 4
}

/** 1 ace … 10, 11 jack, 12 queen, 13 king. */
export function cardValue(card: Card): number {
  return card & 0x0f
}

/** What the card counts in a sum: jack, queen and king count 10. */
export function cardPoints(card: Card): number {
  return Math.min(card & 0x0f, 10)
}

/** Orders the single cards of a deck: value first, king high and ace low, then suit. [CM2] */
export function cardRank(card: Card): number {
  return ((card & 0x0f) << 2) | (card >> 4)
}
