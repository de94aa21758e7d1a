import type { EpochMs } from '../contract/ids.ts'
import { StoreError } from '../stores/StoreError.ts'
import { isBug } from '../stores/sql/asStoreError.ts'
import type { SqlDatabase } from '../stores/sql/openDatabase.ts'
import type { Trx } from '../stores/sql/schema.ts'
import { digestOf } from './digest.ts'
import { LedgerError } from './Ledger.ts'
import { type Effect, type Operation, writeOperation } from './writeOperation.ts'

// Fits an index of every database. A key is made by the program, so a bad one is a bug.
const KEY_PATTERN = /^[\x21-\x7e]{1,120}$/

/** Does operations at most once. */
export class OperationRunner {
  readonly database: SqlDatabase
  readonly #now: () => EpochMs

  constructor(database: SqlDatabase, now: () => EpochMs) {
    this.database = database
    this.#now = now
  }

  /**
   * Runs `decide` and writes what it decides in one transaction, or, when the key is known, gives
   * the first result. Whatever the transaction fails with (a check that no longer holds the second
   * time, a duplicate key, an unknown fate), the key is looked up before it counts as failed.
   */
  async once<Result>(
    operation: Operation,
    decide: (trx: Trx) => Promise<Effect<Result>>,
  ): Promise<Result> {
    if (!KEY_PATTERN.test(operation.key)) throw new TypeError(`bad operation key ${operation.key}`)
    try {
      return await this.database.db.transaction().execute(async (trx) => {
        const effect = await decide(trx)
        await writeOperation(trx, operation, effect, this.#now())
        return effect.result
      })
    } catch (error) {
      if (isBug(error)) throw error
      const first = await this.#find<Result>(operation, error)
      if (first) return first.result
      throw this.#toLedgerError(error)
    }
  }

  /** Runs work of the ledger that has no key of its own; its faults become `LedgerError`s. */
  async ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw isBug(error) ? error : this.#toLedgerError(error)
    }
  }

  /** Writes an operation that `decide` may also decide not to do; returns what it decided. */
  maybe<Result>(
    decide: (trx: Trx) => Promise<(Effect<Result> & { operation: Operation }) | undefined>,
  ): Promise<Result | undefined> {
    return this.ask(() =>
      this.database.db.transaction().execute(async (trx) => {
        const effect = await decide(trx)
        if (effect) await writeOperation(trx, effect.operation, effect, this.#now())
        return effect?.result
      }),
    )
  }

  async #find<Result>(
    { key, kind, content }: Operation,
    failure: unknown,
  ): Promise<{ result: Result } | undefined> {
    const row = await this.ask(() =>
      this.database.db
        .selectFrom('operations')
        .select(['kind', 'digest', 'result'])
        .where('op_key', '=', key)
        .executeTakeFirst(),
    )
    if (!row) return undefined
    if (row.kind === kind && row.digest === digestOf(content)) {
      return { result: JSON.parse(row.result) }
    }
    const options = { cause: failure }
    if (kind === 'settle' && row.kind === 'void') throw new LedgerError('ledger/hand-void', key)
    if (kind === 'void' && row.kind === 'settle') throw new LedgerError('ledger/hand-settled', key)
    throw new LedgerError('ledger/key-reused', key, options)
  }

  #toLedgerError(error: unknown): LedgerError {
    if (error instanceof LedgerError) return error
    const detail = error instanceof Error ? error.message : String(error)
    const isRefusedRow =
      !(error instanceof StoreError) && this.database.dialect.errorKind(error) === 'check'
    return new LedgerError(isRefusedRow ? 'ledger/bad-amount' : 'ledger/unavailable', detail, {
      cause: error,
    })
  }
}
