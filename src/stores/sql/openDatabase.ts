import { Kysely } from 'kysely'
import type { DatabaseUrl } from './databaseUrl.ts'
import { migrate } from './migrate.ts'
import type { SqlDialect } from './SqlDialect.ts'
import type { Db, Schema } from './schema.ts'
import { openSqlite } from './sqlite.ts'
import { sqliteDialect } from './sqliteDialect.ts'

/** An open database with up-to-date tables; `db.destroy()` closes it. */
export interface SqlDatabase {
  readonly db: Db
  readonly dialect: SqlDialect
}

/** Opens the database and migrates it. Throws when it cannot be opened or its tables are newer. */
export async function openDatabase(url: DatabaseUrl): Promise<SqlDatabase> {
  const db = new Kysely<Schema>({ dialect: await openSqlite(url.path) })
  try {
    await migrate(db, sqliteDialect)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return { db, dialect: sqliteDialect }
}
