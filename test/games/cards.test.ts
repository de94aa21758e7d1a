import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cardPoints, cardRank, cardSuit, cardValue, DECK, SUITS } from '../../src/games/cards.ts'

test('[FS6] a card is its suit in the high nibble and its value in the low one', () => {
  assert.equal(DECK.length, 52)
  assert.equal(new Set(DECK).size, 52)
  for (const card of DECK) assert.equal(cardSuit(card) * 16 + cardValue(card), card)
  assert.deepEqual(
    [0x01, 0x1b, 0x2c, 0x3d].map((card) => [SUITS[cardSuit(card)], cardValue(card)]),
    [
      ['diamonds', 1],
      ['clubs', 11],
      ['hearts', 12],
      ['spades', 13],
    ],
  )
})

test('[HT1] ace to ten count as they are, jack, queen and king count 10', () => {
  assert.deepEqual(DECK.slice(0, 13).map(cardPoints), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10])
})

test('[CM2] single cards: king high, ace low, then spades, hearts, clubs, diamonds', () => {
  const sorted = DECK.toSorted((a, b) => cardRank(b) - cardRank(a))
  assert.deepEqual(sorted.slice(0, 5), [0x3d, 0x2d, 0x1d, 0x0d, 0x3c])
  assert.deepEqual(sorted.slice(-2), [0x11, 0x01])
  assert.equal(new Set(DECK.map(cardRank)).size, 52)
})
