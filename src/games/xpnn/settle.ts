import { type Gold, MAX_GOLD } from '../../contract/ids.ts'
import type { Card } from '../cards.ts'
import type { SeatResult } from '../game.ts'
import { strengthOf } from './compare.ts'
import { plus, share, times } from './exact.ts'
import { seatResult } from './fee.ts'
import { handTypeOf, multiplierOf } from './handType.ts'

/** A seat when the cards lie open. */
export interface ShownSeat {
  readonly seat: number
  /** The most it can lose. */
  readonly stake: Gold
  readonly cards: readonly Card[]
  readonly bid: number
  /** 1 to 5; not used of the banker. */
  readonly bet: number
}

export interface ShownHand {
  readonly baseBet: Gold
  readonly feePercent: number
  readonly bankerSeat: number
  /** By ascending seat. */
  readonly seats: readonly ShownSeat[]
}

/** [ST8] The highest base bet with which everything due in a hand (bid 4, bet 5, × 5, four winners) fits. */
export const MAX_BASE_BET: Gold = Math.floor(MAX_GOLD / 400)

/** One seat against the banker. */
interface Duel {
  readonly seat: number
  readonly stake: Gold
  readonly hasWon: boolean
  readonly amount: Gold
}

/**
 * [ST1] Settles a hand: each seat against the banker alone, the losers first. Returns a result and a
 * fee for every seat, in the order given; the results sum to zero. Throws a `RangeError` if an
 * amount passes 2^53 − 1, which no base bet up to `MAX_BASE_BET` can bring about.
 */
export function settle(hand: ShownHand): SeatResult[] {
  const banker = hand.seats.find((seat) => seat.seat === hand.bankerSeat)
  if (!banker) throw new Error(`the banker, seat ${hand.bankerSeat}, is not in the hand`)
  const duels = duelsOf(hand, banker)
  const results = new Map<number, number>()

  // [ST3]
  let collected = 0
  for (const duel of duels) {
    if (duel.hasWon) continue
    const paid = Math.min(duel.amount, duel.stake)
    results.set(duel.seat, 0 - paid) // never −0, which JSON cannot keep
    collected = plus(collected, paid)
  }
  const wins = payWinners(
    duels.filter((duel) => duel.hasWon),
    banker.stake + collected,
  )
  let paidOut = 0
  for (const [seat, win] of wins) {
    results.set(seat, win)
    paidOut = plus(paidOut, win)
  }
  results.set(banker.seat, collected - paidOut)
  return hand.seats.map(({ seat }) => seatResult(seat, results.get(seat)!, hand.feePercent))
}

/** The duels of a hand in seat order, from the first seat after the banker round to the last. */
function duelsOf(hand: ShownHand, banker: ShownSeat): Duel[] {
  const bankerStrength = strengthOf(banker.cards)
  const bankerMultiplier = multiplierOf(handTypeOf(banker.cards))
  const unit = times(hand.baseBet, Math.max(1, banker.bid))
  const after = hand.seats.filter((seat) => seat.seat > banker.seat)
  const before = hand.seats.filter((seat) => seat.seat < banker.seat)
  return [...after, ...before].map(({ seat, stake, cards, bet }) => {
    const hasWon = strengthOf(cards) > bankerStrength
    const multiplier = hasWon ? multiplierOf(handTypeOf(cards)) : bankerMultiplier
    return { seat, stake, hasWon, amount: times(unit, bet * multiplier) }
  })
}

/**
 * [ST4] [ST5] Each winner gets its amount if `available` covers them all; else its share of it,
 * rounded down, and the units left over go one each to the first winners.
 */
function payWinners(winners: readonly Duel[], available: Gold): Map<number, Gold> {
  const due = winners.reduce((sum, winner) => plus(sum, winner.amount), 0)
  // `available` may pass 2^53 and be rounded, but then it is more than any `due`.
  if (available >= due) return new Map(winners.map(({ seat, amount }) => [seat, amount]))
  const shares = winners.map(({ amount }) => share(amount, available, due))
  const leftOver = available - shares.reduce((sum, part) => sum + part, 0)
  return new Map(
    winners.map(({ seat }, order) => [seat, shares[order]! + (order < leftOver ? 1 : 0)]),
  )
}
