import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hashSeed } from '../../../src/games/shuffle.ts'
import { verifyHand } from '../../independent/verifyHand.ts'
import { inBid, type XpnnHand } from './playXpnn.ts'

const steps = fc.array(
  fc.record({
    act: fc.constantFrom('bid', 'bet', 'open', 'move', 'leave', 'drop', 'return', 'timer', 'wait'),
    seat: fc.nat({ max: 4 }),
    times: fc.integer({ min: 0, max: 5 }),
  }),
  { maxLength: 40 },
)

const setups = fc
  .record({
    seats: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2 }),
    stakes: fc.array(fc.oneof(fc.nat({ max: 3000 }), fc.nat({ max: 1_000_000 })), {
      minLength: 5,
      maxLength: 5,
    }),
    clientSeeds: fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{0,64}$/), {
      minLength: 5,
      maxLength: 5,
    }),
    serverSeed: fc.stringMatching(/^[0-9a-f]{64}$/),
    baseBet: fc.constantFrom(10, 100, 500, 1000),
    feePercent: fc.nat({ max: 20 }),
  })
  .map(({ baseBet, feePercent, ...setup }) => ({
    ...setup,
    seats: setup.seats.toSorted(),
    clientSeeds: setup.clientSeeds.slice(0, setup.seats.length),
    tier: { baseBet, feePercent },
  }))

function take(hand: XpnnHand, { act, seat, times }: { act: string; seat: number; times: number }) {
  switch (act) {
    case 'move':
      return hand.move(seat, `xpnn/${hand.phase}`, { times })
    case 'leave':
      return hand.leave(seat)
    case 'drop':
      return hand.drop(seat)
    case 'return':
      return hand.comeBack(seat)
    case 'timer':
      return hand.runTimer()
    case 'wait':
      hand.nowMs += 100
      return undefined
    default:
      return hand.move(seat, `xpnn/${act}`, { times })
  }
}

test('[XP10] whatever players do, the record of the hand passes the independent check', () => {
  fc.assert(
    fc.property(setups, steps, (setup, list) => {
      const hand = inBid(setup)
      for (const step of list) {
        if (hand.phase === 'end') break
        take(hand, step)
      }
      while (hand.phase !== 'end') hand.runTimer()
      const { desk, seats, actions } = hand.game.record(hand.state)
      const record = {
        ...{ handId: 'h1', game: 'xpnn', tierId: 1, startedAtMs: 1_000_000, endedAtMs: hand.nowMs },
        ...{ baseBet: setup.tier.baseBet, feePercent: setup.tier.feePercent },
        ...{ serverSeed: setup.serverSeed, seedHash: hashSeed(setup.serverSeed) },
        ...desk,
        seats: hand.results!.map((line, order) => ({
          ...line,
          playerId: 100 + line.seat,
          stake: setup.stakes[order],
          clientSeed: setup.clientSeeds[order],
          ...seats[line.seat],
        })),
        actions,
      }
      assert.deepEqual(verifyHand(JSON.parse(JSON.stringify(record))), [])
    }),
    { numRuns: 500 },
  )
})
