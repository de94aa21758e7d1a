import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkEarlyResult, checkResults } from '../../../src/games/desk/checkResults.ts'
import type { Hand } from '../../../src/games/desk/DeskState.ts'
import { deskInBid } from './TestDesk.ts'

/** Three seats with a stake of 10 000 each; seat 2 ended early with −10 if asked for. */
function hand(change: Partial<Hand> = {}, finishedWith?: number): Hand {
  const { hand } = deskInBid('A B C').state
  assert.ok(hand)
  const players = hand.players.map((player) =>
    player.seat === 2 ? { ...player, finishedWith } : player,
  )
  return { ...hand, players, ...change }
}

const line = (seat: number, result: number, fee = 0) => ({ seat, result, fee })

test('[ST9] results of all that sum to zero, fees out of winnings, are accepted', () => {
  checkResults(hand(), [line(0, 100, 100), line(1, -100), line(2, 0)])
  checkResults(hand(), [line(2, 20_000), line(1, -10_000), line(0, -10_000)])
})

for (const [why, results] of [
  ['one is missing', [line(0, 10), line(1, -10)]],
  ['one comes twice', [line(0, 10), line(1, -10), line(1, 0)]],
  ['they do not sum to zero', [line(0, 10), line(1, -9), line(2, 0)]],
  ['one is no integer', [line(0, 0.5), line(1, -0.5), line(2, 0)]],
  ['one is no number', [line(0, Number.NaN), line(1, 0), line(2, 0)]],
  ['one loses more than its stake', [line(0, 10_001), line(1, -10_001), line(2, 0)]],
  ['a fee is negative', [line(0, 10, -1), line(1, -10), line(2, 0)]],
  ['a fee is above the win', [line(0, 10, 11), line(1, -10), line(2, 0)]],
  ['a loser pays a fee', [line(0, 10), line(1, -10, 1), line(2, 0)]],
  ['a fee is no integer', [line(0, 10, 0.5), line(1, -10), line(2, 0)]],
] as const) {
  test(`[ST9] results are a bug of the game if ${why}`, () => {
    assert.throws(() => checkResults(hand(), results), /hand 7-1/)
  })
}

test('[ST9] who ended early must have just that result', () => {
  const results = [line(0, 10), line(1, 0), line(2, -10)]
  checkResults(hand({}, -10), results)
  assert.throws(() => checkResults(hand({}, -9), results), /another result/)
})

test('[ST9] a hand ends once', () => {
  const results = [line(0, 0), line(1, 0), line(2, 0)]
  assert.throws(() => checkResults(hand({ results }), results), /finished before/)
})

test('[ST10] a seat ends early with a loss of at most its stake, once, before the hand ends', () => {
  checkEarlyResult(hand(), 2, -10_000)
  checkEarlyResult(hand(), 2, 0)
  assert.throws(() => checkEarlyResult(hand(), 2, -10_001))
  assert.throws(() => checkEarlyResult(hand(), 2, 1))
  assert.throws(() => checkEarlyResult(hand(), 2, -0.5))
  assert.throws(() => checkEarlyResult(hand(), 4, 0))
  assert.throws(() => checkEarlyResult(hand({}, -10), 2, -10))
  assert.throws(() => checkEarlyResult(hand({ results: [] }), 2, -10))
})
