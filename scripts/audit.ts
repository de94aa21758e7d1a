import { existsSync } from 'node:fs'
import { auditTable } from '../src/audit/auditTable.ts'
import { ConfigError, readConfig } from '../src/config.ts'
import { openStores } from '../src/stores/openStores.ts'
import { optionsOf, runCommand } from './commandLine.ts'

/**
 * `npm run audit` checks all books of `DATABASE_URL` from the first operation on and changes
 * nothing. Exits non-zero when anything is wrong. `--stopped`: no server runs, so gold that lies at
 * a desk is wrong too.
 */
const USAGE = 'npm run audit -- [--stopped]'

await runCommand(async () => {
  const { stopped } = optionsOf({ stopped: { type: 'boolean' } }, USAGE)
  const { database } = readConfig(process.env)
  if (database.kind === 'sqlite' && !existsSync(database.path)) {
    throw new ConfigError(`DATABASE_URL sqlite:${database.path}: there is no such file to audit`)
  }
  const stores = await openStores(database, { pool: 1 })
  try {
    const audit = stopped ? stores.audit(() => false, 0) : stores.audit()
    const report = await audit.run()
    console.log(auditTable(report))
    return report.breaks.length === 0
  } finally {
    await stores.close()
  }
})
