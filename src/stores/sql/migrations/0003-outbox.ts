import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { SqlDialect } from '../SqlDialect.ts'

/** Notices that wait for their dispatch, and hands found by their operation as well. */
export function createOutbox(dialect: SqlDialect): Migration {
  const { integer, key, text } = dialect.columns
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('outbox')
        .ifNotExists()
        .addColumn('id', integer, (column) => column.primaryKey().autoIncrement())
        .addColumn('player_id', integer, (column) => column.notNull())
        .addColumn('type', key, (column) => column.notNull())
        .addColumn('payload', text, (column) => column.notNull())
        .addColumn('at_ms', integer, (column) => column.notNull())
        .modifyEnd(dialect.tableEnd.plain)
        .execute()
      // Pruning and the audit go by hand, not by player. New rows always come at its end.
      await dialect.addIndex(db, {
        name: 'hand_players_by_operation',
        table: 'hand_players',
        columns: ['operation_id'],
      })
    },
  }
}
