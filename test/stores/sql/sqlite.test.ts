import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { openDatabase } from '../../../src/stores/sql/openDatabase.ts'
import type { Db } from '../../../src/stores/sql/schema.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

async function open(t: TestContext, path = ':memory:'): Promise<Db> {
  const { db } = await openDatabase({ kind: 'sqlite', path })
  t.after(() => db.destroy())
  return db
}

const deskNo = (db: Db) =>
  db
    .selectFrom('sequences')
    .select('last_given')
    .executeTakeFirstOrThrow()
    .then((row) => row.last_given)

async function pragma(db: Db, name: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db)
  return Object.values(rows[0] ?? {})[0]
}

test('[DB1] a file is in WAL mode and each commit is flushed to the disk', async (t) => {
  const db = await open(t, join(temporaryFolder(t), 'p.sqlite'))
  assert.equal(await pragma(db, 'journal_mode'), 'wal')
  assert.equal(await pragma(db, 'synchronous'), 2)
  assert.equal(await pragma(db, 'foreign_keys'), 1)
})

test('[DB7] transactions of one connection run one after another, first come first served', async (t) => {
  const db = await open(t)
  const order: number[] = []
  const add = (n: number) =>
    db.transaction().execute(async (trx) => {
      const before = await deskNo(trx)
      await sleep(n % 3)
      await trx
        .updateTable('sequences')
        .set({ last_given: before + 1 })
        .execute()
      order.push(n)
    })
  const numbers = Array.from({ length: 30 }, (_, n) => n)
  await Promise.all(numbers.map(add))
  assert.equal(await deskNo(db), 30)
  assert.deepEqual(order, numbers)
})

test('[DB7] a query outside waits for the transaction under way', async (t) => {
  const db = await open(t)
  const changing = db.transaction().execute(async (trx) => {
    await trx.updateTable('sequences').set({ last_given: 5 }).execute()
    await sleep(20)
    throw new Error('changed my mind')
  })
  const seen = deskNo(db)
  await assert.rejects(changing, /changed my mind/)
  assert.equal(await seen, 0)
})

test('[DB7] a second connection waits for the first without blocking the process', async (t) => {
  const path = join(temporaryFolder(t), 'p.sqlite')
  const first = await open(t, path)
  const second = await open(t, path)
  const add = (db: Db, pauseMs: number) =>
    db.transaction().execute(async (trx) => {
      const before = await deskNo(trx)
      await sleep(pauseMs)
      await trx
        .updateTable('sequences')
        .set({ last_given: before + 1 })
        .execute()
    })
  await Promise.all([add(first, 150), add(second, 50), add(first, 0), add(second, 0)])
  assert.equal(await deskNo(first), 4)
})

test('[DB8] whole numbers keep all 53 bits', async (t) => {
  const db = await open(t)
  for (const number of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 2 ** 51 + 1]) {
    await db.updateTable('sequences').set({ last_given: number }).execute()
    assert.equal(await deskNo(db), number)
    const kind = await db
      .selectFrom('sequences')
      .select(sql<string>`typeof(last_given + ${1})`.as('kind'))
      .executeTakeFirstOrThrow()
    assert.equal(kind.kind, 'integer')
  }
})

test('[LG3] the database itself refuses what no ledger may write', async (t) => {
  const db = await open(t)
  const account = (id: number, kind: string, balance: number) =>
    db.insertInto('accounts').values({ id, kind, owner: id, balance }).execute()
  await account(1_004, 'wallet', 10)
  await account(1_005, 'escrow', 0)
  const CHECK = { errcode: 275 }
  for (const kind of ['wallet', 'escrow', 'pot', 'house']) {
    await assert.rejects(account(2_000, kind, -1), CHECK)
    await assert.rejects(account(2_000, kind, 2 ** 53), /constraint|STRICT|store/i)
  }
  await assert.rejects(account(2_000, 'wallet', 0.5), /cannot store REAL value/)
  await account(2_001, 'mint', -Number.MAX_SAFE_INTEGER)
  await db
    .insertInto('operations')
    .values({ op_key: 'k', kind: 'k', digest: 'd', result: '0', at_ms: 1 })
    .execute()
  const transfer = (change: { amount?: number; credit_id?: number; line?: number }) =>
    db
      .insertInto('transfers')
      .values({
        operation_id: 1,
        line: 0,
        debit_id: 1_004,
        credit_id: 1_005,
        amount: 1,
        kind: 'k',
        reference: 'r',
        ...change,
      })
      .execute()
  await transfer({})
  await assert.rejects(transfer({ line: 1, amount: 0 }), CHECK)
  await assert.rejects(transfer({ line: 1, amount: -1 }), CHECK)
  await assert.rejects(transfer({ line: 1, credit_id: 1_004 }), CHECK)
  await assert.rejects(transfer({ line: 1, credit_id: 77 }), /FOREIGN KEY/)
})

test('[LG19] transfers and operations are never changed or deleted', async (t) => {
  const db = await open(t)
  await db
    .insertInto('operations')
    .values({ op_key: 'k', kind: 'k', digest: 'd', result: '0', at_ms: 1 })
    .execute()
  await db
    .insertInto('transfers')
    .values({
      operation_id: 1,
      line: 0,
      debit_id: 0,
      credit_id: 1,
      amount: 1,
      kind: 'k',
      reference: 'r',
    })
    .execute()
  const never = /never changed/
  await assert.rejects(db.updateTable('transfers').set({ amount: 2 }).execute(), never)
  await assert.rejects(db.deleteFrom('transfers').execute(), never)
  await assert.rejects(db.updateTable('operations').set({ result: '1' }).execute(), never)
  await assert.rejects(db.deleteFrom('operations').execute(), never)
})
