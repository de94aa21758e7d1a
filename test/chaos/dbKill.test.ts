import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from 'mysql2/promise'
import { SILENT } from '../../bench/Progress.ts'
import { runDbKill } from '../../chaos/dbKill/dbKill.ts'
import { noMariaDb } from '../server/privateMariaDb.ts'

const SMALLEST = { length: 'smallest', progress: SILENT, seed: 20 } as const

test('[CH2] nothing acknowledged is lost or doubled when the database is killed', {
  skip: noMariaDb,
}, async () => {
  const { figures, violations } = await runDbKill(SMALLEST)
  assert.deepEqual(violations, [])
  assert.equal(figures['kills'], 2)
  assert.ok(Number(figures['settled']) > 0, 'hands were settled')
  assert.ok(Number(figures['triedAgain']) > 0, 'a kill met calls under way')
})

test('[CH3] the comparison finds what a database lost, doubled or changed', {
  skip: noMariaDb,
}, async () => {
  const { violations } = await runDbKill({ ...SMALLEST, kills: 0, tamper: breakBooks })
  for (const expected of [
    /^lost: hand:\S+ was acknowledged and is not there/,
    /^lost: hand \S+ has no row/,
    /^doubled: hand \S+ is there 2 times/,
    /^doubled: hand \S+ moved/,
    /^doubled: op:nobody-asked is there, and nobody was told so/,
    /^balance: wallet 5 has/,
    /^books: all balances sum to -?1$/,
    /^books: wallet 5 has/,
    /^audit: /,
  ]) {
    assert.ok(
      violations.some((line) => expected.test(line)),
      `${expected} is among the violations`,
    )
  }
})

test('[CH3] the comparison finds what a database that is not durable forgets', {
  skip: noMariaDb,
}, async () => {
  const settings = { 'innodb-flush-log-at-trx-commit': '0' }
  const { figures, violations } = await runDbKill({ ...SMALLEST, kills: 1, settings })
  assert.ok(Number(figures['lost']) > 0, 'acknowledged calls are missing')
  assert.ok(violations.some((line) => /^lost: \S+ was acknowledged and is not there/.test(line)))
})

/** Does to a sound database what a crash or a bug could: one thing to each of five hands. */
async function breakBooks(connection: Connection): Promise<void> {
  await makeWritable(connection)
  const query = async (sql: string) => (await connection.query(sql))[0] as { id: number }[]
  const hands = await query(`select distinct o.id from operations o
    join transfers t on t.operation_id = o.id where o.kind = 'settle' order by o.id limit 4`)
  const [gone, rowless, twice, paidTwice] = hands.map(({ id }) => id)
  for (const table of ['transfers', 'hands', 'hand_players']) {
    await query(`delete from ${table} where operation_id = ${gone}`)
  }
  await query(`delete from operations where id = ${gone}`)
  await query(`delete from hands where operation_id = ${rowless}`)
  await query('alter table hands drop foreign key hands_operation, drop primary key')
  await query(`insert into hands select * from hands where operation_id = ${twice}`)
  await query(`insert into transfers
    select operation_id, line + 100, debit_id, credit_id, amount, kind, reference
    from transfers where operation_id = ${paidTwice}`)
  await query(`insert into operations (op_key, kind, digest, result, at_ms)
    select 'op:nobody-asked', kind, digest, result, at_ms from operations limit 1`)
  await query(`update accounts set balance = balance + 1 where kind = 'wallet' and owner = 5`)
}

/** Takes away what keeps the tables insert-only. */
async function makeWritable(connection: Connection): Promise<void> {
  const [triggers] = await connection.query('show triggers')
  for (const { Trigger } of triggers as { Trigger: string }[]) {
    await connection.query('drop trigger ??', [Trigger])
  }
}
