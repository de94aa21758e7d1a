import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Tier, tiersFileSchema } from '../../src/contract/tiers.ts'
import { cardRank } from '../../src/games/cards.ts'
import type { BotView } from '../../src/games/game.ts'
import { openStream, shuffleDeck } from '../../src/games/shuffle.ts'
import { DESK } from '../../src/games/timers.ts'
import { type HandSetup, playHand, SERVER_SEED } from '../games/playHand.ts'
import { HighCard, highCardTiers } from './HighCard.ts'

const play = (setup: HandSetup = {}) => playHand(HighCard, setup)
type HighCardHand = ReturnType<typeof play>

function resultsOf(hand: HighCardHand): number[] | undefined {
  return hand.results?.map(({ result }) => result)
}

/** Which of the seats has the highest card. */
function bestOf(hand: HighCardHand, seats: readonly number[]): number {
  const ranks = new Map(hand.state.seats.map(({ seat, card }) => [seat, cardRank(card)]))
  return seats.toSorted((a, b) => ranks.get(b)! - ranks.get(a)!)[0]!
}

describe('high card', () => {
  test('[HC1] one card each from the fair shuffle, a timer for all and a shorter one for the first', () => {
    const hand = play({ seats: [1, 2], tier: { settings: { playSeconds: 9 } } })
    const { deck } = shuffleDeck(openStream(SERVER_SEED, ['', '']))
    assert.deepEqual(
      hand.state.seats.map(({ seat, card }) => [seat, card]),
      [
        [1, deck[0]],
        [2, deck[1]],
      ],
    )
    assert.deepEqual(
      hand.timers.map(({ kind, seat, endsAtMs }) => [kind, seat, endsAtMs - hand.nowMs]),
      [
        ['play', DESK, 9000],
        ['hurry', 1, 3000],
      ],
    )
  })

  test('[HC2] hurry acts for the seat it names alone, play for all', () => {
    const hand = play()
    hand.runTimer()
    assert.equal(`${hand.phase}: ${hand.draw('times')}`, 'play: 1 . .')
    hand.move(2, 'highcard/raise', { times: 3 })
    hand.runTimer()
    assert.equal(`${hand.phase}: ${hand.draw('times')}`, 'end: 1 1 3')
    assert.deepEqual(hand.game.activeSeats(hand.state), [2])
  })

  test('[HC2] hurry finds a seat that has acted as it is', () => {
    const hand = play()
    hand.move(0, 'highcard/raise', { times: 2 })
    hand.runTimer()
    assert.equal(`${hand.phase}: ${hand.draw('times')}`, 'play: 2 . .')
  })

  test('[HC3] who folds has lost the ante and is finished', () => {
    const hand = play({ stakes: [100, 4, 100] })
    assert.equal(hand.move(1, 'highcard/fold'), undefined)
    assert.deepEqual(
      hand.players.map(({ isFinished }) => isFinished),
      [false, true, false],
    )
    assert.equal(hand.move(1, 'highcard/raise', { times: 1 })?.refusal, 'desk/not-seated')
    hand.runTimer()
    hand.runTimer()
    assert.equal(resultsOf(hand)?.[1], -4)
  })

  test('[HC3] who leaves before acting folds, who has acted stays in', () => {
    const hand = play()
    hand.move(0, 'highcard/raise', { times: 2 })
    hand.leave(0)
    hand.leave(1)
    assert.equal(hand.draw('hasFolded'), 'false true false')
    assert.equal(play({ leaving: [0] }).draw('hasFolded'), 'true false false')
  })

  test('[HC4] the last one left wins without showing the card', () => {
    const hand = play({ stakes: [100, 100, 6] })
    hand.move(0, 'highcard/fold')
    hand.leave(2)
    assert.equal(hand.phase, 'end')
    assert.deepEqual(hand.results, [
      { seat: 0, result: -10, fee: 0 },
      { seat: 1, result: 16, fee: 0 },
      { seat: 2, result: -6, fee: 0 },
    ])
    assert.deepEqual(HighCard.seatFields(hand.state, 1)['card'], [0])
    assert.equal(play({ leaving: [0, 1, 2] }).phase, 'end')
  })

  test('[HC5] the highest card wins what the others staked, at most what they have', () => {
    const hand = play({
      seats: [0, 1, 2, 3],
      stakes: [200, 200, 200, 200],
      tier: { feePercent: 10 },
    })
    hand.move(3, 'highcard/fold')
    for (const seat of [0, 1, 2]) hand.move(seat, 'highcard/raise', { times: seat + 1 })
    const winner = bestOf(hand, [0, 1, 2])
    const losses = [10, 20, 30, 10]
    const pot = 70 - losses[winner]!
    assert.deepEqual(
      hand.results,
      losses.map((loss, seat) =>
        seat === winner
          ? { seat, result: pot, fee: Math.floor(pot / 10) }
          : { seat, result: -loss, fee: 0 },
      ),
    )
  })

  test('[HC5] whatever happens, a hand ends, and its results are exact', () => {
    const acts = fc.array(
      fc.record({
        act: fc.constantFrom('raise', 'fold', 'leave', 'timer'),
        seat: fc.nat({ max: 4 }),
        times: fc.integer({ min: 0, max: 4 }),
      }),
      { maxLength: 12 },
    )
    const stakes = fc.array(fc.nat({ max: 60 }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(acts, stakes, fc.stringMatching(/^[a-z]{5}$/), (list, gold, clientSeed) => {
        const hand = play({
          seats: [0, 1, 3, 4],
          stakes: gold,
          clientSeeds: [clientSeed, '', '', ''],
        })
        for (const { act, seat, times } of list) {
          if (hand.phase === 'end') break
          if (act === 'leave') hand.leave(seat)
          else if (act === 'timer') hand.runTimer()
          else hand.move(seat, `highcard/${act}`, act === 'raise' ? { times } : {})
        }
        while (hand.phase !== 'end') hand.runTimer()
        // That they sum to zero within the stakes is checked where the hand ends.
        const winners = hand.results!.filter(({ result }) => result > 0)
        assert.ok(winners.length <= 1)
      }),
    )
  })

  test('[HC6] a card is its owner’s alone until it is shown, and nobody’s once folded', () => {
    const hand = play()
    const card = hand.state.seats[2]!.card
    assert.deepEqual(HighCard.seatFields(hand.state, 2), {
      ...{ times: -1, hasFolded: false },
      ...{ card: [0], ownCard: [card] },
    })
    hand.move(1, 'highcard/fold')
    const folded = HighCard.seatFields(hand.state, 1)
    assert.deepEqual([folded['card'], folded['ownCard']], [[], []])
    hand.runTimer()
    hand.runTimer()
    assert.deepEqual(HighCard.seatFields(hand.state, 2)['card'], [card])
    assert.deepEqual(hand.pushes.at(-1), {
      type: 'shown',
      fields: { cards: [0, 2].map((seat) => ({ seat, card: hand.state.seats[seat]!.card })) },
    })
  })

  test('[HC8] refusals, in the order of Niu Niu', () => {
    const hand = play({ seats: [0, 2] })
    const refusal = (seat: number, move: string, payload = {}) =>
      hand.move(seat, move, payload)?.refusal
    assert.equal(refusal(1, 'highcard/fold'), 'desk/not-seated')
    assert.equal(refusal(0, 'highcard/raise', { times: 4 }), 'desk/bad-times')
    assert.equal(refusal(0, 'highcard/raise', { times: 3 }), undefined)
    assert.equal(refusal(0, 'highcard/raise', { times: 0 }), 'desk/bad-times')
    assert.equal(refusal(0, 'highcard/raise', { times: 1 }), 'desk/already-acted')
    assert.equal(refusal(0, 'highcard/fold'), 'desk/already-acted')
    assert.equal(refusal(2, 'highcard/raise', { times: 1 }), undefined)
    assert.equal(refusal(2, 'highcard/raise', { times: 1 }), 'desk/wrong-phase')
  })

  test('[HC9] who sits down in play is not in the hand', () => {
    const hand = play({ seats: [0, 2] })
    const { state } = hand
    assert.equal(hand.sit(1), undefined)
    assert.equal(hand.state, state)
    assert.equal(hand.move(1, 'highcard/fold')?.refusal, 'desk/not-seated')
  })

  test('[HC7] bots finish hands, and do not all do the same', () => {
    const moves = new Set<string>()
    for (let round = 0; round < 60; round++) {
      const hand = play({ clientSeeds: [String(round), '', ''] })
      for (const { seat } of hand.players) {
        const suggested = HighCard.suggest(viewOf(hand, seat), ((round * 7) % 10) / 10)
        if (!suggested) continue
        assert.equal(hand.move(seat, suggested.move, suggested.payload), undefined)
        moves.add(JSON.stringify(suggested))
      }
      assert.equal(hand.phase, 'end')
    }
    assert.equal(moves.size, 4)
  })

  test('[HC7] a bot that has acted has nothing to do', () => {
    const hand = play()
    hand.move(1, 'highcard/raise', { times: 1 })
    assert.equal(HighCard.suggest(viewOf(hand, 1), 0.9), undefined)
    assert.equal(HighCard.suggest(viewOf(hand, 4), 0.9), undefined)
  })

  test('[HC1] its tiers are a valid entry of a tiers file', () => {
    const file = tiersFileSchema.parse({ games: [highCardTiers] })
    assert.deepEqual(
      file.games.map(({ gameId, game }) => [gameId, game]),
      [[901, HighCard.name]],
    )
    for (const tier of file.games[0]!.tiers) {
      assert.ok(tier.seats >= HighCard.seats.min && tier.seats <= HighCard.seats.max)
      assert.equal(HighCard.settings.safeParse(tier.settings).success, true)
    }
  })
})

function viewOf(hand: HighCardHand, seat: number): BotView {
  const tier: Tier = hand.tier
  const seats = [0, 1, 2, 3, 4].map((index) => {
    const { ownCard, ...fields } = HighCard.seatFields(hand.state, index)
    return index === seat ? { ...fields, ownCard: ownCard! } : fields
  })
  return { seat, phase: hand.phase, tier, desk: {}, seats }
}
