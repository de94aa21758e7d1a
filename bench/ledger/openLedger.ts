import type { Ledger } from '../../src/ledger/Ledger.ts'
import { parseDatabaseUrl } from '../../src/ops/addresses.ts'
import { openStores } from '../../src/stores/openStores.ts'

export interface OpenLedger {
  readonly ledger: Ledger
  close(): Promise<void>
}

/** The ledger as the server has it, with room for that many transactions at once. */
export async function openLedger(databaseUrl: string, pool: number): Promise<OpenLedger> {
  const stores = await openStores(parseDatabaseUrl(databaseUrl), { pool })
  return { ledger: stores.ledger, close: () => stores.close() }
}
