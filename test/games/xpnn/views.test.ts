import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { DECK } from '../../../src/games/cards.ts'
import type { XpnnEvent } from '../../../src/games/xpnn/events.ts'
import { groupOf, handTypeOf } from '../../../src/games/xpnn/handType.ts'
import { Xpnn } from '../../../src/games/xpnn/Xpnn.ts'
import { inBet, inBid, inEnd, inOpen, withCards, type XpnnHand } from './playXpnn.ts'

const EMPTY = { bid: -1, bet: -1, isOpen: false, cards: [], ownCards: [], handType: -1 }

function cardsOf(hand: XpnnHand, order: number): readonly number[] {
  return hand.state.seats[order]!.cards
}

describe('what viewers see of xpnn', () => {
  test('[XP9] between hands everything is empty', () => {
    assert.deepEqual(Xpnn.deskFields(undefined), { bankerSeat: -1 })
    assert.deepEqual(Xpnn.seatFields(undefined, 0), EMPTY)
  })

  test('[XP9] a seat that was not dealt in is empty in the hand too', () => {
    const hand = inBid({ seats: [0, 2] })
    assert.deepEqual(Xpnn.seatFields(hand.state, 1), EMPTY)
  })

  test('[XP9] from the deal on: five hidden cards for all, the first four for the owner', () => {
    for (const hand of [inBid(), inBet()]) {
      const { cards, ownCards, handType } = Xpnn.seatFields(hand.state, 1)
      assert.deepEqual(cards, [0, 0, 0, 0, 0])
      assert.deepEqual(ownCards, cardsOf(hand, 1).slice(0, 4))
      assert.equal(handType, -1)
    }
    assert.deepEqual(Xpnn.hiddenSeatFields, ['ownCards'])
  })

  test('[XP9] in open the owner has all five, and all see them once he opened', () => {
    const hand = inOpen()
    hand.move(1, 'xpnn/open')
    const closed = Xpnn.seatFields(hand.state, 2)
    assert.deepEqual(closed['cards'], [0, 0, 0, 0, 0])
    assert.deepEqual(closed['ownCards'], cardsOf(hand, 2))
    assert.equal(closed['handType'], -1)
    const open = Xpnn.seatFields(hand.state, 1)
    assert.deepEqual(open['cards'], cardsOf(hand, 1))
    assert.equal(open['handType'], handTypeOf(cardsOf(hand, 1)))
  })

  test('[XP9] the result stays to be looked at in end', () => {
    const hand = inEnd()
    assert.deepEqual(Xpnn.seatFields(hand.state, 0)['cards'], cardsOf(hand, 0))
    assert.deepEqual(Xpnn.deskFields(hand.state), { bankerSeat: 0 })
    assert.equal(hand.draw('bid'), '2 0 0')
  })

  test('[XP9] the pushes of a whole hand, in order; the deal says nothing', () => {
    const hand = inEnd({ seats: [0, 1] })
    assert.deepEqual(
      hand.pushes.map(({ type, fields }) => `${type} ${fields['seat']}`),
      [
        ...['bid 0', 'bid 1', 'banker-chosen 0', 'bet 1', 'fifth-card 0', 'fifth-card 1'],
        ...['opened 0', 'opened 1'],
      ],
    )
  })

  test('[XP9] a fifth card is told to its own player alone', () => {
    const hand = inOpen({ seats: [1, 4] })
    const push = hand.pushes.filter(({ type }) => type === 'fifth-card')[1]
    const cards = cardsOf(hand, 1)
    assert.deepEqual(push, {
      type: 'fifth-card',
      fields: { seat: 4 },
      own: {
        seat: 4,
        fields: { card: cards[4], handType: handTypeOf(cards), group: groupOf(cards) },
      },
    })
  })

  test('[XP9] an opened hand is told to all with its type and group', () => {
    const hand = inOpen({ seats: [1, 4] })
    hand.move(4, 'xpnn/open')
    const cards = cardsOf(hand, 1)
    assert.deepEqual(hand.pushes.at(-1), {
      type: 'opened',
      fields: { seat: 4, cards, handType: handTypeOf(cards), group: groupOf(cards) },
    })
  })

  test('[XP9] nothing that others receive depends on a card before it is opened', () => {
    const cards = fc
      .shuffledSubarray([...DECK], { minLength: 15, maxLength: 15 })
      .map((deck) => [deck.slice(0, 5), deck.slice(5, 10), deck.slice(10)])
    const acts = fc.array(
      fc.record({
        seat: fc.nat({ max: 2 }),
        times: fc.integer({ min: -1, max: 6 }),
        act: fc.constantFrom('bid', 'bet', 'leave', 'drop', 'timer'),
      }),
      { maxLength: 20 },
    )
    let openings = 0
    fc.assert(
      fc.property(cards, cards, acts, (someCards, otherCards, list) => {
        const one = withCards(inBid(), someCards)
        const two = withCards(inBid(), otherCards)
        for (const { seat, times, act } of list) {
          // Nobody opens, so that both hands must look the same to the end of `bet` and beyond.
          if (one.phase === 'open') break
          const answers = [one, two].map((hand) => {
            if (act === 'leave') return hand.leave(seat)
            if (act === 'drop') return hand.drop(seat)
            if (act === 'timer') return hand.runTimer()
            return hand.move(seat, `xpnn/${act}`, { times })
          })
          assert.deepEqual(answers[0], answers[1])
          if (hasOpened(one.events)) {
            openings += 1
            return
          }
          assert.equal(one.publicTrace(), two.publicTrace())
        }
      }),
      { numRuns: 500 },
    )
    assert.ok(openings > 0 && openings < 500)
  })

  test('[XP9] one seat opens: what others receive still does not depend on the cards of the rest', () => {
    const deck = [...DECK]
    const opened = deck.slice(0, 5)
    const one = withCards(inOpen(), [opened, deck.slice(5, 10), deck.slice(10, 15)])
    const two = withCards(inOpen(), [opened, deck.slice(20, 25), deck.slice(30, 35)])
    one.move(0, 'xpnn/open')
    two.move(0, 'xpnn/open')
    assert.equal(one.publicTrace(), two.publicTrace())
    one.move(1, 'xpnn/open')
    two.move(1, 'xpnn/open')
    assert.notEqual(one.publicTrace(), two.publicTrace())
  })
})

function hasOpened(events: readonly XpnnEvent[]): boolean {
  return events.some(({ type }) => type === 'opened')
}
