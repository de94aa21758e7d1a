import { MULTIPLIERS, niuTypeOf, strengthOf } from './niuHand.ts'

/** What the settlement of one seat depends on; gold as BigInt, the banker's `bet` is 0. */
export interface SettledSeat {
  readonly seat: number
  readonly stake: bigint
  readonly cards: readonly number[]
  readonly bid: number
  readonly bet: number
}

export interface Settlement {
  readonly result: bigint
  readonly fee: bigint
}

/** Net result and fee by seat index, from the "Settlement" section of the game rules. */
export function settleHand(
  seats: readonly SettledSeat[],
  bankerSeat: number,
  baseBet: bigint,
  feePercent: bigint,
): Map<number, Settlement> {
  const banker = seats.find((one) => one.seat === bankerSeat)!
  // Seats after the banker come first: that is the order in which left-over units are handed out.
  const others = [
    ...seats.filter((one) => one.seat > bankerSeat),
    ...seats.filter((one) => one.seat < bankerSeat),
  ]
  const factor = baseBet * BigInt(Math.max(1, banker.bid))
  const amountOf = (one: SettledSeat, winner: SettledSeat): bigint =>
    factor * BigInt(one.bet) * MULTIPLIERS[niuTypeOf(winner.cards)]!
  const beatsBanker = (one: SettledSeat): boolean =>
    strengthOf(one.cards) > strengthOf(banker.cards)

  const paid = others
    .filter((one) => !beatsBanker(one))
    .map((one) => {
      const amount = amountOf(one, banker)
      return [one.seat, amount < one.stake ? -amount : -one.stake] as const
    })
  const collected = paid.reduce((sum, [, loss]) => sum - loss, 0n)
  const winners = others.filter(beatsBanker)
  const shares = shareOut(
    winners.map((one) => amountOf(one, one)),
    banker.stake + collected,
  )
  const won = winners.map((one, k) => [one.seat, shares[k]!] as const)

  const results = new Map<number, bigint>([...paid, ...won])
  results.set(bankerSeat, -[...results.values()].reduce((sum, result) => sum + result, 0n))
  return new Map(
    [...results].map(([seat, result]) => [
      seat,
      { result, fee: result > 0n ? (result * feePercent) / 100n : 0n },
    ]),
  )
}

/** What each of the `due` gets out of `available`: all of it, or a floored share plus leftovers. */
function shareOut(due: readonly bigint[], available: bigint): bigint[] {
  const total = due.reduce((sum, amount) => sum + amount, 0n)
  if (total <= available) return [...due]
  const shares = due.map((amount) => (amount * available) / total)
  const left = available - shares.reduce((sum, share) => sum + share, 0n)
  return shares.map((share, k) => (BigInt(k) < left ? share + 1n : share))
}
