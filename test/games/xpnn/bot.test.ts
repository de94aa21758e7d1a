import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { DECK } from '../../../src/games/cards.ts'
import type { BotView } from '../../../src/games/game.ts'
import { chanceOf } from '../../../src/games/xpnn/bot.ts'
import { Xpnn } from '../../../src/games/xpnn/Xpnn.ts'
import { inBet, inBid, inOpen, withCards, type XpnnHand } from './playXpnn.ts'

const GREAT = [0x0b, 0x1b, 0x2b, 0x0c]
const POOR = [0x01, 0x11, 0x21, 0x03]

/** What the client of that seat would see. */
function viewOf(hand: XpnnHand, seat: number): BotView {
  const { state, phase, tier } = hand
  const seats = [0, 1, 2, 3, 4].map((index) => {
    const { ownCards, ...fields } = Xpnn.seatFields(state, index)
    return index === seat ? { ...fields, ownCards: ownCards! } : fields
  })
  return { seat, phase, tier, desk: Xpnn.deskFields(state), seats }
}

/** A view in `bid` of a seat with these four cards. */
function bidView(ownCards: readonly number[]): BotView {
  const view = viewOf(inBid(), 0)
  return { ...view, seats: [{ ...view.seats[0]!, ownCards }, ...view.seats.slice(1)] }
}

describe('the bot of xpnn', () => {
  test('[XP11] bots play whole hands, and no move of theirs is refused', () => {
    const seeds = fc.array(fc.stringMatching(/^[a-z]{4}$/), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(
        seeds,
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (clientSeeds, chance) => {
          const seats = clientSeeds.map((_, order) => order)
          const hand = inBid({ seats, clientSeeds })
          for (let moves = 0; hand.phase !== 'end'; moves++) {
            assert.ok(moves < 3 * seats.length, 'bots come to an end')
            const [seat, suggested] = nextSuggestion(hand, seats, chance.next().value!)
            assert.equal(hand.move(seat, suggested.move, suggested.payload), undefined)
          }
          assert.deepEqual(hand.game.activeSeats(hand.state).length, seats.length)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('[XP11] a bot has nothing to do twice, as the banker in bet, or outside of the hand', () => {
    const bid = inBid({ seats: [0, 1] })
    bid.move(0, 'xpnn/bid', { times: 1 })
    assert.equal(Xpnn.suggest(viewOf(bid, 0), 0.5), undefined)
    assert.equal(Xpnn.suggest(viewOf(bid, 3), 0.5), undefined)
    assert.equal(Xpnn.suggest(viewOf(inBet(), 0), 0.5), undefined)
    const open = inOpen()
    assert.deepEqual(Xpnn.suggest(viewOf(open, 0), 0.5), { move: 'xpnn/open', payload: {} })
    open.move(0, 'xpnn/open')
    assert.equal(Xpnn.suggest(viewOf(open, 0), 0.5), undefined)
    assert.equal(Xpnn.suggest({ ...viewOf(open, 1), phase: 'end' }, 0.5), undefined)
  })

  test('[XP11] better cards bid more, and chance moves it', () => {
    const bidOf = (cards: number[], random: number) =>
      Xpnn.suggest(bidView(cards), random)?.payload['times'] as number
    assert.equal(bidOf(GREAT, 0.5), 4)
    assert.equal(bidOf(POOR, 0.5), 0)
    const middle = [0x01, 0x12, 0x0a, 0x1a]
    const bids = [0, 0.25, 0.5, 0.75, 0.999].map((random) => bidOf(middle, random))
    assert.ok(new Set(bids).size > 1)
    assert.deepEqual(bids, bids.toSorted())
  })

  test('[XP11] over many hands a bot uses every bid', () => {
    const bids = new Set<unknown>()
    for (let round = 0; round < 300; round++) {
      const hand = inBid({ clientSeeds: [String(round), '', ''] })
      bids.add(Xpnn.suggest(viewOf(hand, 0), (round % 10) / 10)?.payload['times'])
    }
    assert.deepEqual([...bids].toSorted(), [0, 1, 2, 3, 4])
  })

  test('[XP11] what a bot does depends on no card but its own', () => {
    const deck = [...DECK]
    const own = deck.slice(0, 5)
    const one = withCards(inBid(), [deck.slice(5, 10), own, deck.slice(10, 15)])
    const two = withCards(inBid(), [deck.slice(20, 25), own, deck.slice(30, 35)])
    for (const random of [0, 0.3, 0.6, 0.9]) {
      const suggested = Xpnn.suggest(viewOf(one, 1), random)
      assert.ok(suggested)
      assert.deepEqual(suggested, Xpnn.suggest(viewOf(two, 1), random))
    }
    // Nor on its own fifth card, which it does not see yet.
    const other = withCards(inBid(), [
      deck.slice(5, 10),
      [...own.slice(0, 4), 0x3d],
      deck.slice(10, 15),
    ])
    assert.deepEqual(viewOf(other, 1), viewOf(one, 1))
  })

  test('[XP11] the mean chance over all deals is one half', () => {
    let sum = 0
    let hands = 0
    // Every 17th of the 270 725 choices of four.
    let index = 0
    for (let a = 0; a < 52; a++) {
      for (let b = a + 1; b < 52; b++) {
        for (let c = b + 1; c < 52; c++) {
          for (let d = c + 1; d < 52; d++) {
            if (index++ % 17 !== 0) continue
            sum += chanceOf([DECK[a]!, DECK[b]!, DECK[c]!, DECK[d]!])
            hands += 1
          }
        }
      }
    }
    assert.ok(Math.abs(sum / hands - 0.5) < 0.005, String(sum / hands))
  })
})

function nextSuggestion(hand: XpnnHand, seats: readonly number[], random: number) {
  for (const seat of seats) {
    const suggested = Xpnn.suggest(viewOf(hand, seat), random)
    if (suggested) return [seat, suggested] as const
  }
  throw new Error(`no bot acts in ${hand.phase}`)
}
