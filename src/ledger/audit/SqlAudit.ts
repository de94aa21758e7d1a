import { setTimeout as pause } from 'node:timers/promises'
import type { EpochMs } from '../../contract/ids.ts'
import { asStoreError } from '../../stores/sql/asStoreError.ts'
import type { SqlDatabase } from '../../stores/sql/openDatabase.ts'
import { readTogether } from '../../stores/sql/readTogether.ts'
import type { Trx } from '../../stores/sql/schema.ts'
import type { AccountId } from '../accounts.ts'
import type { Audit, AuditReport, Break, Check } from './Audit.ts'
import { checkAccounts } from './checkAccounts.ts'
import { checkDesks } from './checkDesks.ts'
import { movedBy } from './checkHand.ts'
import { checkHands } from './checkHands.ts'
import { OperationCursor } from './OperationCursor.ts'
import { OrphanWatch } from './OrphanWatch.ts'

export interface SqlAuditOptions {
  readonly now: () => EpochMs
  /** Which desks live, where that is known. */
  readonly isLiving?: ((deskNo: number) => boolean) | undefined
  /** Gold may lie at a desk that does not live for this long: it is on its way back. */
  readonly orphanAfterMs?: number | undefined
}

/** Between two steps the others have the database. */
const REST_MS = 2
/** Insert-only rows cannot change; once in so many runs they are read again all the same. */
const AFRESH_EVERY = 60
/** Named one by one; more broken than this is broken as a whole. */
const MAX_BREAKS = 1000

/**
 * The audit in small steps, each of which sees one moment: first it reads the operations that were
 * committed since the last step, then it compares some accounts with the sum of all transfers so
 * far. [AD2] So it is exact while the house plays on, and reads each transfer once: what it knows of
 * them it keeps from run to run. A balance that seems wrong counts only when an audit that begins
 * at the first operation again finds it too.
 */
export class SqlAudit implements Audit {
  readonly #database: SqlDatabase
  readonly #orphans: OrphanWatch | undefined
  readonly #now: () => EpochMs
  #last: Promise<unknown> = Promise.resolve()
  #runs = 0
  #known: Known

  constructor(database: SqlDatabase, options: SqlAuditOptions) {
    const { now, isLiving, orphanAfterMs = 60_000 } = options
    this.#database = database
    this.#now = now
    this.#orphans = isLiving && new OrphanWatch(isLiving, now, orphanAfterMs)
    this.#known = nothingKnown(now)
  }

  run(signal?: AbortSignal): Promise<AuditReport> {
    const work = () => asStoreError(this.#database.dialect, () => this.#run(signal))
    const report = this.#last.then(work)
    this.#last = report.catch(() => {})
    return report
  }

  async #run(signal: AbortSignal | undefined): Promise<AuditReport> {
    const isAfresh = this.#runs++ % AFRESH_EVERY === 0
    if (isAfresh) this.#known = nothingKnown(this.#now)
    try {
      const report = await this.#audit(signal)
      if (isAfresh || report.breaks.length === 0) return report
      this.#known = nothingKnown(this.#now)
      return await this.#audit(signal)
    } catch (error) {
      // A step may have been read and not counted.
      this.#known = nothingKnown(this.#now)
      throw error
    }
  }

  async #audit(signal: AbortSignal | undefined): Promise<AuditReport> {
    const breaks: Break[] = []
    let accounts = 0
    for (let afterId: AccountId | undefined = -1; afterId !== undefined; ) {
      signal?.throwIfAborted()
      const from: AccountId = afterId
      const step = await readTogether(this.#database, async (trx) =>
        (await this.#catchUp(trx)) ? checkAccounts(trx, from, this.#known.sums) : undefined,
      )
      if (step) {
        breaks.push(...step.breaks)
        accounts += step.accounts
        afterId = step.lastId
      }
      await pause(REST_MS)
    }
    const { desks, ...atDesks } = await readTogether(this.#database, (trx) => checkDesks(trx))
    breaks.push(...atDesks.breaks, ...(await this.#sumBreak()), ...this.#known.breaks)
    breaks.push(...(this.#orphans?.look(desks) ?? []))
    const { operations, transfers, hands } = this.#known
    const skipped: Check[] = this.#orphans ? [] : ['orphan']
    const looked = { accounts, operations, transfers, hands }
    return { breaks: breaks.slice(0, MAX_BREAKS), looked, skipped }
  }

  /** Takes in what was committed since the last step; true when that was all. */
  async #catchUp(trx: Trx): Promise<boolean> {
    const known = this.#known
    const slice = await known.cursor.next(trx)
    for (const [account, change] of movedBy(slice.transfers)) {
      known.sums.set(account, (known.sums.get(account) ?? 0n) + change)
    }
    const { breaks, hands } = await checkHands(trx, slice)
    known.breaks.push(...breaks.slice(0, MAX_BREAKS - known.breaks.length))
    known.operations += slice.operations.length
    known.transfers += slice.transfers.length
    known.hands += hands
    return slice.isEnd
  }

  /** One statement, so it sees one moment by itself. */
  async #sumBreak(): Promise<Break[]> {
    const { total } = await this.#database.db
      .selectFrom('accounts')
      .select((eb) => eb.fn.sum<number | string>('balance').as('total'))
      .executeTakeFirstOrThrow()
    if (BigInt(total ?? 0) === 0n) return []
    return [{ check: 'sum', what: 'all accounts', detail: `sum to ${total}` }]
  }
}

/** What the audit has read so far. One sum an account that was ever used. */
interface Known {
  readonly cursor: OperationCursor
  readonly sums: Map<AccountId, bigint>
  /** Of hands; what is wrong with one stays wrong. */
  readonly breaks: Break[]
  operations: number
  transfers: number
  hands: number
}

function nothingKnown(now: () => EpochMs): Known {
  const counts = { operations: 0, transfers: 0, hands: 0 }
  return { cursor: new OperationCursor(now), sums: new Map(), breaks: [], ...counts }
}
