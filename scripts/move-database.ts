import { existsSync } from 'node:fs'
import { auditTable } from '../src/audit/auditTable.ts'
import { SqlAudit } from '../src/ledger/audit/SqlAudit.ts'
import { parseDatabaseUrl } from '../src/ops/addresses.ts'
import { moveDatabase } from '../src/stores/sql/moveDatabase.ts'
import { openDatabase } from '../src/stores/sql/openDatabase.ts'
import { optionsOf, runCommand } from './commandLine.ts'

/** Copies a whole database into an empty one and audits the copy. Stop the server first. */
const USAGE =
  'npm run move-database -- --from sqlite:PATH --to mysql://user:password@host:port/name'

const SAY_EVERY_ROWS = 50_000

await runCommand(async () => {
  const options = { from: { type: 'string' }, to: { type: 'string' } } as const
  const urls = optionsOf(options, USAGE)
  if (!urls.from || !urls.to) throw new Error(`both addresses are needed: ${USAGE}`)
  const [fromConfig, toConfig] = [parseDatabaseUrl(urls.from), parseDatabaseUrl(urls.to)]
  // Opening it would make one, and nothing would be moved without a word.
  if (fromConfig.kind === 'sqlite' && !existsSync(fromConfig.path)) {
    throw new Error(`--from ${fromConfig.path}: there is no such file`)
  }
  const from = await openDatabase(fromConfig, { pool: 2 })
  try {
    const to = await openDatabase(toConfig, { pool: 2 })
    try {
      const counts = await moveDatabase(from, to, { copied: say })
      for (const [table, rows] of Object.entries(counts)) console.log(`✓ ${table}: ${rows} rows`)
      const report = await new SqlAudit(to, { now: Date.now }).run()
      console.log(`\n${auditTable(report)}`)
      return report.breaks.length === 0
    } finally {
      await to.db.destroy()
    }
  } finally {
    await from.db.destroy()
  }
})

function say(table: string, rows: number): void {
  if (rows > 0 && rows % SAY_EVERY_ROWS === 0) console.log(`  ${table}: ${rows} rows so far`)
}
