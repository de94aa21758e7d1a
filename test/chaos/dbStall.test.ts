import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from 'mysql2/promise'
import { SILENT } from '../../bench/Progress.ts'
import { KILL, runDbStall } from '../../chaos/dbStall/dbStall.ts'
import { handDisorder } from '../../chaos/dbStall/handOrder.ts'
import { noMariaDb } from '../server/privateMariaDb.ts'

const SMALLEST = { length: 'smallest', progress: SILENT, seed: 5 } as const

test('[CH4] desks settle while the database stands still, and all is paid once afterwards', {
  skip: noMariaDb,
}, async () => {
  const { figures, violations } = await runDbStall(SMALLEST)
  assert.deepEqual(violations, [])
  assert.equal(figures['stalls'], 1)
  assert.ok(Number(figures['settled']) > Number(figures['desks']), 'hands were paid afterwards')
})

test('[CH4] desks settle while the database is away, and all is paid once when it is back', {
  skip: noMariaDb,
}, async () => {
  const { figures, violations } = await runDbStall({ ...SMALLEST, interruption: KILL })
  assert.deepEqual(violations, [])
  assert.ok(Number(figures['settled']) > Number(figures['desks']), 'hands were paid afterwards')
})

test('[CH6] the comparison finds a hand that is lost, paid twice or otherwise than told', {
  skip: noMariaDb,
}, async () => {
  const { violations } = await runDbStall({ ...SMALLEST, stallMs: 0, tamper: breakHands })
  for (const expected of [
    /^lost: hand \S+ began and was never paid/,
    /^doubled: hand \S+ was paid 2 times/,
    /^lost: hand \S+ was told as/,
    /^balance: player \d+ has/,
    /^audit: /,
  ]) {
    assert.ok(
      violations.some((line) => expected.test(line)),
      `${expected} is among the violations`,
    )
  }
})

test('[CH5] a hand that begins before the last one is paid is found', () => {
  const started = (handId: string) => ({ type: 'hand-started', handId })
  const settled = (handId: string) => ({ type: 'settled', handId })
  assert.deepEqual(handDisorder('d', [started('1'), settled('1'), started('2')]), [])
  const wrong = handDisorder('d', [started('1'), started('2'), settled('2'), started('3')])
  assert.deepEqual(wrong, ['desk d: 2 began before 1 was paid'])
})

/** Does one thing to each of three hands. */
async function breakHands(connection: Connection): Promise<void> {
  const query = async (sql: string) => (await connection.query(sql))[0] as Record<string, number>[]
  const hands = await query('select operation_id from hands order by operation_id limit 3')
  const [gone, twice, changed] = hands.map(({ operation_id }) => operation_id)
  await query(`delete from hands where operation_id = ${gone}`)
  await query('alter table hands drop foreign key hands_operation')
  await query(`insert into hands
    select 999999, hand_id, desk_no, tier_id, ended_at_ms, record from hands
    where operation_id = ${twice}`)
  await query(`insert into hand_players select player_id, 999999, seat, result, fee
    from hand_players where operation_id = ${twice}`)
  await query(`update hand_players set result = result + 1 where operation_id = ${changed}`)
  await query(`update accounts set balance = balance + 1 where kind = 'wallet'`)
}
