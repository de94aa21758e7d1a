import type { EpochMs } from '../contract/ids.ts'
import { StoreError } from '../stores/StoreError.ts'
import { isBug } from '../stores/sql/asStoreError.ts'
import type { SqlDatabase } from '../stores/sql/openDatabase.ts'
import type { Trx } from '../stores/sql/schema.ts'
import { transact } from '../stores/sql/transact.ts'
import { digestOf } from './digest.ts'
import { LedgerError } from './Ledger.ts'
import { type Effect, type Operation, writeOperation } from './writeOperation.ts'

// Fits an index of every database. A key is made by the program, so a bad one is a bug.
const KEY_PATTERN = /^[\x21-\x7e]{1,120}$/

/** Whether an operation can have that key: 1 to 120 visible ASCII characters. */
export function isOperationKey(key: string): boolean {
  return KEY_PATTERN.test(key)
}

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
   * time, a duplicate key, a lost answer to the commit), the key is looked up before it counts as
   * failed. `lookFirst` spares the transaction where the key is mostly known.
   */
  async once<Result>(
    operation: Operation,
    decide: (trx: Trx) => Promise<Effect<Result>>,
    { lookFirst = false } = {},
  ): Promise<Result> {
    if (!isOperationKey(operation.key)) throw new TypeError(`bad operation key ${operation.key}`)
    const known = lookFirst ? await this.#find<Result>(operation) : undefined
    if (known) return known.result
    const write = async (trx: Trx) => {
      const effect = await decide(trx)
      await this.#write(trx, operation, effect)
      return effect.result
    }
    return this.#resolved(write, (failure) => this.#find<Result>(operation, failure))
  }

  /**
   * Runs work of the ledger that changes nothing; its faults become `LedgerError`s. On a connection
   * that was lost it is asked once more: the server may have been restarted meanwhile.
   */
  async ask<T>(work: () => Promise<T>): Promise<T> {
    for (let isLast = false; ; isLast = true) {
      try {
        return await work()
      } catch (error) {
        if (isBug(error)) throw error
        if (isLast || this.database.dialect.errorKind(error) !== 'lost') {
          throw this.#toLedgerError(error)
        }
      }
    }
  }

  /** Writes an operation that `decide` may also decide not to do; returns what it decided. */
  async maybe<Result>(
    decide: (trx: Trx) => Promise<(Effect<Result> & { operation: Operation }) | undefined>,
  ): Promise<Result | undefined> {
    let decided: Operation | undefined
    const write = async (trx: Trx) => {
      decided = undefined
      const effect = await decide(trx)
      decided = effect?.operation
      if (effect) await this.#write(trx, effect.operation, effect)
      return effect?.result
    }
    return this.#resolved<Result | undefined>(
      write,
      async (failure) => decided && this.#find<Result>(decided, failure),
    )
  }

  /**
   * Runs `work` in a transaction. After a failure `find` tells what an earlier call, or this one,
   * has done; a connection that was lost on the way is ended before it is asked, so that its answer
   * stays true. What was lost and not done is tried once more.
   */
  async #resolved<Result>(
    work: (trx: Trx) => Promise<Result>,
    find: (failure: unknown) => Promise<{ result: Result } | undefined>,
  ): Promise<Result> {
    const { db, dialect } = this.database
    for (let isLast = false; ; isLast = true) {
      try {
        return await transact(this.database, work)
      } catch (error) {
        if (isBug(error)) throw error
        await this.ask(() => dialect.endSession(db, error))
        const done = await find(error)
        if (done) return done.result
        if (isLast || dialect.errorKind(error) !== 'lost') throw this.#toLedgerError(error)
      }
    }
  }

  #write(trx: Trx, operation: Operation, effect: Effect<unknown>): Promise<void> {
    return writeOperation(trx, this.database.dialect, operation, effect, this.#now())
  }

  async #find<Result>(
    { key, kind, content }: Operation,
    failure?: unknown,
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
