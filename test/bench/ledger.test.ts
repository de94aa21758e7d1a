import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise'
import { BareDesk, makeBareTables } from '../../bench/ledger/BareDesk.ts'
import { ledgerBenchmark } from '../../bench/ledger/ledgerBenchmark.ts'
import { openLedger } from '../../bench/ledger/openLedger.ts'
import { SettlingDesk } from '../../bench/ledger/SettlingDesk.ts'
import { writtenBy } from '../../bench/ledger/writtenRows.ts'
import { SILENT } from '../../bench/Progress.ts'
import { seeded } from '../desk/seeded.ts'
import { noMariaDb, type PrivateMariaDb, startPrivateMariaDb } from '../server/privateMariaDb.ts'

test('[BE1] the ledger is measured beside a bare transaction', { skip: noMariaDb }, async () => {
  const options = { seconds: 0.1, rounds: 1, seed: 1, progress: SILENT }
  const { figures, rows } = await ledgerBenchmark.run(options)
  assert.equal(rows.length, 4)
  for (const [name, ...numbers] of rows) {
    assert.ok(
      numbers.every((number) => Number(number) > 0),
      `${name}: ${numbers}`,
    )
  }
  assert.ok(Number(figures['ofBare']) > 0)
})

describe('the peer of the ledger', { skip: noMariaDb }, () => {
  let database: PrivateMariaDb
  let connection: Connection
  before(async () => {
    database = await startPrivateMariaDb()
    connection = await mysql.createConnection(database.url)
  })
  after(async () => {
    await connection.end()
    await database.stop()
  })

  test('[BE3] writes what a settlement writes, row for row', async () => {
    const { ledger, close } = await openLedger(database.url, 1)
    const desk = new SettlingDesk(ledger, 1, seeded(1))
    await desk.sitDown()
    const rows = await writtenBy(connection, () => desk.settleNext())
    await close()
    const written = [...rows.added.keys()]
    for (const table of ['operations', 'transfers', 'hands', 'hand_players', 'outbox']) {
      assert.ok(written.includes(table), `a settlement writes ${table}`)
    }
    assert.equal(rows.added.get('hand_players')?.length, 5)
    assert.ok(rows.changes.size >= 5, 'balances change')
    assert.equal(
      [...rows.changes.values()].reduce((sum, change) => sum + change, 0),
      0,
    )

    await makeBareTables(connection, rows)
    const bare = new BareDesk(connection, rows)
    for (let n = 0; n < 3; n++) await bare.settleNext()
    for (const [table, { length }] of rows.added) {
      assert.equal(await count(`bare_${table}`), 3 * length, table)
    }
    const [changed] = await connection.query<RowDataPacket[]>(
      `select a.id, b.balance - a.balance as gained from accounts a
       join bare_accounts b on b.id = a.id where b.balance <> a.balance order by a.id`,
    )
    const expected = [...rows.changes].map(([id, change]) => ({ id, gained: 3 * change }))
    assert.deepEqual(changed, expected)
  })

  async function count(table: string): Promise<number> {
    const [[row] = []] = await connection.query<RowDataPacket[]>('select count(*) as n from ??', [
      table,
    ])
    return Number(row?.['n'])
  }
})
