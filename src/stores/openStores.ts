import type { EpochMs } from '../contract/ids.ts'
import type { Ledger } from '../ledger/Ledger.ts'
import { SqlLedger } from '../ledger/SqlLedger.ts'
import type { PlayerStore, Sequence } from './PlayerStore.ts'
import { asStoreError } from './sql/asStoreError.ts'
import { parseDatabaseUrl } from './sql/databaseUrl.ts'
import { openDatabase } from './sql/openDatabase.ts'
import { SqlPlayerStore } from './sql/SqlPlayerStore.ts'
import { SqlSequence } from './sql/SqlSequence.ts'

/** Everything that lives in the database. */
export interface Stores {
  readonly players: PlayerStore
  readonly ledger: Ledger
  readonly sequence: Sequence
  /** Rejects with a `StoreError` when the database does not answer. */
  ping(): Promise<void>
  /** Waits for the calls under way, then closes; later calls fail. May be called twice. */
  close(): Promise<void>
}

/**
 * Opens and migrates the database that `databaseUrl` names (see `parseDatabaseUrl`). `now` stamps
 * the ledger's operations. Throws a `RangeError` for a bad URL, else what the database failed with.
 */
export async function openStores(
  databaseUrl: string,
  { now = Date.now }: { now?: () => EpochMs } = {},
): Promise<Stores> {
  const database = await openDatabase(parseDatabaseUrl(databaseUrl))
  const { db, dialect } = database
  return {
    players: new SqlPlayerStore(database),
    ledger: new SqlLedger(database, now),
    sequence: new SqlSequence(database),
    ping: () =>
      asStoreError(dialect, async () => {
        await db.selectFrom('sequences').select('name').limit(1).execute()
      }),
    close: () => db.destroy(),
  }
}
