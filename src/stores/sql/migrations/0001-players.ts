import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { SqlDialect } from '../SqlDialect.ts'

const FIRST_PLAYER_ID = 100_001

/** Players, the devices of guests, and sequences for numbers that are never given twice. */
export function createPlayers(dialect: SqlDialect): Migration {
  const { integer, key, text } = dialect.columns
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('players')
        .ifNotExists()
        .addColumn('id', integer, (column) => column.primaryKey().autoIncrement())
        .addColumn('nickname', text, (column) => column.notNull())
        .addColumn('avatar', integer, (column) => column.notNull())
        .addColumn('sex', integer, (column) => column.notNull())
        .addColumn('is_bot', integer, (column) => column.notNull())
        .addColumn('account', key, (column) => column.unique())
        .addColumn('created_at_ms', integer, (column) => column.notNull())
        .addCheckConstraint('players_sex', sql`sex between 0 and 2`)
        .addCheckConstraint('players_is_bot', sql`is_bot between 0 and 1`)
        .modifyEnd(dialect.tableEnd.plain)
        .execute()
      await dialect.startIdsAt(db, 'players', FIRST_PLAYER_ID)
      await dialect.addIndex(db, {
        name: 'players_by_bot',
        table: 'players',
        columns: ['is_bot', 'id'],
      })

      await db.schema
        .createTable('devices')
        .ifNotExists()
        .addColumn('device_key', key, (column) => column.notNull().primaryKey())
        .addColumn('player_id', integer, (column) => column.notNull())
        .addForeignKeyConstraint('devices_player', ['player_id'], 'players', ['id'])
        .modifyEnd(dialect.tableEnd.clustered)
        .execute()

      await db.schema
        .createTable('sequences')
        .ifNotExists()
        .addColumn('name', key, (column) => column.notNull().primaryKey())
        .addColumn('last_given', integer, (column) => column.notNull())
        .modifyEnd(dialect.tableEnd.clustered)
        .execute()
      await sql`insert into sequences (name, last_given) select 'desk', 0 from (select 1 as one) as one
        where not exists (select 1 from sequences where name = 'desk')`.execute(db)
    },
  }
}
