import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqlLedger } from '../../src/ledger/SqlLedger.ts'
import { openDatabase } from '../../src/stores/sql/openDatabase.ts'
import { describeLedger, type OpenedLedger } from './ledgerContract.ts'

async function openAt(path: string, cleanUp: () => void = () => {}): Promise<OpenedLedger> {
  const database = await openDatabase({ kind: 'sqlite', path })
  return {
    ledger: new SqlLedger(database, () => 1_000),
    database,
    async close() {
      await database.db.destroy()
      cleanUp()
    },
  }
}

describeLedger('SqlLedger on SQLite in memory', () => openAt(':memory:'), { runs: 150 })

describeLedger(
  'SqlLedger on a SQLite file',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'parlor-ledger-'))
    return openAt(join(folder, 'gold.sqlite'), () => rmSync(folder, { recursive: true }))
  },
  // Each operation waits for the disk here, so fewer histories.
  { runs: 5 },
)
