import type { XpnnEvent } from '../../../src/games/xpnn/events.ts'
import type { XpnnSettings } from '../../../src/games/xpnn/settings.ts'
import type { XpnnState } from '../../../src/games/xpnn/state.ts'
import { Xpnn } from '../../../src/games/xpnn/Xpnn.ts'
import { type HandSetup, type PlayedHand, playHand } from '../playHand.ts'

export type XpnnHand = PlayedHand<XpnnState, XpnnEvent, XpnnSettings>

/** A hand of Niu Niu in `bid`. */
export function inBid(setup: HandSetup = {}): XpnnHand {
  return playHand(Xpnn, setup)
}

/** In `bet`: the first seat is the banker with a bid of 2, the others bid 0. */
export function inBet(setup: HandSetup = {}): XpnnHand {
  const hand = inBid(setup)
  for (const [order, { seat }] of hand.players.entries()) {
    hand.move(seat, 'xpnn/bid', { times: order === 0 ? 2 : 0 })
  }
  return hand
}

/** In `open`: everybody but the banker bet 1. */
export function inOpen(setup: HandSetup = {}): XpnnHand {
  const hand = inBet(setup)
  for (const { seat } of hand.players.slice(1)) hand.move(seat, 'xpnn/bet', { times: 1 })
  return hand
}

/** In `end`: everybody opened. */
export function inEnd(setup: HandSetup = {}): XpnnHand {
  const hand = inOpen(setup)
  for (const { seat } of hand.players) hand.move(seat, 'xpnn/open')
  return hand
}

/** The same hand with other cards in it. */
export function withCards(hand: XpnnHand, cards: readonly (readonly number[])[]): XpnnHand {
  hand.rewrite(
    hand.events.map((event) =>
      event.type === 'dealt'
        ? {
            ...event,
            hands: event.hands.map(({ seat }, order) => ({ seat, cards: cards[order]! })),
          }
        : event,
    ),
  )
  return hand
}
