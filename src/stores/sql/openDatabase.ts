import { Kysely } from 'kysely'
import type { DatabaseConfig } from '../../ops/addresses.ts'
import { migrate } from './migrate.ts'
import { type MysqlOptions, mysqlFor } from './mysql.ts'
import { mysqlDialect } from './mysqlDialect.ts'
import type { SqlDialect } from './SqlDialect.ts'
import type { Db, Schema } from './schema.ts'
import { openSqlite } from './sqlite.ts'
import { sqliteDialect } from './sqliteDialect.ts'

/** An open database with up-to-date tables; `db.destroy()` closes it. */
export interface SqlDatabase {
  readonly db: Db
  readonly dialect: SqlDialect
}

const DEFAULT_POOL = 10
// Changing a large table takes its time.
const MIGRATING = { pool: 1, deadlineMs: 10 * 60_000 }

/**
 * Opens the database and migrates it. `pool` is the number of connections and `deadlineMs` the time a
 * statement may take, where a database has these. Throws when it cannot be opened or migrated, or
 * when its tables are newer.
 */
export async function openDatabase(
  config: DatabaseConfig,
  { pool = DEFAULT_POOL, ...options }: Partial<MysqlOptions> = {},
): Promise<SqlDatabase> {
  if (config.kind === 'mysql') {
    await migrateDatabase(config)
    const db = new Kysely<Schema>({ dialect: mysqlFor(config, { pool, ...options }) })
    return { db, dialect: mysqlDialect }
  }
  const database = { db: await sqliteAt(config.path), dialect: sqliteDialect }
  await closeAfterFailure(database, () => migrate(database.db, database.dialect))
  return database
}

/** Brings the tables up to date and closes the database; returns the migrations that it ran. */
export async function migrateDatabase(config: DatabaseConfig): Promise<string[]> {
  const database =
    config.kind === 'mysql'
      ? { db: new Kysely<Schema>({ dialect: mysqlFor(config, MIGRATING) }), dialect: mysqlDialect }
      : { db: await sqliteAt(config.path), dialect: sqliteDialect }
  const names = await closeAfterFailure(database, () => migrate(database.db, database.dialect))
  await database.db.destroy()
  return names
}

async function sqliteAt(path: string): Promise<Db> {
  return new Kysely<Schema>({ dialect: await openSqlite(path) })
}

async function closeAfterFailure<T>({ db }: SqlDatabase, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await db.destroy()
    throw error
  }
}
