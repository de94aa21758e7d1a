import { sql } from 'kysely'
import type { SqlDatabase } from './openDatabase.ts'
import type { Trx } from './schema.ts'

/**
 * Runs reads that see the database as of one moment, whatever others commit meanwhile. They must be
 * few and short: on SQLite everybody else waits for them.
 */
export function readTogether<T>(
  { db, dialect }: SqlDatabase,
  read: (trx: Trx) => Promise<T>,
): Promise<T> {
  if (dialect.name === 'sqlite') return db.transaction().execute(read)
  return db.connection().execute(async (connection) => {
    // Of the next transaction alone: sessions are set to see what others commit at every statement.
    await sql`set transaction isolation level repeatable read`.execute(connection)
    return connection.transaction().execute(read)
  })
}
