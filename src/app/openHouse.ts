import { type Config, ConfigError } from '../config.ts'
import type { DatabaseConfig } from '../ops/addresses.ts'
import { openStores, type Stores } from '../stores/openStores.ts'
import { holdHouse, type LeaveHouse } from '../stores/sql/holdHouse.ts'

/**
 * The database of this house, held by this process alone. Throws a `ConfigError` of one line when
 * it cannot be opened, or another process holds it.
 */
export async function openHouse(
  config: Config,
): Promise<{ stores: Stores; leaveHouse: LeaveHouse }> {
  const { database, databasePool } = config
  const name = nameOf(database)
  try {
    const stores = await openStores(database, { pool: databasePool })
    // With Redis several processes share a house.
    const leaveHouse = config.redisUrl ? async () => {} : await holdHouse(database)
    if (leaveHouse) return { stores, leaveHouse }
    await stores.close()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`DATABASE_URL ${name} cannot be opened: ${why}`)
  }
  throw new ConfigError(`DATABASE_URL ${name} is in use by another Parlor process; stop that first`)
}

/** Without the password. */
function nameOf(database: DatabaseConfig): string {
  if (database.kind === 'sqlite') return `sqlite:${database.path}`
  return `mysql://${database.host}:${database.port}/${database.database}`
}
