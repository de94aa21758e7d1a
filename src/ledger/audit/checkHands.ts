import type { Trx } from '../../stores/sql/schema.ts'
import type { Break } from './Audit.ts'
import { checkHand, type HandRow, type LineRow } from './checkHand.ts'
import type { OperationRow, Slice, TransferRow } from './OperationCursor.ts'

/**
 * [AD5] What is wrong with the hands of these operations. A hand belongs to the settlement with its
 * key, of which the database allows one: so it cannot have ended twice. Hands are pruned without a
 * gap, so a settlement after the earliest hand that is kept must have its hand.
 */
export async function checkHands(
  trx: Trx,
  slice: Slice,
): Promise<{ breaks: Break[]; hands: number }> {
  const ids = slice.operations.map(({ id }) => id)
  if (ids.length === 0) return { breaks: [], hands: 0 }
  const hands = await trx
    .selectFrom('hands')
    .select(['operation_id', 'hand_id', 'desk_no', 'record'])
    .where('operation_id', 'in', ids)
    .execute()
  const lines = await trx
    .selectFrom('hand_players')
    .select(['operation_id', 'player_id', 'seat', 'result', 'fee'])
    .where('operation_id', 'in', ids)
    .execute()
  const firstKept = await earliestHand(trx)
  const handOf = new Map(hands.map((hand) => [hand.operation_id, hand]))
  const linesOf = Map.groupBy(lines, (line) => line.operation_id)
  const transfersOf = Map.groupBy(slice.transfers, (transfer) => transfer.operation_id)
  const breaks = slice.operations.flatMap((operation) => {
    const { id } = operation
    const hand = handOf.get(id)
    const own = { lines: linesOf.get(id) ?? [], transfers: transfersOf.get(id) ?? [] }
    return hand ? handBreaks(operation, hand, own) : endingBreaks(operation, own, firstKept)
  })
  return { breaks, hands: hands.length }
}

interface Own {
  readonly lines: readonly LineRow[]
  readonly transfers: readonly TransferRow[]
}

function handBreaks(operation: OperationRow, hand: HandRow, { lines, transfers }: Own): Break[] {
  const what = `hand ${hand.hand_id}`
  const { kind, op_key, id } = operation
  const breaks: Break[] = []
  if (kind !== 'settle' || op_key !== `hand:${hand.hand_id}`) {
    breaks.push({ check: 'ending', what, detail: `ends by operation ${id}, ${kind} of ${op_key}` })
  }
  const wrong = checkHand(hand, lines, transfers)
  if (wrong) breaks.push({ check: 'hand', what, detail: wrong })
  return breaks
}

/** Of an operation without a hand. */
function endingBreaks(
  { id, kind, op_key }: OperationRow,
  { lines, transfers }: Own,
  firstKept: number,
): Break[] {
  const what = op_key.replace(/^hand:/, 'hand ')
  const breaks: Break[] = []
  if (kind === 'settle' && id >= firstKept) {
    breaks.push({ check: 'ending', what, detail: `operation ${id} paid it, but there is no hand` })
  }
  const isPaid = transfers.some((transfer) => transfer.kind.startsWith('hand-'))
  if (kind !== 'settle' && isPaid) {
    breaks.push({ check: 'ending', what, detail: `operation ${id}, ${kind}, pays like a hand` })
  }
  if (lines.length > 0) {
    breaks.push({ check: 'hand', what, detail: `${lines.length} lines without their hand` })
  }
  return breaks
}

async function earliestHand(trx: Trx): Promise<number> {
  const row = await trx
    .selectFrom('hands')
    .select('operation_id')
    .orderBy('operation_id')
    .limit(1)
    .executeTakeFirst()
  return row?.operation_id ?? Number.POSITIVE_INFINITY
}
