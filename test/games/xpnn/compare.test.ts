import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DECK } from '../../../src/games/cards.ts'
import { beats, strengthOf } from '../../../src/games/xpnn/compare.ts'
import { handTypeOf } from '../../../src/games/xpnn/handType.ts'
import { handsVectors } from '../vectors.ts'

const twoHands = fc
  .shuffledSubarray([...DECK], { minLength: 10, maxLength: 10 })
  .map((cards) => [cards.slice(0, 5), cards.slice(5)] as const)

test('[CM1] vectors: who beats whom', () => {
  for (const { a, b, aBeatsB } of handsVectors) {
    assert.equal(beats(a, b), aBeatsB)
    assert.equal(beats(b, a), !aBeatsB)
  }
})

test('[CM1] the higher type wins, whatever the cards are', () => {
  const niuOne = [0x01, 0x02, 0x07, 0x04, 0x17]
  const none = [0x3d, 0x2d, 0x01, 0x12, 0x23]
  assert.deepEqual([handTypeOf(niuOne), handTypeOf(none)], [1, 0])
  assert.ok(beats(niuOne, none))
})

test('[CM1] of any two hands the one of the higher type wins', () => {
  const ofTwoTypes = twoHands.filter(([a, b]) => handTypeOf(a) !== handTypeOf(b))
  fc.assert(
    fc.property(ofTwoTypes, ([a, b]) => {
      assert.equal(beats(a, b), handTypeOf(a) > handTypeOf(b))
    }),
    { numRuns: 2000 },
  )
})

test('[CM2] of the same type the highest card wins: value first, then suit', () => {
  const kingOfDiamonds = [0x0d, 0x1a, 0x2a, 0x01, 0x11]
  const queenOfSpades = [0x3c, 0x3b, 0x3a, 0x21, 0x31]
  const kingOfClubs = [0x1d, 0x0b, 0x0a, 0x21, 0x31]
  assert.ok(beats(kingOfDiamonds, queenOfSpades))
  assert.ok(beats(kingOfClubs, kingOfDiamonds))
  // An ace is the lowest card, not above the king.
  assert.ok(beats([0x02, 0x03, 0x05, 0x01, 0x11], [0x21, 0x31, 0x04, 0x12, 0x22]))
})

test('[CM2] where a hand keeps its highest card does not matter', () => {
  fc.assert(
    fc.property(twoHands, ([cards]) => {
      for (let turn = 1; turn < 5; turn++) {
        const turned = [...cards.slice(turn), ...cards.slice(0, turn)]
        assert.equal(strengthOf(turned), strengthOf(cards))
      }
    }),
  )
})

test('[CM3] two hands of one deck never tie', () => {
  fc.assert(
    fc.property(twoHands, ([a, b]) => {
      assert.notEqual(strengthOf(a), strengthOf(b))
      assert.equal(beats(a, b), !beats(b, a))
    }),
    { numRuns: 2000 },
  )
})
