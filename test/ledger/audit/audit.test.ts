import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { auditTable } from '../../../src/audit/auditTable.ts'
import { accountOf } from '../../../src/ledger/accounts.ts'
import { CHECK_NAMES, CHECKS, type Check } from '../../../src/ledger/audit/Audit.ts'
import { SqlAudit } from '../../../src/ledger/audit/SqlAudit.ts'
import type { SqlLedger } from '../../../src/ledger/SqlLedger.ts'
import type { SqlDatabase } from '../../../src/stores/sql/openDatabase.ts'
import type { Db } from '../../../src/stores/sql/schema.ts'
import { type OpenEmpty, onBothDatabases } from '../../stores/onBothDatabases.ts'
import { handAt, SWING, seatedLedger } from '../dealtHands.ts'
import { settlementOf } from '../settlements.ts'

// Enough that several audits run meanwhile.
const HANDS = 300

const living = { now: Date.now, isLiving: () => true }
const breaksOf = async (database: SqlDatabase) =>
  (await new SqlAudit(database, living).run()).breaks

/** Played books: a hand with a fee, a hand with an early leaver, a void one, stakes, a pot. */
async function playedBooks(database: SqlDatabase): Promise<SqlLedger> {
  const ledger = await seatedLedger(database, 4)
  await ledger.settle(handAt('7-1', 10, SWING))
  await ledger.unstake('leave', { playerId: 3, deskNo: 7, intoPot: 200 })
  const lines = [
    { playerId: 1, result: 150, fee: 7 },
    { playerId: 2, result: 0 },
    { playerId: 3, result: -150, fromPot: true },
  ]
  await ledger.settle(settlementOf('7-2', 7, lines))
  await ledger.voidHand({ handId: '7-3', deskNo: 7, fromPot: [] })
  await ledger.unstake('leave-2', { playerId: 4, deskNo: 7, intoPot: 60 })
  return ledger
}

/** One way to damage the books past the ledger, and what must be said of it. */
interface Damage {
  readonly name: string
  readonly checks: readonly Check[]
  readonly names: RegExp
  damage(db: Db, database: SqlDatabase): Promise<unknown>
}

const operationOf = async (db: Db, key: string) =>
  (
    await db
      .selectFrom('operations')
      .select('id')
      .where('op_key', '=', key)
      .executeTakeFirstOrThrow()
  ).id

const wallet = (playerId: number) => accountOf('wallet', playerId)
const escrow = (playerId: number) => accountOf('escrow', playerId)

const addOperation = (db: Db, key: string, kind: string) =>
  db
    .insertInto('operations')
    .values({ op_key: key, kind, digest: '', result: 'null', at_ms: 1 })
    .executeTakeFirstOrThrow()

const DAMAGES: readonly Damage[] = [
  {
    name: 'a balance that was written past the ledger',
    checks: ['sum', 'balance'],
    names: /wallet of player 3: holds 1850, its transfers make 850/,
    damage: (db) =>
      db.updateTable('accounts').set({ balance: 1_850 }).where('id', '=', wallet(3)).execute(),
  },
  {
    name: 'gold that changed hands without a transfer',
    checks: ['balance'],
    names: /wallet of player 3.*escrow of player 1|escrow of player 1.*wallet of player 3/s,
    damage: async (db) => {
      const move = (id: number, by: number) =>
        sql`update accounts set balance = balance + ${by} where id = ${id}`.execute(db)
      await move(wallet(3), -100)
      await move(escrow(1), 100)
    },
  },
  {
    name: 'a transfer that is gone',
    checks: ['balance', 'hand'],
    names: /hand 7-1: the escrow of player 1 changed by -5, not by 95/,
    damage: async (db, database) => {
      await dropTrigger(database, 'transfers_no_delete')
      const id = await operationOf(db, 'hand:7-1')
      await db
        .deleteFrom('transfers')
        .where('operation_id', '=', id)
        .where('kind', '=', 'hand-result')
        .execute()
    },
  },
  {
    name: 'a result that was changed afterwards',
    checks: ['hand'],
    names: /hand 7-2: its record tells otherwise of seat 0/,
    damage: async (db) =>
      db
        .updateTable('hand_players')
        .set({ result: 151 })
        .where('operation_id', '=', await operationOf(db, 'hand:7-2'))
        .where('player_id', '=', 1)
        .execute(),
  },
  {
    name: 'results that do not sum to zero, record and all',
    checks: ['hand'],
    names: /hand 7-1: its results sum to 1/,
    damage: async (db) => {
      const id = await operationOf(db, 'hand:7-1')
      await db
        .updateTable('hand_players')
        .set({ result: 101 })
        .where('operation_id', '=', id)
        .where('player_id', '=', 1)
        .execute()
      await rewriteRecord(db, id, (text) => text.replace('"result":100', '"result":101'))
    },
  },
  {
    name: 'a fee the house never got',
    checks: ['balance', 'hand'],
    names: /hand 7-1: the (escrow of player 1 changed by 100, not by 95|house has)/,
    damage: async (db, database) => {
      await dropTrigger(database, 'transfers_no_delete')
      await db
        .deleteFrom('transfers')
        .where('operation_id', '=', await operationOf(db, 'hand:7-1'))
        .where('kind', '=', 'hand-fee')
        .execute()
    },
  },
  {
    name: 'an early leaver who did not pay',
    checks: ['balance', 'hand'],
    names: /hand 7-2: the (pot paid|escrow of player 1)/,
    damage: async (db, database) => {
      await dropTrigger(database, 'transfers_no_update')
      await db
        .updateTable('transfers')
        .set({ debit_id: wallet(4) })
        .where('operation_id', '=', await operationOf(db, 'hand:7-2'))
        .where('kind', '=', 'hand-result')
        .execute()
    },
  },
  {
    name: 'a player who is gone from his hand',
    checks: ['hand'],
    names: /hand 7-1: its record has 2 seats, its lines are 1/,
    damage: async (db) =>
      db
        .deleteFrom('hand_players')
        .where('operation_id', '=', await operationOf(db, 'hand:7-1'))
        .where('player_id', '=', 2)
        .execute(),
  },
  {
    name: 'a record that is no record',
    checks: ['hand'],
    names: /hand 7-2: its record cannot be read/,
    damage: async (db) => rewriteRecord(db, await operationOf(db, 'hand:7-2'), () => '{'),
  },
  {
    name: 'a hand that ended twice',
    checks: ['hand', 'ending'],
    names: /hand 7-1: ends by operation \d+, settle of op:again/,
    damage: async (db) => {
      const { insertId } = await addOperation(db, 'op:again', 'settle')
      await copyHand(db, await operationOf(db, 'hand:7-1'), Number(insertId))
    },
  },
  {
    name: 'a void hand that was paid as well',
    checks: ['hand', 'ending'],
    names: /hand 7-3: ends by operation \d+, void of hand:7-3/,
    damage: async (db) => {
      const id = await operationOf(db, 'hand:7-3')
      await copyHand(db, await operationOf(db, 'hand:7-2'), id)
      await db.updateTable('hands').set({ hand_id: '7-3' }).where('operation_id', '=', id).execute()
    },
  },
  {
    name: 'a settlement without its hand',
    checks: ['ending'],
    names: /hand 7-2: operation \d+ paid it, but there is no hand/,
    damage: async (db) => {
      const id = await operationOf(db, 'hand:7-2')
      await db.deleteFrom('hand_players').where('operation_id', '=', id).execute()
      await db.deleteFrom('hands').where('operation_id', '=', id).execute()
    },
  },
  {
    name: 'a payment that is no hand',
    checks: ['balance', 'ending'],
    names: /op:theft: operation \d+, gift, pays like a hand/,
    damage: async (db) => {
      const { insertId } = await addOperation(db, 'op:theft', 'gift')
      const row = { operation_id: Number(insertId), line: 0, amount: 10, reference: 'x' }
      await db
        .insertInto('transfers')
        .values({ ...row, debit_id: wallet(3), credit_id: wallet(4), kind: 'hand-result' })
        .execute()
    },
  },
  {
    name: 'an escrow without a stake',
    checks: ['stake'],
    names: /escrow of player 2: holds 900 without a stake/,
    damage: (db) => db.deleteFrom('stakes').where('player_id', '=', 2).execute(),
  },
  {
    name: 'a stake of nobody',
    checks: ['stake'],
    names: /player 99: a stake at desk 7 without an escrow/,
    damage: (db) =>
      db.insertInto('stakes').values({ player_id: 99, desk_no: 7, operation_id: 1 }).execute(),
  },
  {
    name: 'a pot that is not its shares',
    checks: ['pot'],
    names: /pot of desk 7: holds 60, its shares are 61/,
    damage: (db) => db.updateTable('pot_shares').set({ amount: 61 }).execute(),
  },
  {
    name: 'a share without its pot',
    checks: ['pot'],
    names: /desk 8: shares without a pot/,
    damage: (db) =>
      db
        .insertInto('pot_shares')
        .values({ desk_no: 8, player_id: 1, amount: 5, operation_id: 1 })
        .execute(),
  },
]

onBothDatabases((open: OpenEmpty) => {
  test('[AD1] whole books pass every check', async (t) => {
    const database = await open(t)
    await playedBooks(database)
    const report = await new SqlAudit(database, living).run()
    assert.deepEqual(report.breaks, [])
    assert.deepEqual(report.skipped, [])
    assert.equal(report.looked.hands, 2)
    assert.equal(report.looked.accounts, 64 + 4 * 2 + 1)
    const table = auditTable(report)
    for (const check of CHECK_NAMES) assert.match(table, new RegExp(`✓ ${check}`))
    assert.deepEqual((await new SqlAudit(database, { now: Date.now }).run()).skipped, ['orphan'])
  })

  for (const { name, checks, names, damage } of DAMAGES) {
    test(`[AD1] [AD4] [AD5] ${name} is found and named`, async (t) => {
      const database = await open(t)
      await playedBooks(database)
      assert.deepEqual(await breaksOf(database), [])
      await damage(database.db, database)
      const report = await new SqlAudit(database, living).run()
      const found = new Set(report.breaks.map(({ check }) => check))
      assert.deepEqual(
        CHECK_NAMES.filter((check) => found.has(check)),
        [...checks].sort(byOrder),
      )
      const table = auditTable(report)
      assert.match(table, names)
      for (const check of checks) assert.match(table, new RegExp(`✗ ${check} .*wrong\\)`))
    })
  }

  test('[AD1] every check has been seen to fail', () => {
    const seen = new Set([...DAMAGES.flatMap(({ checks }) => checks), 'orphan'])
    assert.deepEqual(
      CHECK_NAMES.filter((check) => !seen.has(check)),
      [],
    )
    assert.equal(seen.size, Object.keys(CHECKS).length)
  })

  test('[AD6] gold at a desk that does not live is wrong after 60 s, and not before', async (t) => {
    const database = await open(t)
    await playedBooks(database)
    let nowMs = 0
    let lives = true
    const audit = new SqlAudit(database, { now: () => nowMs, isLiving: () => lives })
    assert.deepEqual((await audit.run()).breaks, [])
    lives = false
    assert.deepEqual((await audit.run()).breaks, [])
    nowMs = 59_999
    assert.deepEqual((await audit.run()).breaks, [])
    nowMs = 60_000
    const [wrong] = (await audit.run()).breaks
    assert.equal(wrong?.what, 'desk 7')
    assert.match(wrong?.detail ?? '', /player 1, player 2, player 4/)
    lives = true
    assert.deepEqual((await audit.run()).breaks, [])
    lives = false
    assert.deepEqual((await audit.run()).breaks, [])
  })

  test('[AD2] it is exact while hands are paid, and reads each operation once', async (t) => {
    const database = await open(t)
    const ledger = await seatedLedger(database, 8)
    const audit = new SqlAudit(database, living)
    let isPlaying = true
    const play = async (first: number) => {
      for (let n = 0; n < HANDS; n++) {
        const result = n % 2 === 0 ? 1 : -1
        const lines = [
          { playerId: first, result },
          { playerId: first + 1, result: -result },
        ]
        await ledger.settle(settlementOf(`${first}-${n}`, 7, lines))
        // SQLite answers at once: without this no timer would run before all are paid.
        await setImmediate()
      }
    }
    const playing = Promise.all([1, 3, 5, 7].map(play)).then(() => {
      isPlaying = false
    })
    let runs = 0
    for (; isPlaying; runs++) assert.deepEqual((await audit.run()).breaks, [])
    await playing
    const { looked } = await audit.run()
    assert.ok(runs > 1)
    assert.deepEqual([looked.hands, looked.transfers], [4 * HANDS, 4 * HANDS + 16])
    assert.equal(looked.operations, 4 * HANDS + 16)
  })

  test('[AD2] what is damaged between two audits of a running house is found', async (t) => {
    const database = await open(t)
    await playedBooks(database)
    const audit = new SqlAudit(database, living)
    assert.deepEqual((await audit.run()).breaks, [])
    await sql`update accounts set balance = balance + 1 where id = ${wallet(3)}`.execute(
      database.db,
    )
    const found = (await audit.run()).breaks.map(({ check }) => check)
    assert.deepEqual(found.sort(), ['balance', 'sum'])
  })

  test('[AD2] an audit that is called off ends at its next step', async (t) => {
    const database = await open(t)
    await playedBooks(database)
    const audit = new SqlAudit(database, living)
    await assert.rejects(audit.run(AbortSignal.abort(new Error('enough'))), /enough/)
    assert.deepEqual((await audit.run()).breaks, [])
  })

  test('[AD3] an operation that commits after later ones is read all the same', async (t) => {
    const database = await open(t)
    // One connection cannot have two transactions at once.
    if (database.dialect.name === 'sqlite') return
    const ledger = await seatedLedger(database, 2)
    const audit = new SqlAudit(database, living)
    const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>()
    const { promise: hasId, resolve: gotId } = Promise.withResolvers<void>()
    const slow = database.db.transaction().execute(async (trx) => {
      await addOperation(trx, 'op:slow', 'gift')
      gotId()
      await mayCommit
    })
    await hasId
    await ledger.settle(handAt('7-1', 10, SWING))
    const before = (await audit.run()).looked.operations
    commit()
    await slow
    assert.equal((await audit.run()).looked.operations, before + 1)
    assert.equal((await audit.run()).looked.operations, before + 1)
  })
})

const byOrder = (left: Check, right: Check) =>
  CHECK_NAMES.indexOf(left) - CHECK_NAMES.indexOf(right)

async function dropTrigger({ db }: SqlDatabase, name: string): Promise<void> {
  await sql`drop trigger if exists ${sql.id(name)}`.execute(db)
}

async function rewriteRecord(db: Db, id: number, rewrite: (text: string) => string) {
  const hand = db.selectFrom('hands').select('record').where('operation_id', '=', id)
  const record = rewrite((await hand.executeTakeFirstOrThrow()).record)
  await db.updateTable('hands').set({ record }).where('operation_id', '=', id).execute()
}

async function copyHand(db: Db, from: number, to: number): Promise<void> {
  const hands = db.selectFrom('hands').selectAll().where('operation_id', '=', from)
  const hand = await hands.executeTakeFirstOrThrow()
  await db
    .insertInto('hands')
    .values({ ...hand, operation_id: to })
    .execute()
  const lines = db.selectFrom('hand_players').selectAll().where('operation_id', '=', from)
  for (const line of await lines.execute()) {
    await db
      .insertInto('hand_players')
      .values({ ...line, operation_id: to })
      .execute()
  }
}
