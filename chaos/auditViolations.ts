import { parseDatabaseUrl } from '../src/ops/addresses.ts'
import { openStores } from '../src/stores/openStores.ts'

/** What the audit of the house itself finds wrong, when no desk lives any more. */
export async function auditViolations(databaseUrl: string): Promise<string[]> {
  const stores = await openStores(parseDatabaseUrl(databaseUrl))
  try {
    const { breaks } = await stores.audit(() => false).run()
    return breaks.map(({ check, what, detail }) => `audit: ${check}: ${what}: ${detail}`)
  } finally {
    await stores.close()
  }
}
