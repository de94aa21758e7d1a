import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { SqlDialect } from '../SqlDialect.ts'

// As the ledger numbered its own accounts when this migration shipped: owner × 8 + code.
const SYSTEM_CODES = { house: 0, mint: 1, bots: 2, payments: 3 }
const SYSTEM_SHARDS = 16
const MAX_GOLD = Number.MAX_SAFE_INTEGER

/** The books of gold: accounts, operations with their transfers, stakes, pots and hands. */
export function createLedger(dialect: SqlDialect): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await createBooks(db, dialect)
      await createDeskTables(db, dialect)
      await createHands(db, dialect)
      for (const [kind, code] of Object.entries(SYSTEM_CODES)) {
        for (let owner = 0; owner < SYSTEM_SHARDS; owner++) {
          const id = owner * 8 + code
          await sql`insert into accounts (id, kind, owner, balance)
            select ${id}, ${kind}, ${owner}, 0 from (select 1 as one) as one
            where not exists (select 1 from accounts where id = ${id})`.execute(db)
        }
      }
    },
  }
}

async function createBooks(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { integer, key, text } = dialect.columns
  await db.schema
    .createTable('accounts')
    .ifNotExists()
    .addColumn('id', integer, (column) => column.notNull().primaryKey())
    .addColumn('kind', key, (column) => column.notNull())
    .addColumn('owner', integer, (column) => column.notNull())
    .addColumn('balance', integer, (column) => column.notNull())
    .addCheckConstraint(
      'accounts_balance',
      sql`balance <= ${sql.lit(MAX_GOLD)} and balance >= ${sql.lit(-MAX_GOLD)}
        and (balance >= 0 or kind in ('mint', 'bots', 'payments'))`,
    )
    .modifyEnd(dialect.tableEnd.plain)
    .execute()

  await db.schema
    .createTable('operations')
    .ifNotExists()
    .addColumn('id', integer, (column) => column.primaryKey().autoIncrement())
    .addColumn('op_key', key, (column) => column.notNull().unique())
    .addColumn('kind', key, (column) => column.notNull())
    .addColumn('digest', key, (column) => column.notNull())
    .addColumn('result', text, (column) => column.notNull())
    .addColumn('at_ms', integer, (column) => column.notNull())
    .modifyEnd(dialect.tableEnd.plain)
    .execute()
  await dialect.makeInsertOnly(db, 'operations')

  await db.schema
    .createTable('transfers')
    .ifNotExists()
    .addColumn('operation_id', integer, (column) => column.notNull())
    .addColumn('line', integer, (column) => column.notNull())
    .addColumn('debit_id', integer, (column) => column.notNull())
    .addColumn('credit_id', integer, (column) => column.notNull())
    .addColumn('amount', integer, (column) => column.notNull())
    .addColumn('kind', key, (column) => column.notNull())
    .addColumn('reference', key, (column) => column.notNull())
    .addPrimaryKeyConstraint('transfers_line', ['operation_id', 'line'])
    .addForeignKeyConstraint('transfers_operation', ['operation_id'], 'operations', ['id'])
    .addForeignKeyConstraint('transfers_debit', ['debit_id'], 'accounts', ['id'])
    .addForeignKeyConstraint('transfers_credit', ['credit_id'], 'accounts', ['id'])
    .addCheckConstraint('transfers_amount', sql`amount > 0 and amount <= ${sql.lit(MAX_GOLD)}`)
    .addCheckConstraint('transfers_accounts', sql`debit_id <> credit_id`)
    .modifyEnd(dialect.tableEnd.clustered)
    .execute()
  await dialect.makeInsertOnly(db, 'transfers')
}

async function createDeskTables(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { integer } = dialect.columns
  await db.schema
    .createTable('stakes')
    .ifNotExists()
    .addColumn('player_id', integer, (column) => column.notNull().primaryKey())
    .addColumn('desk_no', integer, (column) => column.notNull())
    .addColumn('operation_id', integer, (column) => column.notNull())
    .modifyEnd(dialect.tableEnd.clustered)
    .execute()
  await dialect.addIndex(db, { name: 'stakes_by_desk', table: 'stakes', columns: ['desk_no'] })

  await db.schema
    .createTable('pot_shares')
    .ifNotExists()
    .addColumn('desk_no', integer, (column) => column.notNull())
    .addColumn('player_id', integer, (column) => column.notNull())
    .addColumn('amount', integer, (column) => column.notNull())
    .addColumn('operation_id', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('pot_shares_player', ['desk_no', 'player_id'])
    .addCheckConstraint('pot_shares_amount', sql`amount > 0`)
    .modifyEnd(dialect.tableEnd.clustered)
    .execute()
}

async function createHands(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  const { integer, key, text } = dialect.columns
  await db.schema
    .createTable('hands')
    .ifNotExists()
    .addColumn('operation_id', integer, (column) => column.notNull().primaryKey())
    .addColumn('hand_id', key, (column) => column.notNull())
    .addColumn('desk_no', integer, (column) => column.notNull())
    .addColumn('tier_id', integer, (column) => column.notNull())
    .addColumn('ended_at_ms', integer, (column) => column.notNull())
    .addColumn('record', text, (column) => column.notNull())
    .addForeignKeyConstraint('hands_operation', ['operation_id'], 'operations', ['id'])
    .modifyEnd(dialect.tableEnd.plain)
    .execute()

  // By player first: the history of a player, newest hand first, is one range of the key.
  await db.schema
    .createTable('hand_players')
    .ifNotExists()
    .addColumn('player_id', integer, (column) => column.notNull())
    .addColumn('operation_id', integer, (column) => column.notNull())
    .addColumn('seat', integer, (column) => column.notNull())
    .addColumn('result', integer, (column) => column.notNull())
    .addColumn('fee', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('hand_players_hand', ['player_id', 'operation_id'])
    .modifyEnd(dialect.tableEnd.clustered)
    .execute()
}
