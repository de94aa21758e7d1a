import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, type TestContext, test } from 'node:test'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { SqlAudit } from '../../../src/ledger/audit/SqlAudit.ts'
import { SqlLedger } from '../../../src/ledger/SqlLedger.ts'
import type { DatabaseConfig } from '../../../src/ops/addresses.ts'
import { parseDatabaseUrl } from '../../../src/ops/addresses.ts'
import { migrations } from '../../../src/stores/sql/migrations/migrations.ts'
import { mysqlFor } from '../../../src/stores/sql/mysql.ts'
import { mysqlDialect } from '../../../src/stores/sql/mysqlDialect.ts'
import { openDatabase, type SqlDatabase } from '../../../src/stores/sql/openDatabase.ts'
import { SqlHandHistory } from '../../../src/stores/sql/SqlHandHistory.ts'
import { SqlOutboxStore } from '../../../src/stores/sql/SqlOutboxStore.ts'
import { SqlPlayerStore } from '../../../src/stores/sql/SqlPlayerStore.ts'
import { SqlSequence } from '../../../src/stores/sql/SqlSequence.ts'
import type { Schema } from '../../../src/stores/sql/schema.ts'
import { openSqlite } from '../../../src/stores/sql/sqlite.ts'
import { sqliteDialect } from '../../../src/stores/sql/sqliteDialect.ts'
import { handAt, SWING } from '../../ledger/dealtHands.ts'
import { noMariaDb, type PrivateMariaDb, startPrivateMariaDb } from '../../server/privateMariaDb.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

/** The migrations of version 0.1. */
const PREVIOUS = ['0001-players', '0002-ledger']

async function openPrevious(config: DatabaseConfig): Promise<SqlDatabase> {
  const isMysql = config.kind === 'mysql'
  const dialect = isMysql ? mysqlDialect : sqliteDialect
  const driver = isMysql ? mysqlFor(config, { pool: 2 }) : await openSqlite(config.path)
  const db = new Kysely<Schema>({ dialect: driver })
  const all = Object.entries(migrations(dialect))
  const getMigrations = async () =>
    Object.fromEntries(all.filter(([name]) => PREVIOUS.includes(name)))
  const { error } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest()
  if (error) throw error
  return { db, dialect }
}

/** Two players after a hand, as version 0.1 left them: rows, not calls of today's ledger. */
async function fillPrevious({ db }: SqlDatabase): Promise<void> {
  const person = { avatar: 1, sex: 0, is_bot: 0, account: null, created_at_ms: 5 }
  await db
    .insertInto('players')
    .values([
      { ...person, id: 100_001, nickname: 'A' },
      { ...person, id: 100_002, nickname: '牛' },
    ])
    .execute()
  await db.insertInto('devices').values({ device_key: 'device', player_id: 100_001 }).execute()
  await db.updateTable('sequences').set({ last_given: 7 }).execute()
  // Owner × 8 + 4 is the wallet, + 5 the escrow; 1 is the mint and 0 the house of player or desk 1.
  const account = (id: number, kind: string, owner: number, balance: number) => ({
    id,
    kind,
    owner,
    balance,
  })
  await db
    .insertInto('accounts')
    .values([
      account(800_012, 'wallet', 100_001, 0),
      account(800_013, 'escrow', 100_001, 1_095),
      account(800_020, 'wallet', 100_002, 900),
      account(800_021, 'escrow', 100_002, 0),
    ])
    .execute()
  await db.updateTable('accounts').set({ balance: -2_000 }).where('id', '=', 1).execute()
  await db.updateTable('accounts').set({ balance: 5 }).where('id', '=', 0).execute()
  const moves: [string, string, [number, number, number, string][]][] = [
    ['player:100001', 'open', [[1, 800_012, 1_000, 'welcome']]],
    ['player:100002', 'open', [[1, 800_020, 1_000, 'welcome']]],
    ['op:in-1', 'stake', [[800_012, 800_013, 1_000, 'stake']]],
    ['op:in-2', 'stake', [[800_020, 800_021, 1_000, 'stake']]],
    [
      'hand:7-1',
      'settle',
      [
        [800_021, 800_013, 100, 'hand-result'],
        [800_013, 0, 5, 'hand-fee'],
      ],
    ],
    ['op:out-2', 'unstake', [[800_021, 800_020, 900, 'unstake']]],
  ]
  for (const [index, [op_key, kind, transfers]] of moves.entries()) {
    const id = index + 1
    const row = { id, op_key, kind, digest: 'd', result: '1', at_ms: 10 }
    await db.insertInto('operations').values(row).execute()
    const lines = transfers.map(([debit_id, credit_id, amount, why], line) => ({
      operation_id: id,
      line,
      debit_id,
      credit_id,
      amount,
      kind: why,
      reference: op_key,
    }))
    await db.insertInto('transfers').values(lines).execute()
  }
  const { record } = handAt(
    '7-1',
    20,
    SWING.map((line) => ({ ...line, playerId: 100_000 + line.playerId })),
  )
  const hand = { operation_id: 5, hand_id: '7-1', desk_no: 7, tier_id: 10101, ended_at_ms: 20 }
  await db
    .insertInto('hands')
    .values({ ...hand, record: JSON.stringify(record) })
    .execute()
  await db
    .insertInto('hand_players')
    .values([
      { player_id: 100_001, operation_id: 5, seat: 0, result: 100, fee: 5 },
      { player_id: 100_002, operation_id: 5, seat: 1, result: -100, fee: 0 },
    ])
    .execute()
  await db
    .insertInto('stakes')
    .values({ player_id: 100_001, desk_no: 7, operation_id: 3 })
    .execute()
}

async function takesOver(t: TestContext, config: DatabaseConfig): Promise<void> {
  const previous = await openPrevious(config)
  await fillPrevious(previous)
  await previous.db.destroy()

  const database = await openDatabase(config)
  t.after(() => database.db.destroy())
  assert.deepEqual((await new SqlAudit(database, { now: Date.now }).run()).breaks, [])
  const players = new SqlPlayerStore(database)
  const ledger = new SqlLedger(database, () => 99)
  assert.equal((await players.byDevice('device'))?.playerId, 100_001)
  assert.equal((await players.byId(100_002))?.nickname, '牛')
  assert.deepEqual([...(await ledger.goldOf([100_001, 100_002])).values()].sort(), [1_095, 900])
  const [hand] = (await new SqlHandHistory(database).page(100_001, { limit: 5 })) ?? []
  assert.deepEqual([hand?.handId, hand?.gold], ['7-1', 1_095])

  // And it goes on: ids, sequences, the stake that a crash left, the next hand.
  assert.equal(await new SqlSequence(database).next('desk'), 8)
  const { playerId } = await players.add({
    nickname: 'C',
    avatar: 0,
    sex: 0,
    isBot: false,
    createdAtMs: 1,
  })
  assert.equal(playerId, 100_003)
  assert.equal(await ledger.returnOrphans(() => false), 1)
  for (const id of [100_001, 100_002]) {
    await ledger.stake(`again-${id}`, { playerId: id, deskNo: 8, atLeast: 1 })
  }
  const lines = [
    { playerId: 100_001, result: -95 },
    { playerId: 100_002, result: 95, fee: 4 },
  ]
  const next = handAt('8-1', 30, lines)
  assert.deepEqual(await ledger.settle({ ...next, deskNo: 8 }), [1_000, 991])
  assert.equal((await new SqlOutboxStore(database).next(9)).length, 2)
  assert.deepEqual((await new SqlAudit(database, { now: Date.now }).run()).breaks, [])
}

test('[DB30] a SQLite database of version 0.1 is taken over whole', (t) =>
  takesOver(t, { kind: 'sqlite', path: join(temporaryFolder(t), 'p.sqlite') }))

describe('on MariaDB', { skip: noMariaDb }, () => {
  let server: PrivateMariaDb | undefined
  after(() => server?.stop())

  test('[DB30] a MariaDB database of version 0.1 is taken over whole', async (t) => {
    server = await startPrivateMariaDb()
    await takesOver(t, parseDatabaseUrl(server.url))
  })
})
