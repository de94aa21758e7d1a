import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HAND_TYPES } from '../../../src/contract/xpnn.ts'
import { cardPoints, DECK } from '../../../src/games/cards.ts'
import {
  groupOf,
  HANDS_OF_TYPE,
  handTypeOf,
  multiplierOf,
} from '../../../src/games/xpnn/handType.ts'
import { handsVectors } from '../vectors.ts'

/** Calls back with every hand of five; always the same array. */
function everyHand(see: (cards: readonly number[]) => void): void {
  const cards = [0, 0, 0, 0, 0]
  for (let a = 0; a < 52; a++) {
    cards[0] = DECK[a]!
    for (let b = a + 1; b < 52; b++) {
      cards[1] = DECK[b]!
      for (let c = b + 1; c < 52; c++) {
        cards[2] = DECK[c]!
        for (let d = c + 1; d < 52; d++) {
          cards[3] = DECK[d]!
          for (let e = d + 1; e < 52; e++) {
            cards[4] = DECK[e]!
            see(cards)
          }
        }
      }
    }
  }
}

/**
 * The same counts another way: choose how many cards of each of the 13 values a hand has, weigh that
 * by the suits it can have, and look for two values whose sum is that of all five modulo 10 (then
 * the other three sum to 0).
 */
function countsByValues(): number[] {
  const counts = new Array<number>(HAND_TYPES.length).fill(0)
  const WAYS = [1, 4, 6, 4, 1]
  const chosen: number[] = []
  const choose = (value: number, ways: number): void => {
    if (chosen.length === 5) {
      counts[typeByValues(chosen)]! += ways
      return
    }
    if (value > 13) return
    for (let copies = 0; copies <= Math.min(4, 5 - chosen.length); copies++) {
      for (let each = 0; each < copies; each++) chosen.push(value)
      choose(value + 1, ways * WAYS[copies]!)
      chosen.length -= copies
    }
  }
  choose(1, 1)
  return counts
}

/** `values` in ascending order. */
function typeByValues(values: readonly number[]): number {
  if (values[0]! >= 11) return HAND_TYPES.indexOf('five faces')
  if (values[0] === 10 && values[1]! >= 11) return HAND_TYPES.indexOf('four faces')
  const residues = values.map((value) => (value > 9 ? 0 : value))
  const niu = residues.reduce((sum, residue) => sum + residue, 0) % 10
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < i; j++) {
      if ((residues[i]! + residues[j]!) % 10 === niu) {
        return HAND_TYPES.indexOf(niu === 0 ? 'niu niu' : (`niu ${niu}` as 'niu 1'))
      }
    }
  }
  return HAND_TYPES.indexOf('none')
}

test('[HT2] all 2 598 960 hands: each type comes as often as it must', () => {
  const counts = new Array<number>(HAND_TYPES.length).fill(0)
  everyHand((cards) => {
    counts[handTypeOf(cards)]! += 1
  })
  const expected = countsByValues()
  assert.equal(
    expected.reduce((sum, count) => sum + count, 0),
    2_598_960,
  )
  assert.deepEqual(counts, expected)
  assert.deepEqual(HANDS_OF_TYPE, expected)
  // C(12,5) hands of faces alone, and C(12,4) × 4 with one ten.
  assert.deepEqual(expected.slice(11), [495 * 4, 792])
})

test('[HT1] all 2 598 960 hands: every choice of three gives the same niu', () => {
  let withNiu = 0
  everyHand((cards) => {
    const points = cards.map(cardPoints)
    const type = handTypeOf(cards)
    let hasNiu = false
    for (let i = 0; i < 5; i++) {
      for (let j = i + 1; j < 5; j++) {
        // The two that are left over; the other three must sum to a multiple of 10.
        const pair = points[i]! + points[j]!
        let three = -pair
        for (const point of points) three += point
        if (three % 10 !== 0) continue
        hasNiu = true
        const isThisNiu = type > 10 ? pair === 20 : (pair % 10 || 10) === type
        if (!isThisNiu) assert.fail(`${cards}: type ${type}, but a choice gives ${pair % 10}`)
      }
    }
    if (hasNiu !== type > 0) assert.fail(`${cards}: type ${type}`)
    if (hasNiu) withNiu += 1
  })
  assert.equal(withNiu, 2_598_960 - HANDS_OF_TYPE[0]!)
})

test('[HT2] [ST2] the types, low to high, and what each multiplies', () => {
  const hands: readonly [cards: number[], type: (typeof HAND_TYPES)[number], multiplier: number][] =
    [
      [[0x01, 0x11, 0x21, 0x02, 0x12], 'none', 1],
      [[0x0a, 0x1a, 0x2a, 0x0d, 0x11], 'niu 1', 1],
      [[0x01, 0x02, 0x07, 0x03, 0x13], 'niu 6', 1],
      [[0x01, 0x02, 0x07, 0x03, 0x14], 'niu 7', 2],
      [[0x0d, 0x1d, 0x2d, 0x3d, 0x09], 'niu 9', 2],
      [[0x01, 0x02, 0x07, 0x06, 0x14], 'niu niu', 3],
      [[0x0a, 0x1a, 0x2b, 0x3c, 0x0d], 'niu niu', 3],
      [[0x0a, 0x1b, 0x2b, 0x3c, 0x0d], 'four faces', 4],
      [[0x0b, 0x1b, 0x2b, 0x3c, 0x0d], 'five faces', 5],
    ]
  for (const [cards, type, multiplier] of hands) {
    assert.equal(HAND_TYPES[handTypeOf(cards)], type)
    assert.equal(multiplierOf(handTypeOf(cards)), multiplier)
  }
})

test('[HT3] the group is the first three by position that make the niu', () => {
  // Both 1 2 7 (places 0 1 4) and 2 3 5 (places 1 2 3) make it; the lower places win.
  assert.deepEqual(groupOf([0x01, 0x12, 0x23, 0x05, 0x37]), [0x01, 0x12, 0x37])
  assert.deepEqual(groupOf([0x23, 0x05, 0x12, 0x01, 0x37]), [0x23, 0x05, 0x12])
  assert.deepEqual(groupOf([0x3d, 0x0b, 0x1b, 0x2b, 0x0c]), [0x3d, 0x0b, 0x1b])
  assert.deepEqual(groupOf([0x01, 0x0b, 0x1b, 0x02, 0x0c]), [0x0b, 0x1b, 0x0c])
})

test('[HT3] a hand without a niu has no group', () => {
  assert.deepEqual(groupOf([0x01, 0x11, 0x21, 0x02, 0x12]), [])
})

test('[HT2] vectors: the types of both hands', () => {
  for (const { a, b, typeA, typeB } of handsVectors) {
    assert.deepEqual([handTypeOf(a), handTypeOf(b)], [typeA, typeB])
  }
})
