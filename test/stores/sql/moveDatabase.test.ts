import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, type TestContext, test } from 'node:test'
import { SqlAudit } from '../../../src/ledger/audit/SqlAudit.ts'
import { SqlLedger } from '../../../src/ledger/SqlLedger.ts'
import { type DatabaseConfig, parseDatabaseUrl } from '../../../src/ops/addresses.ts'
import { moveDatabase } from '../../../src/stores/sql/moveDatabase.ts'
import { openDatabase, type SqlDatabase } from '../../../src/stores/sql/openDatabase.ts'
import { SqlOutboxStore } from '../../../src/stores/sql/SqlOutboxStore.ts'
import { SqlPlayerStore } from '../../../src/stores/sql/SqlPlayerStore.ts'
import { SqlSequence } from '../../../src/stores/sql/SqlSequence.ts'
import { TABLES } from '../../../src/stores/sql/tables.ts'
import { settlementOf } from '../../ledger/settlements.ts'
import { noMariaDb, type PrivateMariaDb, startPrivateMariaDb } from '../../server/privateMariaDb.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

const sqliteAt = (t: TestContext): DatabaseConfig => ({
  kind: 'sqlite',
  path: join(temporaryFolder(t), 'p.sqlite'),
})
const person = { nickname: '牛牛 🐂', avatar: 3, sex: 1, isBot: false, createdAtMs: 7 }

async function open(t: TestContext, config: DatabaseConfig): Promise<SqlDatabase> {
  const database = await openDatabase(config)
  t.after(() => database.db.destroy())
  return database
}

/** More hands than one step copies, a stake, a pot, a notice told and one that waits. */
async function play(database: SqlDatabase): Promise<number[]> {
  const players = new SqlPlayerStore(database)
  const ledger = new SqlLedger(database, () => 1_000)
  const deskNo = await new SqlSequence(database).next('desk')
  const ids: number[] = []
  for (const device of ['a', 'b', 'c']) {
    const { player } = await players.addGuest(device, person)
    ids.push(player.playerId)
    await ledger.openPlayer(player.playerId, 10_000)
    await ledger.stake(`in-${device}`, { playerId: player.playerId, deskNo, atLeast: 1 })
  }
  const [a = 0, b = 0, c = 0] = ids
  for (let n = 1; n <= 600; n++) {
    const lines = [
      { playerId: a, result: 2, fee: 1 },
      { playerId: b, result: -2 },
    ]
    await ledger.settle(settlementOf(`${deskNo}-${n}`, deskNo, lines))
  }
  await ledger.unstake('c', { playerId: c, deskNo, intoPot: 44 })
  const outbox = new SqlOutboxStore(database)
  const told = await outbox.next(2_000)
  await outbox.remove(told.slice(0, -1).map(({ id }) => id))
  return ids
}

async function everythingIn({ db }: SqlDatabase): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {}
  for (const { name, key } of TABLES) {
    let query = db.selectFrom(name as 'players').selectAll()
    for (const column of key) query = query.orderBy(column as 'id')
    all[name] = (await query.execute()).map((row) => ({ ...row }))
  }
  return all
}

async function moves(
  t: TestContext,
  source: DatabaseConfig,
  target: DatabaseConfig,
): Promise<void> {
  const from = await open(t, source)
  const ids = await play(from)
  const before = await everythingIn(from)
  const to = await open(t, target)
  const steps: string[] = []
  const counts = await moveDatabase(from, to, {
    copied: (table, rows) => void steps.push(`${table} ${rows}`),
  })
  assert.equal(counts['hands'], 600)
  assert.ok(steps.includes('hands 500') && steps.includes('hands 600'))
  assert.deepEqual(await everythingIn(to), before)
  assert.deepEqual(await everythingIn(from), before)
  const looked = async (database: SqlDatabase) => new SqlAudit(database, { now: Date.now }).run()
  assert.deepEqual(await looked(to), await looked(from))
  assert.deepEqual((await looked(to)).breaks, [])
  await playsOn(to, from, ids)
}

/** The same next steps in both give the same ids, and none that was used before. */
async function playsOn(to: SqlDatabase, from: SqlDatabase, ids: readonly number[]): Promise<void> {
  const [a = 0, b = 0, c = 0] = ids
  const results: unknown[] = []
  for (const database of [to, from]) {
    const ledger = new SqlLedger(database, () => 2_000)
    const added = await new SqlPlayerStore(database).add(person)
    const deskNo = await new SqlSequence(database).next('desk')
    const lines = [
      { playerId: a, result: -5 },
      { playerId: b, result: 49 },
      { playerId: c, result: -44, fromPot: true },
    ]
    await ledger.settle(settlementOf('next', 1, lines))
    const notices = await new SqlOutboxStore(database).next(10)
    results.push([added.playerId, deskNo, notices.map(({ id }) => id), await ledger.goldOf(ids)])
    assert.ok(!ids.includes(added.playerId))
  }
  assert.deepEqual(results[0], results[1])
  assert.deepEqual((await new SqlAudit(to, { now: Date.now }).run()).breaks, [])
}

test('[DB31] a played SQLite file moves to another one, and play goes on there', (t) =>
  moves(t, sqliteAt(t), sqliteAt(t)))

test('[DB33] a target that holds anything is refused and left as it is', async (t) => {
  const from = await open(t, sqliteAt(t))
  await play(from)
  const fillers: ((database: SqlDatabase) => Promise<unknown>)[] = [
    (database) => new SqlPlayerStore(database).add(person),
    (database) => new SqlLedger(database, () => 1).openPlayer(5, 0),
    (database) => new SqlSequence(database).next('desk'),
  ]
  for (const fill of fillers) {
    const to = await open(t, sqliteAt(t))
    await fill(to)
    const before = await everythingIn(to)
    await assert.rejects(moveDatabase(from, to), /the target is not empty/)
    assert.deepEqual(await everythingIn(to), before)
  }
})

test('[DB32] a move that fails half-way leaves the target empty, so that it can be done again', async (t) => {
  const from = await open(t, sqliteAt(t))
  await play(from)
  const to = await open(t, sqliteAt(t))
  const before = await everythingIn(to)
  const copied = (table: string) => {
    if (table === 'hands') throw new Error('the power is gone')
  }
  await assert.rejects(moveDatabase(from, to, { copied }), /the power is gone/)
  assert.deepEqual(await everythingIn(to), before)
  await moveDatabase(from, to)
  assert.deepEqual(await everythingIn(to), await everythingIn(from))
})

test('[DB31] a table that nobody would copy stops the move', async (t) => {
  const [from, to] = [await open(t, sqliteAt(t)), await open(t, sqliteAt(t))]
  await from.db.schema.createTable('notes').addColumn('id', 'integer').execute()
  await assert.rejects(moveDatabase(from, to), /unknown tables: notes/)
})

test('[DB31] every table of the schema is moved', async (t) => {
  const { db } = await open(t, sqliteAt(t))
  const tables = await db.introspection.getTables()
  assert.deepEqual(tables.map(({ name }) => name).sort(), TABLES.map(({ name }) => name).sort())
})

describe('on MariaDB', { skip: noMariaDb }, () => {
  let server: PrivateMariaDb | undefined
  after(() => server?.stop())

  test('[DB31] a played SQLite file moves to MariaDB, and play goes on there', async (t) => {
    server = await startPrivateMariaDb()
    await moves(t, sqliteAt(t), parseDatabaseUrl(server.url))
  })

  test('[DB31] and back again', async (t) => {
    assert.ok(server)
    const from = await open(t, parseDatabaseUrl(server.url))
    const to = await open(t, sqliteAt(t))
    await moveDatabase(from, to)
    assert.deepEqual(await everythingIn(to), await everythingIn(from))
    const added = await Promise.all(
      [to, from].map((database) => new SqlPlayerStore(database).add(person)),
    )
    assert.equal(added[0]?.playerId, added[1]?.playerId)
  })
})
