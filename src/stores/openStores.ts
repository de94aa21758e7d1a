import type { EpochMs } from '../contract/ids.ts'
import type { Audit } from '../ledger/audit/Audit.ts'
import { SqlAudit } from '../ledger/audit/SqlAudit.ts'
import type { Ledger } from '../ledger/Ledger.ts'
import { SqlLedger } from '../ledger/SqlLedger.ts'
import type { DatabaseConfig } from '../ops/addresses.ts'
import type { AccountStore } from './AccountStore.ts'
import type { HandHistory } from './HandHistory.ts'
import type { OutboxStore } from './OutboxStore.ts'
import type { PlayerStore, Sequence } from './PlayerStore.ts'
import type { QueueStore } from './QueueStore.ts'
import { asStoreError } from './sql/asStoreError.ts'
import { checkServer } from './sql/checkServer.ts'
import { openDatabase } from './sql/openDatabase.ts'
import { SqlAccountStore } from './sql/SqlAccountStore.ts'
import { SqlHandHistory } from './sql/SqlHandHistory.ts'
import { SqlOutboxStore } from './sql/SqlOutboxStore.ts'
import { SqlPlayerStore } from './sql/SqlPlayerStore.ts'
import { SqlQueueStore } from './sql/SqlQueueStore.ts'
import { SqlSequence } from './sql/SqlSequence.ts'
import { SqlWechatStore } from './sql/SqlWechatStore.ts'
import type { WechatStore } from './WechatStore.ts'

/** Everything that lives in the database. */
export interface Stores {
  readonly players: PlayerStore
  readonly accounts: AccountStore
  readonly wechat: WechatStore
  readonly ledger: Ledger
  readonly sequence: Sequence
  readonly outbox: OutboxStore
  readonly history: HandHistory
  readonly queue: QueueStore
  /**
   * Audits the books. `isLiving` says which desks live, where that is known; gold may lie at one that
   * does not for `orphanAfterMs`, by default 60 s.
   */
  audit(isLiving?: (deskNo: number) => boolean, orphanAfterMs?: number): Audit
  /** What the operator should change at the database server, as sentences; see `checkServer`. */
  readonly warnings: readonly string[]
  /** Rejects with a `StoreError` when the database does not answer. */
  ping(): Promise<void>
  /** Waits for the calls under way, then closes; later calls fail. May be called twice. */
  close(): Promise<void>
}

export interface StoresOptions {
  readonly pool?: number
  readonly processes?: number
  readonly now?: () => EpochMs
}

/**
 * Opens and migrates a database and looks at its settings. `pool` is the number of connections of
 * each of `processes`; `now` stamps the ledger's operations. Throws what the database failed with.
 */
export async function openStores(
  config: DatabaseConfig,
  { pool = 10, processes = 1, now = Date.now }: StoresOptions = {},
): Promise<Stores> {
  const database = await openDatabase(config, { pool })
  const { db, dialect } = database
  const warnings = await checkServer(database, { connections: pool * processes }).catch(
    async (error: unknown) => {
      await db.destroy()
      throw error
    },
  )
  return {
    warnings,
    players: new SqlPlayerStore(database),
    accounts: new SqlAccountStore(database),
    wechat: new SqlWechatStore(database),
    ledger: new SqlLedger(database, now),
    sequence: new SqlSequence(database),
    outbox: new SqlOutboxStore(database),
    history: new SqlHandHistory(database),
    queue: new SqlQueueStore(database),
    audit: (isLiving, orphanAfterMs) => new SqlAudit(database, { now, isLiving, orphanAfterMs }),
    ping: () =>
      asStoreError(dialect, async () => {
        await db.selectFrom('sequences').select('name').limit(1).execute()
      }),
    close: () => db.destroy(),
  }
}
