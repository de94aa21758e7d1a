import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inBet, inBid, inEnd, inOpen, type XpnnHand } from './playXpnn.ts'

/** A move that must be refused, and must leave everything as it was. */
function refused(hand: XpnnHand, seat: number, move: string, payload = {}): string | undefined {
  const before = hand.publicTrace()
  const { state, events } = hand
  const refusal = hand.move(seat, move, payload)
  assert.equal(hand.publicTrace(), before)
  assert.equal(hand.state, state)
  assert.equal(hand.events, events)
  return refusal?.refusal
}

describe('moves of xpnn', () => {
  test('[XP7] a bid is 0 to 4', () => {
    for (const times of [0, 1, 2, 3, 4]) {
      const hand = inBid()
      assert.equal(hand.move(1, 'xpnn/bid', { times }), undefined)
      assert.equal(hand.draw('bid'), `. ${times} .`)
    }
    for (const times of [-1, 5, 1.5, Number.NaN, '1', null, undefined]) {
      assert.equal(refused(inBid(), 1, 'xpnn/bid', { times }), 'desk/bad-times')
    }
  })

  test('[XP7] a bet is 1 to 5', () => {
    for (const times of [1, 2, 3, 4, 5]) {
      const hand = inBet()
      assert.equal(hand.move(1, 'xpnn/bet', { times }), undefined)
      assert.equal(hand.draw('bet'), `. ${times} .`)
    }
    for (const times of [0, 6, -1, 2.5]) {
      assert.equal(refused(inBet(), 1, 'xpnn/bet', { times }), 'desk/bad-times')
    }
  })

  test('[XP7] each move belongs to its phase', () => {
    const moves = [
      ['xpnn/bid', { times: 1 }],
      ['xpnn/bet', { times: 1 }],
      ['xpnn/open', {}],
    ] as const
    const drawn = [inBid, inBet, inOpen, inEnd].map((phase) =>
      moves
        .map(([move, payload]) => {
          const hand = phase()
          const answer = hand.move(1, move, payload)?.refusal ?? 'ok'
          return answer.replace('desk/', '')
        })
        .join(' '),
    )
    assert.deepEqual(drawn, [
      'ok wrong-phase wrong-phase',
      'wrong-phase ok wrong-phase',
      'wrong-phase wrong-phase ok',
      'wrong-phase wrong-phase wrong-phase',
    ])
  })

  test('[XP7] each acts once', () => {
    const bid = inBid()
    bid.move(0, 'xpnn/bid', { times: 1 })
    assert.equal(refused(bid, 0, 'xpnn/bid', { times: 2 }), 'desk/already-acted')
    const bet = inBet()
    bet.move(1, 'xpnn/bet', { times: 1 })
    assert.equal(refused(bet, 1, 'xpnn/bet', { times: 1 }), 'desk/already-acted')
    const open = inOpen()
    open.move(0, 'xpnn/open')
    assert.equal(refused(open, 0, 'xpnn/open'), 'desk/already-acted')
  })

  test('[XP7] what was done by default is done', () => {
    const hand = inBid()
    hand.leave(0)
    assert.equal(refused(hand, 0, 'xpnn/bid', { times: 2 }), 'desk/already-acted')
  })

  test('[XP7] the banker does not bet', () => {
    assert.equal(refused(inBet(), 0, 'xpnn/bet', { times: 1 }), 'desk/not-your-turn')
  })

  test('[XP7] who is not in the hand does nothing in it', () => {
    const hand = inBid({ seats: [0, 2] })
    assert.equal(refused(hand, 1, 'xpnn/bid', { times: 1 }), 'desk/not-seated')
  })

  test('[XP8] not in the hand comes before the phase', () => {
    assert.equal(refused(inBid({ seats: [0, 2] }), 1, 'xpnn/open'), 'desk/not-seated')
    const finished = inBid()
    finished.finishSeat(1, 0)
    assert.equal(refused(finished, 1, 'xpnn/open'), 'desk/not-seated')
  })

  test('[XP8] the phase comes before range and repetition', () => {
    const hand = inBet()
    assert.equal(refused(hand, 1, 'xpnn/bid', { times: 9 }), 'desk/wrong-phase')
    assert.equal(refused(hand, 0, 'xpnn/bid', { times: 1 }), 'desk/wrong-phase')
  })

  test("[XP8] the banker's turn comes before the range", () => {
    assert.equal(refused(inBet(), 0, 'xpnn/bet', { times: 9 }), 'desk/not-your-turn')
  })

  test('[XP8] the range comes before repetition', () => {
    const hand = inBid()
    hand.move(0, 'xpnn/bid', { times: 1 })
    assert.equal(refused(hand, 0, 'xpnn/bid', { times: 9 }), 'desk/bad-times')
  })

  test('[XP7] a move of another game is a bug of the caller', () => {
    assert.throws(() => inBid().move(0, 'chess/castle'), /no move/)
  })
})
