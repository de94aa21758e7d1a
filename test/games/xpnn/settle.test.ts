import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { MAX_GOLD } from '../../../src/contract/ids.ts'
import { DECK } from '../../../src/games/cards.ts'
import { beats } from '../../../src/games/xpnn/compare.ts'
import { handTypeOf, multiplierOf } from '../../../src/games/xpnn/handType.ts'
import {
  MAX_BASE_BET,
  type ShownHand,
  type ShownSeat,
  settle,
} from '../../../src/games/xpnn/settle.ts'
import { settlementVectors } from '../vectors.ts'

// Hands by their strength, none of which shares a card with another.
const NONE = [0x01, 0x11, 0x21, 0x02, 0x12]
const NIU_1 = [0x03, 0x13, 0x04, 0x14, 0x07]
const NIU_7 = [0x05, 0x15, 0x0a, 0x16, 0x31]
const NIU_NIU = [0x1a, 0x2a, 0x3a, 0x0d, 0x1d]
const FIVE_FACES = [0x0b, 0x1b, 0x2b, 0x0c, 0x1c]

/** A seat as a line of a table. */
function seat(index: number, cards: number[], stake: number, bet = 1, bid = 0): ShownSeat {
  return { seat: index, stake, cards, bid, bet }
}

function resultsOf(hand: Omit<ShownHand, 'feePercent'>, feePercent = 0): number[] {
  return settle({ ...hand, feePercent }).map(({ result }) => result)
}

/** What a pair is about, as the rule is written. */
function amountOf(hand: ShownHand, other: ShownSeat): bigint {
  const banker = hand.seats.find((each) => each.seat === hand.bankerSeat)!
  const winner = beats(other.cards, banker.cards) ? other : banker
  return (
    BigInt(hand.baseBet) *
    BigInt(Math.max(1, banker.bid)) *
    BigInt(other.bet) *
    BigInt(multiplierOf(handTypeOf(winner.cards)))
  )
}

const gold = fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.maxSafeNat())
const hands: fc.Arbitrary<ShownHand> = fc
  .record({
    seatIndexes: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2 }),
    deck: fc.shuffledSubarray([...DECK], { minLength: 25, maxLength: 25 }),
    stakes: fc.array(gold, { minLength: 5, maxLength: 5 }),
    bids: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 5, maxLength: 5 }),
    bets: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 5, maxLength: 5 }),
    banker: fc.nat({ max: 4 }),
    baseBet: fc.oneof(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: MAX_BASE_BET }),
      fc.constant(MAX_BASE_BET),
    ),
    feePercent: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ seatIndexes, deck, stakes, bids, bets, banker, baseBet, feePercent }) => {
    const seats = seatIndexes
      .toSorted((a, b) => a - b)
      .map((index, order) => ({
        seat: index,
        stake: stakes[order]!,
        cards: deck.slice(order * 5, order * 5 + 5),
        bid: bids[order]!,
        bet: bets[order]!,
      }))
    return { baseBet, feePercent, bankerSeat: seatIndexes[banker % seatIndexes.length]!, seats }
  })

describe('settlement', () => {
  for (const [index, vector] of settlementVectors.entries()) {
    test(`[ST1] vector ${index}`, () => {
      assert.deepEqual(
        settle(vector),
        vector.seats.map(({ seat: each, result, fee }) => ({ seat: each, result, fee })),
      )
    })
  }

  test('[ST1] base bet × bid × bet × multiplier of the winner, each against the banker alone', () => {
    const seats = [
      seat(0, NIU_7, 100_000, 0, 3),
      seat(1, NONE, 100_000, 2),
      seat(2, NIU_NIU, 100_000, 5),
    ]
    // Seat 1 loses 10 × 3 × 2 × 2, seat 2 wins 10 × 3 × 5 × 3; they owe each other nothing.
    assert.deepEqual(resultsOf({ baseBet: 10, bankerSeat: 0, seats }), [-330, -120, 450])
  })

  test('[ST1] a bid of 0 counts as 1', () => {
    const seats = [seat(0, NIU_1, 1000, 0, 0), seat(1, NONE, 1000, 4)]
    assert.deepEqual(resultsOf({ baseBet: 10, bankerSeat: 0, seats }), [40, -40])
  })

  test('[ST3] who loses pays no more than his stake', () => {
    const seats = [seat(0, NIU_1, 1000, 0, 4), seat(1, NONE, 7, 5)]
    assert.deepEqual(resultsOf({ baseBet: 10, bankerSeat: 0, seats }), [7, -7])
  })

  test('[ST4] the banker pays the winners out of its stake and what the losers just paid', () => {
    const seats = [seat(0, NIU_1, 20, 0, 1), seat(1, NONE, 1000, 5), seat(2, NIU_7, 1000, 3)]
    // 50 come in, 60 go out: with 20 of its own that is covered.
    assert.deepEqual(resultsOf({ baseBet: 10, bankerSeat: 0, seats }), [-10, -50, 60])
  })

  test('[ST4] a banker with one unit more than is due keeps it', () => {
    for (const [stake, left] of [
      [9, 0],
      [10, 0],
      [11, 1],
    ] as const) {
      const seats = [seat(0, NONE, stake, 0, 1), seat(1, NIU_1, 1000, 1)]
      const paid = stake - left
      assert.deepEqual(resultsOf({ baseBet: 10, bankerSeat: 0, seats }), [-paid, paid])
    }
  })

  test('[ST5] a short banker pays shares; what is left goes one each from the first seat after it', () => {
    const short = (bankerSeat: number, others: readonly number[]) => [
      ...[seat(bankerSeat, NONE, 20, 0, 1), seat(others[0]!, NIU_1, 100, 3)],
      ...[seat(others[1]!, NIU_7, 100, 3), seat(others[2]!, NIU_NIU, 100, 3)],
    ]
    // Due are 30, 60 and 90 of 20: shares 3, 6 and 10, and one unit left over.
    const first = short(0, [1, 2, 3])
    assert.deepEqual(resultsOf({ baseBet: 10, bankerSeat: 0, seats: first }), [-20, 4, 6, 10])
    const last = short(4, [0, 1, 2])
    const ordered = last.toSorted((a, b) => a.seat - b.seat)
    assert.deepEqual(resultsOf({ baseBet: 10, bankerSeat: 4, seats: ordered }), [4, 6, 10, -20])
    // With the banker at seat 2 the first winner after it is at seat 3, though 0 and 1 come before.
    const middle = short(2, [0, 1, 3]).toSorted((a, b) => a.seat - b.seat)
    assert.deepEqual(resultsOf({ baseBet: 10, bankerSeat: 2, seats: middle }), [3, 6, -20, 11])
  })

  test('[ST5] a banker without gold pays nothing, and nobody gets a unit that is not there', () => {
    const seats = [seat(0, NONE, 0, 0, 4), seat(1, NIU_1, 100), seat(2, FIVE_FACES, 100)]
    assert.deepEqual(resultsOf({ baseBet: 10, bankerSeat: 0, seats }), [0, 0, 0])
  })

  test('[ST7] a win pays its fee, rounded down; a loss pays none', () => {
    const seats = [seat(0, NIU_1, 1000, 0, 1), seat(1, NONE, 39)]
    const settled = (feePercent: number) =>
      settle({ baseBet: 39, bankerSeat: 0, seats, feePercent }).map(({ fee }) => fee)
    assert.deepEqual(settled(5), [1, 0])
    assert.deepEqual(settled(0), [0, 0])
    assert.deepEqual(settled(100), [39, 0])
  })

  test('[ST7] a fee is exact where result × percent is not', () => {
    const stake = Math.floor(MAX_GOLD / 2)
    const seats = [seat(0, NIU_1, stake, 0, 4), seat(1, NONE, stake, 5)]
    const baseBet = MAX_BASE_BET
    const [banker] = settle({ baseBet, bankerSeat: 0, seats, feePercent: 97 })
    assert.equal(banker!.result, baseBet * 20)
    assert.equal(BigInt(banker!.fee), (BigInt(baseBet) * 20n * 97n) / 100n)
  })

  test('[ST6] results sum to zero and nobody loses more than its stake', () => {
    fc.assert(
      fc.property(hands, (hand) => {
        const settled = settle(hand)
        assert.deepEqual(
          settled.map((line) => line.seat),
          hand.seats.map((each) => each.seat),
        )
        let sum = 0n
        for (const [order, { result }] of settled.entries()) {
          assert.ok(Number.isSafeInteger(result) && !Object.is(result, -0))
          assert.ok(result >= -hand.seats[order]!.stake)
          sum += BigInt(result)
        }
        assert.equal(sum, 0n)
      }),
      { numRuns: 3000 },
    )
  })

  test('[ST3] [ST4] [ST5] each seat gets or pays what the rule says', () => {
    let shortBankers = 0
    fc.assert(
      fc.property(hands, (hand) => {
        const banker = hand.seats.find((each) => each.seat === hand.bankerSeat)!
        const results = new Map(settle(hand).map(({ seat: index, result }) => [index, result]))
        const others = hand.seats.filter((each) => each !== banker)
        let available = BigInt(banker.stake)
        for (const loser of others.filter((each) => !beats(each.cards, banker.cards))) {
          const amount = amountOf(hand, loser)
          const paid = amount < BigInt(loser.stake) ? amount : BigInt(loser.stake)
          assert.equal(BigInt(results.get(loser.seat)!), -paid)
          available += paid
        }
        const winners = others.filter((each) => beats(each.cards, banker.cards))
        const due = winners.reduce((sum, each) => sum + amountOf(hand, each), 0n)
        let extras = 0n
        for (const winner of winners) {
          const win = BigInt(results.get(winner.seat)!)
          const amount = amountOf(hand, winner)
          if (available >= due) {
            assert.equal(win, amount)
            continue
          }
          const extra = win - (amount * available) / due
          assert.ok(extra === 0n || extra === 1n)
          assert.ok(win <= amount)
          extras += extra
        }
        if (available < due) {
          // All is paid out, and the units over went to the first winners after the banker.
          shortBankers += 1
          assert.equal(results.get(banker.seat), 0 - banker.stake)
          const order = [...winners].sort(
            (a, b) => ((a.seat - banker.seat + 5) % 5) - ((b.seat - banker.seat + 5) % 5),
          )
          for (const [place, winner] of order.entries()) {
            const share = (amountOf(hand, winner) * available) / due
            const win = BigInt(results.get(winner.seat)!)
            assert.equal(win - share, BigInt(place) < extras ? 1n : 0n)
          }
        }
      }),
      { numRuns: 3000 },
    )
    assert.ok(shortBankers > 100, `only ${shortBankers} short bankers were tried`)
  })

  test('[ST7] every fee is the percentage of its win, rounded down', () => {
    fc.assert(
      fc.property(hands, (hand) => {
        for (const { result, fee } of settle(hand)) {
          const expected = result > 0 ? (BigInt(result) * BigInt(hand.feePercent)) / 100n : 0n
          assert.equal(BigInt(fee), expected)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('[ST6] where the players sit changes nothing, but for units left over', () => {
    fc.assert(
      fc.property(hands, fc.integer({ min: 1, max: 4 }), (hand, turn) => {
        const turned = (index: number) => (index + turn) % 5
        const seats = hand.seats
          .map((each) => ({ ...each, seat: turned(each.seat) }))
          .sort((a, b) => a.seat - b.seat)
        const bankerSeat = turned(hand.bankerSeat)
        const after = new Map(
          settle({ ...hand, seats, bankerSeat }).map(({ seat: index, result }) => [index, result]),
        )
        // Turning the table keeps the order after the banker, so even those units stay.
        for (const { seat: index, result } of settle(hand)) {
          assert.equal(after.get(turned(index)), result)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('[ST8] up to the highest base bet everything due fits; above it a hand is not settled wrong', () => {
    const rich = MAX_GOLD
    const seats = [
      seat(0, NONE, rich, 0, 4),
      seat(1, FIVE_FACES, 0, 5),
      seat(2, [0x3b, 0x3c, 0x2c, 0x2d, 0x3d], 0, 5),
    ]
    const due = MAX_BASE_BET * 4 * 5 * 5
    const hand = { baseBet: MAX_BASE_BET, bankerSeat: 0, seats }
    assert.deepEqual(resultsOf(hand), [-2 * due, due, due])
    assert.throws(() => resultsOf({ ...hand, baseBet: MAX_BASE_BET * 5 }), RangeError)
  })

  test('[ST1] a hand without its banker is a bug, not a result', () => {
    const seats = [seat(0, NONE, 10), seat(1, NIU_1, 10)]
    assert.throws(() => settle({ baseBet: 1, bankerSeat: 3, seats, feePercent: 5 }))
  })
})
