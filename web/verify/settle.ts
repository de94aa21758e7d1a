import { beats, handOf, multiplierOf } from './handType.ts'

export interface SettledSeat {
  readonly seat: number
  readonly stake: number
  readonly cards: readonly number[]
  readonly bid: number
  readonly bet: number
}

export interface Table {
  readonly baseBet: number
  readonly feePercent: number
  readonly bankerSeat: number
  /** In ascending order of `seat`. */
  readonly seats: readonly SettledSeat[]
}

export interface Outcome {
  readonly seat: number
  readonly result: number
  readonly fee: number
}

/**
 * Results and fees of a hand by games.md. Products of amounts leave the exact range of numbers, so
 * they are made of BigInts.
 */
export function settle(table: Table): Outcome[] {
  const banker = table.seats.find((seat) => seat.seat === table.bankerSeat)
  if (!banker) throw new RangeError('the banker is not in this hand')
  const results = new Map<number, bigint>(table.seats.map((seat) => [seat.seat, 0n]))
  const due: { seat: number; amount: bigint }[] = []
  let collected = 0n
  for (const seat of afterBanker(table)) {
    const bankerWins = beats(banker.cards, seat.cards)
    const amount = amountOf(table.baseBet, banker, seat, bankerWins)
    if (!bankerWins) {
      due.push({ seat: seat.seat, amount })
      continue
    }
    const paid = min(amount, BigInt(seat.stake))
    results.set(seat.seat, -paid)
    collected += paid
  }
  const available = BigInt(banker.stake) + collected
  const payments = share(due, available)
  let paidOut = 0n
  for (const [seat, amount] of payments) {
    results.set(seat, amount)
    paidOut += amount
  }
  results.set(banker.seat, collected - paidOut)
  return table.seats.map(({ seat }) => {
    const result = results.get(seat)!
    const fee = result > 0n ? (result * BigInt(table.feePercent)) / 100n : 0n
    return { seat, result: Number(result), fee: Number(fee) }
  })
}

/** The other seats in seat order, starting behind the banker. */
function afterBanker(table: Table): SettledSeat[] {
  const behind = table.seats.filter((seat) => seat.seat > table.bankerSeat)
  const before = table.seats.filter((seat) => seat.seat < table.bankerSeat)
  return [...behind, ...before]
}

function amountOf(
  baseBet: number,
  banker: SettledSeat,
  seat: SettledSeat,
  bankerWins: boolean,
): bigint {
  const winner = bankerWins ? banker : seat
  const factor = Math.max(1, banker.bid) * seat.bet * multiplierOf(handOf(winner.cards).type)
  return BigInt(baseBet) * BigInt(factor)
}

/** What each winner gets of `available`: all, or its share with the units left over one each. */
function share(
  due: readonly { seat: number; amount: bigint }[],
  available: bigint,
): Map<number, bigint> {
  const total = due.reduce((sum, { amount }) => sum + amount, 0n)
  if (total <= available) return new Map(due.map(({ seat, amount }) => [seat, amount]))
  const shares = due.map(({ seat, amount }) => ({ seat, amount: (amount * available) / total }))
  let left = available - shares.reduce((sum, { amount }) => sum + amount, 0n)
  const paid = new Map<number, bigint>()
  for (const { seat, amount } of shares) {
    const unit = left > 0n ? 1n : 0n
    left -= unit
    paid.set(seat, amount + unit)
  }
  return paid
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
