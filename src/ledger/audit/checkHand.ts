import type { HandRecord } from '../../contract/handRecord.ts'
import type { PlayerId } from '../../contract/ids.ts'
import { type AccountId, accountOf, kindOf, nameOf } from '../accounts.ts'
import type { TransferRow } from './OperationCursor.ts'

export interface HandRow {
  readonly operation_id: number
  readonly hand_id: string
  readonly desk_no: number
  readonly record: string
}

export interface LineRow {
  readonly operation_id: number
  readonly player_id: PlayerId
  readonly seat: number
  readonly result: number
  readonly fee: number
}

type Transfers = readonly Pick<TransferRow, 'debit_id' | 'credit_id' | 'amount' | 'kind'>[]

/**
 * [AD4] What is wrong with a paid hand, if anything: results must sum to zero, each player's escrow
 * must have changed by his result less his fee (or, who left early, the pot by his loss), the house
 * must have the fees, nobody else may have anything of it, and the record must tell the same.
 */
export function checkHand(
  hand: HandRow,
  lines: readonly LineRow[],
  transfers: Transfers,
): string | undefined {
  return checkRecord(hand, lines) ?? checkSums(lines) ?? checkTransfers(hand, lines, transfers)
}

function checkRecord(hand: HandRow, lines: readonly LineRow[]): string | undefined {
  let record: HandRecord
  try {
    record = JSON.parse(hand.record) as HandRecord
  } catch {
    return 'its record cannot be read'
  }
  if (record.handId !== hand.hand_id) return `its record is of hand ${record.handId}`
  if (record.seats.length !== lines.length) {
    return `its record has ${record.seats.length} seats, its lines are ${lines.length}`
  }
  for (const line of lines) {
    const seat = record.seats.find((each) => each.seat === line.seat)
    const isSame =
      seat?.playerId === line.player_id && seat.result === line.result && seat.fee === line.fee
    if (!isSame) return `its record tells otherwise of seat ${line.seat}`
  }
  return undefined
}

function checkSums(lines: readonly LineRow[]): string | undefined {
  const sum = lines.reduce((total, { result }) => total + BigInt(result), 0n)
  if (sum !== 0n) return `its results sum to ${sum}`
  const bad = lines.find(({ result, fee }) => fee < 0 || fee > Math.max(0, result))
  return bad && `a fee of ${bad.fee} on a result of ${bad.result}`
}

function checkTransfers(
  hand: HandRow,
  lines: readonly LineRow[],
  transfers: Transfers,
): string | undefined {
  const moved = movedBy(transfers.filter(({ kind }) => kind !== 'from-pot'))
  let owedByPot = 0n
  let fees = 0n
  for (const { player_id, result, fee } of lines) {
    const escrow = accountOf('escrow', player_id)
    const change = moved.get(escrow) ?? 0n
    moved.delete(escrow)
    fees += BigInt(fee)
    if (change === BigInt(result) - BigInt(fee)) continue
    if (change !== 0n || result > 0) {
      return `the ${nameOf(escrow)} changed by ${change}, not by ${result - fee}`
    }
    owedByPot -= BigInt(result)
  }
  const pot = accountOf('pot', hand.desk_no)
  if ((moved.get(pot) ?? 0n) !== -owedByPot)
    return `the pot paid ${-(moved.get(pot) ?? 0n)}, not ${owedByPot}`
  moved.delete(pot)
  for (const [account, change] of moved) {
    if (kindOf(account) === 'house') fees -= change
    else if (change !== 0n) return `the ${nameOf(account)} changed by ${change}`
  }
  return fees === 0n ? undefined : `the house has ${fees} less than the fees`
}

/** By how much each account changed. */
export function movedBy(transfers: Transfers): Map<AccountId, bigint> {
  const moved = new Map<AccountId, bigint>()
  for (const { debit_id, credit_id, amount } of transfers) {
    moved.set(debit_id, (moved.get(debit_id) ?? 0n) - BigInt(amount))
    moved.set(credit_id, (moved.get(credit_id) ?? 0n) + BigInt(amount))
  }
  return moved
}
