import type { Gold } from '../contract/ids.ts'
import { requireGold } from './amounts.ts'
import { LedgerError, type Settlement, type SettlementLine } from './Ledger.ts'

// The largest games planned seat about a hundred players (the "hundred" tables).
const MAX_LINES = 200

/**
 * What can be said of a settlement without looking at the books. Throws `LedgerError`:
 * 'ledger/bad-amount' for a result that is no whole number, or a fee that is none or above the
 * result; 'ledger/unbalanced' when results do not sum to zero, a player or a seat comes twice, a
 * win is to be paid to the pot, or the record tells of other players or results than the lines.
 */
export function checkSettlement(settlement: Settlement): void {
  const { handId, lines, record } = settlement
  if (lines.length < 1 || lines.length > MAX_LINES) unbalanced(`${lines.length} lines`)
  requireGold(settlement.tierId, 'tierId')
  requireGold(settlement.endedAtMs, 'endedAtMs')
  for (const line of lines) checkLine(line)
  if (new Set(lines.map((line) => line.playerId)).size < lines.length) unbalanced('a player twice')
  if (new Set(lines.map((line) => line.seat)).size < lines.length) unbalanced('a seat twice')
  // Each sum is exact or refused: beyond 2^53 − 1 numbers would round.
  const won = totalOf(lines.map((line) => Math.max(0, line.result)))
  const lost = totalOf(lines.map((line) => Math.max(0, -line.result)))
  if (won !== lost) unbalanced(`${won} won, ${lost} lost`)
  if (record.handId !== handId) unbalanced(`the record is of hand ${record.handId}`)
  if (!tellsOf(record.seats, lines)) unbalanced('the record tells of other results')
}

function checkLine({ seat, result, fee, fromPot }: SettlementLine): void {
  requireGold(seat, 'seat')
  requireGold(Math.abs(result), 'result')
  requireGold(fee, 'fee')
  if (fee > Math.max(0, result)) {
    throw new LedgerError('ledger/bad-amount', `a fee of ${fee} on a result of ${result}`)
  }
  if (fromPot && result > 0) unbalanced('who left early cannot win')
}

function totalOf(amounts: readonly Gold[]): Gold {
  const total = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n)
  if (total > BigInt(Number.MAX_SAFE_INTEGER)) throw new LedgerError('ledger/overflow', 'results')
  return Number(total)
}

function tellsOf(seats: Settlement['record']['seats'], lines: readonly SettlementLine[]): boolean {
  const bySeat = new Map(lines.map((line) => [line.seat, line]))
  return (
    seats.length === lines.length &&
    new Set(seats.map(({ seat }) => seat)).size === seats.length &&
    seats.every(({ seat, playerId, result, fee }) => {
      const line = bySeat.get(seat)
      return line?.playerId === playerId && line.result === result && line.fee === fee
    })
  )
}

function unbalanced(detail: string): never {
  throw new LedgerError('ledger/unbalanced', detail)
}
