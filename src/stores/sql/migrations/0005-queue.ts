import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { SqlDialect } from '../SqlDialect.ts'

/** The tickets of the login queue. No foreign key: a row lives minutes, and it is read only here. */
export function createQueue(dialect: SqlDialect): Migration {
  const { integer, key } = dialect.columns
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('queue_tickets')
        .ifNotExists()
        .addColumn('place', integer, (column) => column.notNull().primaryKey())
        .addColumn('player_id', integer, (column) => column.notNull())
        .addColumn('seed', key, (column) => column.notNull())
        .addColumn('is_admitted', integer, (column) => column.notNull())
        .addCheckConstraint('queue_tickets_is_admitted', sql`is_admitted between 0 and 1`)
        .modifyEnd(dialect.tableEnd.clustered)
        .execute()
    },
  }
}
