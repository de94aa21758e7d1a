import type { Trx } from '../../stores/sql/schema.ts'

/** Operations read in one step: a few milliseconds. */
export const OPERATIONS_PER_STEP = 400
// A transaction that took its id earlier may commit later. Statements have deadlines of seconds and
// a transaction has few of them, so one that is not there after ten minutes never comes.
const GAP_PATIENCE_MS = 10 * 60_000
// At 2,000 operations a second ten seconds of them: no open transaction is overtaken by more.
const GAP_REACH = 20_000

export interface OperationRow {
  readonly id: number
  readonly op_key: string
  readonly kind: string
}

export interface TransferRow {
  readonly operation_id: number
  readonly debit_id: number
  readonly credit_id: number
  readonly amount: number
  readonly kind: string
}

export interface Slice {
  readonly operations: readonly OperationRow[]
  readonly transfers: readonly TransferRow[]
  /** Nothing later was committed at the moment of reading. */
  readonly isEnd: boolean
}

/**
 * Reads every committed operation once, also one that commits after later ones did: an id that is
 * missing is asked for again and again. Operations are never changed, so once is enough. [AD3]
 */
export class OperationCursor {
  readonly #nowMs: () => number
  #lastId = 0
  /** Missing ids and since when; bounded by `GAP_REACH`. */
  readonly #gaps = new Map<number, number>()

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** The next operations with their transfers, as of the moment the transaction sees. */
  async next(trx: Trx): Promise<Slice> {
    const later = await trx
      .selectFrom('operations')
      .select(['id', 'op_key', 'kind'])
      .where('id', '>', this.#lastId)
      .orderBy('id')
      .limit(OPERATIONS_PER_STEP)
      .execute()
    const late = await this.#late(trx)
    const operations = [...late, ...later]
    const transfers = await transfersOf(trx, operations)
    this.#passed(late, later)
    return { operations, transfers, isEnd: later.length < OPERATIONS_PER_STEP }
  }

  async #late(trx: Trx): Promise<OperationRow[]> {
    const rows: OperationRow[] = []
    const ids = [...this.#gaps.keys()]
    for (let start = 0; start < ids.length; start += OPERATIONS_PER_STEP) {
      const part = await trx
        .selectFrom('operations')
        .select(['id', 'op_key', 'kind'])
        .where('id', 'in', ids.slice(start, start + OPERATIONS_PER_STEP))
        .execute()
      rows.push(...part)
    }
    return rows
  }

  #passed(late: readonly OperationRow[], later: readonly OperationRow[]): void {
    const nowMs = this.#nowMs()
    for (const { id } of late) this.#gaps.delete(id)
    for (const { id } of later) {
      for (let missing = Math.max(this.#lastId + 1, id - GAP_REACH); missing < id; missing++) {
        this.#gaps.set(missing, nowMs)
      }
      this.#lastId = id
    }
    for (const [id, sinceMs] of this.#gaps) {
      if (nowMs - sinceMs > GAP_PATIENCE_MS || id < this.#lastId - GAP_REACH) this.#gaps.delete(id)
    }
  }
}

async function transfersOf(trx: Trx, operations: readonly OperationRow[]): Promise<TransferRow[]> {
  const rows: TransferRow[] = []
  for (let start = 0; start < operations.length; start += OPERATIONS_PER_STEP) {
    const ids = operations.slice(start, start + OPERATIONS_PER_STEP).map(({ id }) => id)
    const part = await trx
      .selectFrom('transfers')
      .select(['operation_id', 'debit_id', 'credit_id', 'amount', 'kind'])
      .where('operation_id', 'in', ids)
      .execute()
    rows.push(...part)
  }
  return rows
}
