import type { Words } from '../text/zh.ts'

const SUIT_LETTERS = ['D', 'C', 'H', 'S'] as const
const RANK_NAMES = ['', 'a', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'j', 'q', 'k'] as const
export const SUIT_SIGNS = ['♦', '♣', '♥', '♠'] as const

export function suitOf(card: number): number {
  return card >> 4
}

/** `A`, `10`, `K`. */
export function rankText(card: number): string {
  return (RANK_NAMES[card & 0x0f] ?? '').toUpperCase()
}

/** Name of the card in the card set: `Sa`, `H10`, `Dk`; undefined for a hidden card. */
export function pictureName(card: number): string | undefined {
  const suit = SUIT_LETTERS[suitOf(card)]
  const rank = RANK_NAMES[card & 0x0f]
  return suit && rank ? suit + rank : undefined
}

/** A card in words, for screen readers. */
export function cardText(card: number, words: Words): string {
  const suit = words.suit[suitOf(card)]
  const rank = rankText(card)
  return suit && rank ? `${suit} ${rank}` : words.hiddenCard
}
