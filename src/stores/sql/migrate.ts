import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from './migrations/migrations.ts'
import { retryWhileBusy } from './retryWhileBusy.ts'
import type { SqlDialect } from './SqlDialect.ts'

/**
 * Brings the tables up to date, under a lock: any number of processes may call it at once. Returns
 * the names of the migrations it ran. Throws when one fails (nothing of it stays, where the
 * database can undo it; else the next call goes on with it) or when the database was made by a newer version.
 */
export async function migrate<T>(db: Kysely<T>, dialect: SqlDialect): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations(dialect) },
  })
  const isBusy = (error: unknown) => dialect.errorKind(error) === 'busy'
  return retryWhileBusy(isBusy, async () => {
    const { error, results } = await migrator.migrateToLatest()
    if (error) throw error
    return (results ?? []).map((result) => result.migrationName)
  })
}
