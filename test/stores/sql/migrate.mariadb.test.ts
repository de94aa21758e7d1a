import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { openStores } from '../../../src/stores/openStores.ts'
import type { MysqlConfig } from '../../../src/stores/sql/MysqlSession.ts'
import { MysqlSession } from '../../../src/stores/sql/MysqlSession.ts'
import { migrate } from '../../../src/stores/sql/migrate.ts'
import { migrations } from '../../../src/stores/sql/migrations/migrations.ts'
import { mysqlDialect } from '../../../src/stores/sql/mysqlDialect.ts'
import { migrateDatabase, openDatabase } from '../../../src/stores/sql/openDatabase.ts'
import { noMariaDb } from '../../server/privateMariaDb.ts'
import { startTcpProxy } from '../../server/tcpProxy.ts'
import { mariaDbSuite, NOT_DURABLE } from './mariaDbSuite.ts'

const NAMES = Object.keys(migrations(mysqlDialect))

/** In a process of its own; returns what it printed. */
async function migrateInChild(config: MysqlConfig): Promise<string[]> {
  const file = new URL('../../../src/stores/sql/openDatabase.ts', import.meta.url).href
  const program = `import { migrateDatabase } from '${file}'
    console.log(JSON.stringify(await migrateDatabase(JSON.parse(process.env.CONFIG))))`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', program],
    { env: { ...process.env, CONFIG: JSON.stringify(config) } },
  )
  return JSON.parse(stdout)
}

async function withSession<T>(config: MysqlConfig, use: (session: MysqlSession) => Promise<T>) {
  const session = await MysqlSession.open(config, 10_000)
  try {
    return await use(session)
  } finally {
    session.end()
  }
}

async function rowsOf(
  session: MysqlSession,
  statement: string,
): Promise<Record<string, unknown>[]> {
  return (await session.run(statement)) as Record<string, unknown>[]
}

async function namesIn(session: MysqlSession): Promise<string[]> {
  const rows = await rowsOf(session, 'show tables')
  return rows.flatMap((row) => Object.values(row).map(String)).sort()
}

const dropEverything = (config: MysqlConfig) =>
  withSession(config, async (session) => {
    await session.run('set foreign_key_checks = 0')
    for (const name of await namesIn(session)) await session.run(`drop table \`${name}\``)
  })

/** Tables, triggers and the rows that migrations write. */
const everythingIn = (config: MysqlConfig) =>
  withSession(config, async (session) => {
    const found: unknown[] = []
    for (const name of await namesIn(session)) {
      const [made] = await rowsOf(session, `show create table \`${name}\``)
      found.push(made?.['Create Table'])
      if (!name.startsWith('kysely')) found.push(await rowsOf(session, `select * from \`${name}\``))
    }
    const triggers = await rowsOf(session, 'show triggers')
    found.push(
      triggers.map(({ Trigger, Event, Table, Statement }) => [Trigger, Event, Table, Statement]),
    )
    return JSON.stringify(found)
  })

describe('on MariaDB', { skip: noMariaDb }, () => {
  const suite = mariaDbSuite(NOT_DURABLE)

  test('[DB16] processes that migrate an empty database at once run each migration once', async () => {
    await dropEverything(suite.config())
    const ran = await Promise.all([1, 2, 3].map(() => migrateInChild(suite.config())))
    assert.deepEqual(ran.flat().sort(), NAMES)
    const { db } = await openDatabase(suite.config())
    assert.deepEqual(await migrate(db, mysqlDialect), [])
    await db.destroy()
  })

  test('[DB5] migrating again changes nothing', async () => {
    await dropEverything(suite.config())
    assert.deepEqual(await migrateDatabase(suite.config()), NAMES)
    const before = await everythingIn(suite.config())
    assert.match(before, /accounts_balance/)
    assert.match(before, /transfers_no_delete/)
    assert.deepEqual(await migrateDatabase(suite.config()), [])
    assert.equal(await everythingIn(suite.config()), before)
  })

  test('[DB6] a database of a newer version is refused', async (t) => {
    const { db } = await openDatabase(suite.config())
    t.after(() => db.destroy())
    await sql`insert into kysely_migration (name, timestamp)
      values ('9999-later', '2999-01-01T00:00:00.000Z')`.execute(db)
    await assert.rejects(openDatabase(suite.config()), /9999-later/)
    await dropEverything(suite.config())
  })

  test('[DB16] a migration that was cut off anywhere is finished by the next start', async (t) => {
    await dropEverything(suite.config())
    await migrateDatabase(suite.config())
    const whole = await everythingIn(suite.config())
    const proxy = await startTcpProxy(suite.server.port)
    t.after(() => proxy.stop())
    let cuts = 0
    for (let n = 0; ; n += 5) {
      await dropEverything(suite.config())
      let steps = 0
      proxy.decide = () => (steps++ < n ? 'pass' : n % 2 === 0 ? 'lose' : 'lose-answer')
      const isDone = await migrateDatabase(suite.config(proxy.port)).then(
        () => true,
        () => false,
      )
      if (isDone) break
      cuts++
      await migrateDatabase(suite.config())
      assert.equal(await everythingIn(suite.config()), whole, `cut at step ${n}`)
    }
    assert.ok(cuts > 10, `${cuts} cuts`)
  })
})

describe('on a MariaDB with a binary log and a user without privileges', {
  skip: noMariaDb,
}, () => {
  const suite = mariaDbSuite({ 'log-bin': 'log', 'sync-binlog': '0', 'server-id': '1' })

  test('[DB17] where triggers are not allowed the tables are made without, and that is told', async (t) => {
    const stores = await openStores(suite.config(), { pool: 2 })
    t.after(() => stores.close())
    assert.equal(stores.warnings.length, 2)
    assert.match(stores.warnings[0] ?? '', /^sync_binlog is not 1/)
    assert.match(stores.warnings[1] ?? '', /UPDATE and DELETE on operations and transfers away/)
    assert.equal(await stores.ledger.openPlayer(1, 500), 500)
  })
})
