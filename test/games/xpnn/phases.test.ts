import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openStream, shuffleDeck, uniform } from '../../../src/games/shuffle.ts'
import { handTypeOf } from '../../../src/games/xpnn/handType.ts'
import { MAX_BASE_BET, settle } from '../../../src/games/xpnn/settle.ts'
import { Xpnn } from '../../../src/games/xpnn/Xpnn.ts'
import { SERVER_SEED } from '../playHand.ts'
import { shuffleVectors } from '../vectors.ts'
import { inBet, inBid, inEnd, inOpen, type XpnnHand } from './playXpnn.ts'

/** The desk timer as `bid-banker 4`. */
function drawTimers(hand: XpnnHand): string {
  return hand.timers
    .map(({ kind, startedAtMs, endsAtMs }) => `${kind} ${(endsAtMs - startedAtMs) / 1000}`)
    .join(', ')
}

function pushesOf(hand: XpnnHand, type: string) {
  return hand.pushes.filter((push) => push.type === type)
}

describe('phases of xpnn', () => {
  test('[XP1] bid, bet and open have their timers of 4, 5 and 5 seconds', () => {
    assert.equal(drawTimers(inBid()), 'bid-banker 4')
    assert.equal(drawTimers(inBet()), 'bet 5')
    assert.equal(drawTimers(inOpen()), 'open-card 5')
    assert.equal(drawTimers(inEnd()), '')
  })

  test('[XP1] the settings of the tier say otherwise', () => {
    const tier = { settings: { bidSeconds: 1, betSeconds: 2.5, openSeconds: 60 } }
    assert.equal(drawTimers(inBid({ tier })), 'bid-banker 1')
    assert.equal(drawTimers(inBet({ tier })), 'bet 2.5')
    assert.equal(drawTimers(inOpen({ tier })), 'open-card 60')
  })

  test('[XP1] wrong settings are refused', () => {
    for (const settings of [{ bidSeconds: -1 }, { betSeconds: '5' }, { bidTime: 4 }]) {
      assert.throws(() => inBid({ tier: { settings } }))
    }
  })

  test('[XP2] the k-th playing seat gets places 5k … 5k+4 of the shuffled deck', () => {
    const { serverSeed, clientSeeds, deck } = shuffleVectors[2]!
    const hand = inBid({ seats: [1, 3, 4], serverSeed, clientSeeds })
    assert.equal(hand.phase, 'bid')
    assert.deepEqual(
      hand.state.seats.map(({ seat, cards }) => [seat, cards]),
      [
        [1, deck.slice(0, 5)],
        [3, deck.slice(5, 10)],
        [4, deck.slice(10, 15)],
      ],
    )
  })

  test('[XP3] bid ends early when everybody bid', () => {
    const hand = inBid()
    hand.move(0, 'xpnn/bid', { times: 1 })
    hand.move(2, 'xpnn/bid', { times: 4 })
    assert.equal(`${hand.phase}: ${hand.draw('bid')}`, 'bid: 1 . 4')
    hand.move(1, 'xpnn/bid', { times: 0 })
    assert.equal(`${hand.phase}: ${hand.draw('bid')}`, 'bet: 1 0 4')
    assert.equal(drawTimers(hand), 'bet 5')
  })

  test('[XP3] bet ends early when everybody but the banker bet', () => {
    const hand = inBet()
    hand.move(1, 'xpnn/bet', { times: 5 })
    assert.equal(`${hand.phase}: ${hand.draw('bet')}`, 'bet: . 5 .')
    hand.move(2, 'xpnn/bet', { times: 1 })
    assert.equal(`${hand.phase}: ${hand.draw('bet')}`, 'open: . 5 1')
  })

  test('[XP3] open ends early when everybody opened, and the hand is settled', () => {
    const hand = inOpen()
    hand.move(2, 'xpnn/open')
    hand.move(0, 'xpnn/open')
    assert.equal(`${hand.phase}: ${hand.draw('isOpen')}`, 'open: true false true')
    assert.equal(hand.results, undefined)
    hand.move(1, 'xpnn/open')
    assert.equal(`${hand.phase}: ${hand.draw('isOpen')}`, 'end: true true true')
    assert.deepEqual(
      hand.results,
      settle({
        baseBet: 10,
        feePercent: 5,
        bankerSeat: 0,
        seats: hand.state.seats.map((seat) => ({ ...seat, stake: 10_000 })),
      }),
    )
  })

  test('[XP3] the stake each seat began with limits what it loses', () => {
    const stakes = [3, 4, 5]
    const hand = inEnd({ stakes, tier: { baseBet: 1000 } })
    const losers = hand.results!.filter(({ result }) => result < 0)
    assert.ok(losers.length > 0)
    // Every amount is far above every stake, so who loses, loses all of it.
    for (const { seat, result } of losers) assert.equal(result, -stakes[seat]!)
  })

  test('[XP4] who does not act bids 0, bets 1 and opens at the end of the timer', () => {
    const hand = inBid()
    hand.move(1, 'xpnn/bid', { times: 3 })
    hand.runTimer()
    assert.equal(`${hand.phase}: ${hand.draw('bid')}`, 'bet: 0 3 0')
    hand.move(0, 'xpnn/bet', { times: 4 })
    hand.runTimer()
    assert.equal(`${hand.phase}: ${hand.draw('bet')}`, 'open: 4 . 1')
    hand.runTimer()
    assert.equal(`${hand.phase}: ${hand.draw('isOpen')}`, 'end: true true true')
    assert.ok(hand.results)
  })

  test('[XP4] nobody acts at all: the hand runs through its timers', () => {
    const hand = inBid()
    const phases = [hand.phase]
    while (hand.timers.length > 0) {
      hand.runTimer()
      phases.push(hand.phase)
    }
    assert.deepEqual(phases, ['bid', 'bet', 'open', 'end'])
    assert.equal(hand.nowMs - 1_000_000, 14_000)
  })

  test('[XP4] a timer of another phase changes nothing', () => {
    const hand = inBet()
    const before = hand.state
    assert.equal(hand.runLateTimer('bid-banker'), undefined)
    assert.equal(hand.runLateTimer('open-card'), undefined)
    assert.equal(hand.state, before)
    assert.equal(hand.phase, 'bet')
    const ended = inEnd()
    const { results } = ended
    ended.runLateTimer('open-card')
    assert.equal(ended.results, results)
  })

  test('[XP5] the highest bid becomes the banker, without a draw', () => {
    const hand = inBid({ seats: [0, 2, 4] })
    for (const [seat, times] of [
      [0, 1],
      [2, 3],
      [4, 2],
    ] as const) {
      hand.move(seat, 'xpnn/bid', { times })
    }
    assert.deepEqual(hand.game.deskFields(hand.state), { bankerSeat: 2 })
    assert.deepEqual(pushesOf(hand, 'banker-chosen')[0]?.fields, {
      seat: 2,
      times: 3,
      tiedSeats: [],
    })
    assert.deepEqual(hand.state.stream, shuffleDeck(openStream(SERVER_SEED, ['', '', ''])).stream)
  })

  test('[XP5] a tie is drawn by the next number of the stream, over the tied seats ascending', () => {
    for (const { serverSeed, clientSeeds, nextUniform } of shuffleVectors.slice(1)) {
      // The first number of each vector is one below 2: exactly two seats must be tied.
      const [n, drawn] = nextUniform[0]!
      assert.equal(n, 2)
      const seats = clientSeeds.map((_, order) => order)
      const tied = [seats.at(-2)!, seats.at(-1)!]
      const hand = inBid({ seats, serverSeed, clientSeeds })
      for (const seat of seats) hand.move(seat, 'xpnn/bid', { times: tied.includes(seat) ? 3 : 0 })
      assert.deepEqual(pushesOf(hand, 'banker-chosen')[0]?.fields, {
        seat: tied[drawn],
        times: 3,
        tiedSeats: tied,
      })
    }
  })

  test('[XP5] with all bids 0 everybody is tied; what is told is the bid as it was', () => {
    const hand = inBid({ seats: [1, 2, 4] })
    hand.runTimer()
    const { stream } = shuffleDeck(openStream(SERVER_SEED, ['', '', '']))
    const draw = uniform(stream, 3)
    assert.deepEqual(pushesOf(hand, 'banker-chosen')[0]?.fields, {
      seat: [1, 2, 4][draw.value],
      times: 0,
      tiedSeats: [1, 2, 4],
    })
    // What is drawn later must not be drawn from the same words again.
    assert.deepEqual(hand.state.stream, draw.stream)
  })

  test('[XP5] every tied seat becomes the banker equally often', () => {
    const counts = new Map<unknown, number>()
    for (let round = 0; round < 1500; round++) {
      const hand = inBid({ clientSeeds: ['', String(round), ''] })
      hand.runTimer()
      const seat = hand.state.bankerSeat
      counts.set(seat, (counts.get(seat) ?? 0) + 1)
    }
    // 500 each is expected, with a deviation of 18; the seeds are fixed.
    assert.equal(counts.size, 3)
    for (const count of counts.values()) assert.ok(Math.abs(count - 500) < 4 * 18, String(count))
  })

  test('[XP6] who leaves acts by default at once, in every phase after it too', () => {
    const hand = inBid()
    hand.leave(1)
    assert.equal(`${hand.phase}: ${hand.draw('bid')}`, 'bid: . 0 .')
    hand.move(0, 'xpnn/bid', { times: 2 })
    hand.move(2, 'xpnn/bid', { times: 1 })
    assert.equal(`${hand.phase}: ${hand.draw('bet')}`, 'bet: . 1 .')
    hand.move(2, 'xpnn/bet', { times: 3 })
    assert.equal(`${hand.phase}: ${hand.draw('isOpen')}`, 'open: false true false')
  })

  test('[XP6] the last one awaited leaves: the phase ends', () => {
    const hand = inBet()
    hand.move(1, 'xpnn/bet', { times: 2 })
    hand.leave(2)
    assert.equal(`${hand.phase}: ${hand.draw('bet')}`, 'open: . 2 1')
    assert.equal(hand.draw('isOpen'), 'false false true')
  })

  test('[XP6] who has acted and then leaves changes nothing in this phase', () => {
    const hand = inBid()
    hand.move(1, 'xpnn/bid', { times: 4 })
    hand.leave(1)
    assert.equal(`${hand.phase}: ${hand.draw('bid')}`, 'bid: . 4 .')
  })

  test('[XP6] a banker that leaves bets nothing and opens when open begins', () => {
    const hand = inBet()
    hand.leave(0)
    assert.equal(`${hand.phase}: ${hand.draw('bet')}`, 'bet: . . .')
    hand.runTimer()
    assert.equal(`${hand.phase}: ${hand.draw('isOpen')}`, 'open: true false false')
  })

  test('[XP6] all leave: the hand is over at once, and paid', () => {
    const hand = inBid()
    for (const seat of [2, 0, 1]) hand.leave(seat)
    assert.equal(hand.phase, 'end')
    assert.equal(hand.results?.length, 3)
    assert.equal(hand.nowMs, 1_000_000)
  })

  test('[XP6] who was leaving when the hand began acts by default from the first phase on', () => {
    const hand = inBid({ leaving: [0, 2] })
    assert.equal(`${hand.phase}: ${hand.draw('bid')}`, 'bid: 0 . 0')
    assert.equal(inBid({ leaving: [0, 1, 2] }).phase, 'end')
  })

  test('[XP6] who dropped gets the default only when the timer ends, and may be back before', () => {
    const hand = inBid()
    hand.drop(1)
    hand.drop(2)
    hand.move(0, 'xpnn/bid', { times: 0 })
    assert.equal(`${hand.phase}: ${hand.draw('bid')}`, 'bid: 0 . .')
    hand.comeBack(2)
    assert.equal(hand.move(2, 'xpnn/bid', { times: 4 }), undefined)
    hand.runTimer()
    assert.equal(`${hand.phase}: ${hand.draw('bid')}`, 'bet: 0 0 4')
    assert.equal(hand.draw('bet'), '. . .')
  })

  test('[XP6] what happens at seats that are not in the hand is nothing to it', () => {
    const hand = inBid({ seats: [0, 2] })
    const { state } = hand
    assert.equal(hand.leave(1), undefined)
    assert.equal(hand.sit(3), undefined)
    assert.equal(hand.state, state)
  })

  test('[XP6] leaving after the end changes nothing', () => {
    const hand = inEnd()
    const { state, results } = hand
    hand.leave(0)
    assert.equal(hand.state, state)
    assert.equal(hand.results, results)
  })

  test('[XP12] the state of a hand is made by its events alone', () => {
    const hand = inEnd()
    const copies = JSON.parse(JSON.stringify(hand.events)) as typeof hand.events
    const { state } = hand
    hand.rewrite(copies)
    assert.deepEqual(hand.state, state)
    assert.throws(() => hand.rewrite(copies.slice(1)), /begins with the deal/)
  })

  test('[ST8] a tier whose gold could not be settled does not get a hand', () => {
    const hand = inEnd({ tier: { baseBet: MAX_BASE_BET } })
    assert.ok(hand.results)
    const tier = hand.tier
    assert.equal(Xpnn.refusesTier?.(tier), undefined)
    assert.match(String(Xpnn.refusesTier?.({ ...tier, baseBet: MAX_BASE_BET + 1 })), /baseBet/)
  })

  test('[XP10] the record holds cards, types, bids, bets and every action', () => {
    const hand = inBid({ seats: [0, 3] })
    hand.move(3, 'xpnn/bid', { times: 2 })
    hand.runTimer()
    hand.nowMs += 700
    hand.move(0, 'xpnn/bet', { times: 4 })
    hand.move(3, 'xpnn/open')
    hand.leave(0)
    const [first, second] = hand.state.seats.map(({ cards }) => cards)
    assert.deepEqual(hand.game.record(hand.state), {
      desk: { bankerSeat: 3 },
      seats: {
        0: { cards: first, handType: handTypeOf(first!), bid: 0, bet: 4 },
        3: { cards: second, handType: handTypeOf(second!), bid: 2, bet: 0 },
      },
      actions: [
        { atMs: 1_000_000, seat: 3, type: 'bid', value: 2 },
        { atMs: 1_004_000, seat: 0, type: 'bid', value: 0, byDefault: true },
        { atMs: 1_004_700, seat: 0, type: 'bet', value: 4 },
        { atMs: 1_004_700, seat: 3, type: 'open', value: 1 },
        { atMs: 1_004_700, seat: 0, type: 'open', value: 1, byDefault: true },
      ],
    })
  })

  test('[XP10] active are the seats that did something themselves', () => {
    const hand = inBid()
    hand.move(2, 'xpnn/bid', { times: 0 })
    hand.leave(1)
    hand.runTimer()
    hand.runTimer()
    assert.deepEqual(hand.game.activeSeats(hand.state), [2])
    hand.move(0, 'xpnn/open')
    assert.deepEqual(hand.game.activeSeats(hand.state), [2, 0])
  })
})
