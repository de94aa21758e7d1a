import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { checkServer } from '../../../src/stores/sql/checkServer.ts'
import { MysqlSession } from '../../../src/stores/sql/MysqlSession.ts'
import type { Db } from '../../../src/stores/sql/schema.ts'
import { noMariaDb } from '../../server/privateMariaDb.ts'
import { mariaDbSuite, NOT_DURABLE } from './mariaDbSuite.ts'

const CHECK = { errno: 4025 }

describe('on MariaDB', { skip: noMariaDb }, () => {
  const suite = mariaDbSuite(NOT_DURABLE)
  async function open(t: TestContext, pool = 2): Promise<Db> {
    const { db } = await suite.emptyDatabase({ pool })
    t.after(() => db.destroy())
    return db
  }

  test('[DB10] sessions read what is committed, are strict, and wait for rows briefly', async (t) => {
    const db = await open(t)
    const { rows } = await sql<Record<string, unknown>>`
      select @@session.tx_isolation isolation, @@session.sql_mode mode, @@session.time_zone zone,
        @@session.innodb_lock_wait_timeout waits, @@session.autocommit auto`.execute(db)
    const [session] = rows
    assert.equal(session?.['isolation'], 'READ-COMMITTED')
    assert.match(String(session?.['mode']), /STRICT_ALL_TABLES/)
    assert.doesNotMatch(String(session?.['mode']), /NO_BACKSLASH_ESCAPES/)
    assert.deepEqual([session?.['zone'], session?.['waits'], session?.['auto']], ['+00:00', 2, 1])
  })

  test('[DB8] whole numbers keep all 53 bits, and beyond them nothing is rounded', async (t) => {
    const db = await open(t)
    const read = () => db.selectFrom('sequences').select('last_given').executeTakeFirstOrThrow()
    for (const number of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 2 ** 51 + 1]) {
      await db.updateTable('sequences').set({ last_given: number }).execute()
      assert.equal((await read()).last_given, number)
    }
    await sql`update sequences set last_given = 9007199254740993`.execute(db)
    await assert.rejects(read(), /RangeError: last_given is beyond 2\^53/)
    for (const number of [2 ** 53, 0.5, Number.NaN]) {
      const bad = db.updateTable('sequences').set({ last_given: number }).execute()
      await assert.rejects(bad, RangeError)
    }
  })

  test('[DB11] text comes back as it went in, whatever is in it', async (t) => {
    const db = await open(t)
    for (const text of [`'; drop table players; --`, '\\', '\\\' "?', '牛 🐂', '\0\n', '?']) {
      const { rows } = await sql<{ text: string; n: number }>`
        select ${text} as text, ${1} as n`.execute(db)
      assert.deepEqual({ ...rows[0] }, { text, n: 1 })
    }
  })

  test('[DB11] a statement that is two statements is refused', async (t) => {
    const db = await open(t)
    await assert.rejects(sql.raw('select 1; select 2').execute(db), { errno: 1064 })
  })

  test('[LG3] the database itself refuses what no ledger may write', async (t) => {
    const db = await open(t)
    const account = (id: number, kind: string, balance: number) =>
      db.insertInto('accounts').values({ id, kind, owner: id, balance }).execute()
    await account(1_004, 'wallet', 10)
    await account(1_005, 'escrow', 0)
    for (const kind of ['wallet', 'escrow', 'pot', 'house']) {
      await assert.rejects(account(2_000, kind, -1), CHECK)
      const tooMuch = sql`insert into accounts values (2000, ${kind}, 1, 9007199254740992)`
      await assert.rejects(tooMuch.execute(db), CHECK)
    }
    await account(2_001, 'mint', -Number.MAX_SAFE_INTEGER)
    const operation_id = await addOperation(db)
    const transfer = (change: { amount?: number; credit_id?: number; line?: number }) =>
      db
        .insertInto('transfers')
        .values({ ...transferOf(operation_id), debit_id: 1_004, credit_id: 1_005, ...change })
        .execute()
    await transfer({})
    await assert.rejects(transfer({ line: 1, amount: 0 }), CHECK)
    await assert.rejects(transfer({ line: 1, amount: -1 }), CHECK)
    await assert.rejects(transfer({ line: 1, credit_id: 1_004 }), CHECK)
    await assert.rejects(transfer({ line: 1, credit_id: 77 }), /foreign key/)
  })

  test('[LG19] transfers and operations are never changed or deleted', async (t) => {
    const db = await open(t)
    const operation_id = await addOperation(db)
    await db
      .insertInto('transfers')
      .values({ ...transferOf(operation_id), debit_id: 0, credit_id: 1 })
      .execute()
    const never = /never changed/
    await assert.rejects(db.updateTable('transfers').set({ amount: 2 }).execute(), never)
    await assert.rejects(db.deleteFrom('transfers').execute(), never)
    await assert.rejects(db.updateTable('operations').set({ result: '1' }).execute(), never)
    await assert.rejects(db.deleteFrom('operations').execute(), never)
  })

  test('[DB13] a statement without an answer in time ends its connection and nothing else', async () => {
    const session = await MysqlSession.open(suite.config(), 200)
    const other = await MysqlSession.open(suite.config(), 200)
    let losses = 0
    session.onLost = () => losses++
    await assert.rejects(session.run('select sleep(5)'), {
      name: 'LostSession',
      message: /no answer within 200 ms/,
    })
    assert.equal(session.isLost, true)
    assert.equal(losses, 1)
    await assert.rejects(session.run('select 1'), { name: 'LostSession' })
    await other.run('select 1')
    other.end()
  })

  test('[DB12] callers wait in turn for a connection; too many, or too long, is a fault', async (t) => {
    const db = await open(t, 2)
    const busy = { name: 'StoreError', code: 'store/busy' }
    const hold = () =>
      db.connection().execute(async (one) => {
        for (let n = 0; n < 4; n++) await sleepIn(one, 1)
      })
    const holding = [hold(), hold()]
    const waiting = Array.from({ length: 1_000 }, () => assert.rejects(sleepIn(db, 0), busy))
    await assert.rejects(sleepIn(db, 0), { ...busy, message: /1000 callers wait/ })
    await Promise.all(waiting)
    const inTime = Array.from({ length: 20 }, () => sleepIn(db, 0))
    await Promise.all([...holding, ...inTime])
  })

  test('[DB14] a connection that the server closed is not used again', async (t) => {
    const db = await open(t, 1)
    const idOf = async () => {
      const { rows } = await sql<{ id: number }>`select connection_id() as id`.execute(db)
      return rows[0]?.id ?? 0
    }
    const first = await idOf()
    assert.equal(await idOf(), first)
    const killer = await MysqlSession.open(suite.config(), 1_000)
    await killer.run(`kill connection ${first}`)
    killer.end()
    await until(async () => (await idOf()) !== first)
  })

  test('[DB17] the server of these tests is told about, as it does not flush each commit', async (t) => {
    const { db, dialect } = await suite.emptyDatabase()
    t.after(() => db.destroy())
    const warnings = await checkServer({ db, dialect }, { connections: 101 })
    assert.equal(warnings.length, 2)
    assert.match(warnings[0] ?? '', /^innodb_flush_log_at_trx_commit is not 1/)
    assert.match(warnings[1] ?? '', /^max_connections is 100, but the processes may open 101/)
  })

  test('[DB17] missing triggers are told about', async (t) => {
    const { db, dialect } = await suite.emptyDatabase()
    t.after(() => db.destroy())
    await sql`drop trigger transfers_no_delete`.execute(db)
    const warnings = await checkServer({ db, dialect }, { connections: 1 })
    await dialect.makeInsertOnly(db as never, 'transfers')
    assert.match(warnings.at(-1) ?? '', /UPDATE and DELETE on transfers away/)
  })
})

function sleepIn(db: Db, seconds: number): Promise<unknown> {
  return sql`select sleep(${seconds})`.execute(db)
}

async function addOperation(db: Db): Promise<number> {
  const row = { op_key: 'k', kind: 'k', digest: 'd', result: '0', at_ms: 1 }
  const { insertId } = await db.insertInto('operations').values(row).executeTakeFirstOrThrow()
  return Number(insertId)
}

function transferOf(operation_id: number) {
  return { operation_id, line: 0, amount: 1, kind: 'k', reference: 'r' }
}

/** The deadline only says how long a broken build may hang. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await isTrue().catch(() => false))) {
    if (performance.now() > deadline) throw new Error('waited in vain')
  }
}
