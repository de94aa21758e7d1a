import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { SqlDialect } from '../SqlDialect.ts'

/** Passwords and known devices of accounts (their names are in `players`), and WeChat ids. */
export function createAccounts(dialect: SqlDialect): Migration {
  const { integer, key, text } = dialect.columns
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('passwords')
        .ifNotExists()
        .addColumn('player_id', integer, (column) => column.notNull().primaryKey())
        .addColumn('hash', text, (column) => column.notNull())
        .addForeignKeyConstraint('passwords_player', ['player_id'], 'players', ['id'])
        .modifyEnd(dialect.tableEnd.plain)
        .execute()

      await db.schema
        .createTable('account_devices')
        .ifNotExists()
        .addColumn('player_id', integer, (column) => column.notNull())
        .addColumn('device_key', key, (column) => column.notNull())
        .addColumn('seen_at_ms', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('account_devices_device', ['player_id', 'device_key'])
        .addForeignKeyConstraint('account_devices_player', ['player_id'], 'players', ['id'])
        .modifyEnd(dialect.tableEnd.clustered)
        .execute()
      // Upgrading looks up the devices of a guest.
      await dialect.addIndex(db, {
        name: 'devices_by_player',
        table: 'devices',
        columns: ['player_id'],
      })

      await db.schema
        .createTable('wechat_players')
        .ifNotExists()
        .addColumn('app_id', key, (column) => column.notNull())
        .addColumn('open_id', key, (column) => column.notNull())
        .addColumn('player_id', integer, (column) => column.notNull())
        .addPrimaryKeyConstraint('wechat_players_id', ['app_id', 'open_id'])
        .addUniqueConstraint('wechat_players_player', ['app_id', 'player_id'])
        .addForeignKeyConstraint('wechat_players_owner', ['player_id'], 'players', ['id'])
        .modifyEnd(dialect.tableEnd.clustered)
        .execute()
    },
  }
}
