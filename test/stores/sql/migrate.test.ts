import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { sql } from 'kysely'
import { accountOf, SYSTEM_SHARDS, systemAccount } from '../../../src/ledger/accounts.ts'
import { migrate } from '../../../src/stores/sql/migrate.ts'
import { openDatabase } from '../../../src/stores/sql/openDatabase.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

/** The schema and every row of every table, as text. */
function everythingIn(path: string): string {
  const database = new DatabaseSync(path)
  const schema = database.prepare('select type, name, sql from sqlite_schema order by name').all()
  const tables = schema.filter(({ type }) => type === 'table')
  const rows = tables.map(({ name }) => database.prepare(`select * from "${name}"`).all())
  database.close()
  return JSON.stringify([schema, rows])
}

test('[DB5] migrating again changes nothing', async (t) => {
  const path = join(temporaryFolder(t), 'p.sqlite')
  const { db, dialect } = await openDatabase({ kind: 'sqlite', path })
  const before = everythingIn(path)
  assert.match(before, /accounts_balance/)
  assert.deepEqual(await migrate(db, dialect), [])
  await db.destroy()
  const again = await openDatabase({ kind: 'sqlite', path })
  await again.db.destroy()
  assert.equal(everythingIn(path), before)
})

test('[DB6] a database of a newer version is refused', async (t) => {
  const path = join(temporaryFolder(t), 'p.sqlite')
  const { db } = await openDatabase({ kind: 'sqlite', path })
  await sql`insert into kysely_migration (name, timestamp)
    values ('9999-later', '2999-01-01T00:00:00.000Z')`.execute(db)
  await db.destroy()
  await assert.rejects(openDatabase({ kind: 'sqlite', path }), /9999-later/)
})

test('[DB5] the migrations make the system accounts the ledger counts on', async () => {
  const { db } = await openDatabase({ kind: 'sqlite', path: ':memory:' })
  const rows = await db.selectFrom('accounts').select(['id', 'kind']).execute()
  const kindOf = new Map(rows.map(({ id, kind }) => [id, kind]))
  assert.equal(rows.length, 4 * SYSTEM_SHARDS)
  for (const kind of ['house', 'mint', 'bots', 'payments'] as const) {
    for (let no = 0; no < SYSTEM_SHARDS; no++) {
      assert.equal(kindOf.get(systemAccount(kind, no)), kind)
    }
  }
  assert.ok(!kindOf.has(accountOf('wallet', 1)))
  await db.destroy()
})
