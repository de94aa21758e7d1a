import { after, before } from 'node:test'
import { sql } from 'kysely'
import { parseDatabaseUrl } from '../../../src/ops/addresses.ts'
import type { MysqlConfig } from '../../../src/stores/sql/MysqlSession.ts'
import { openDatabase, type SqlDatabase } from '../../../src/stores/sql/openDatabase.ts'
import { type PrivateMariaDb, startPrivateMariaDb } from '../../server/privateMariaDb.ts'

// What is tested is not whether a power loss takes something; each test empties all tables anew.
export const NOT_DURABLE = { 'innodb-flush-log-at-trx-commit': '0' }

/** A MariaDB for the tests of one `describe`: started before them, stopped after them. */
export function mariaDbSuite(settings: Record<string, string> = {}) {
  let server: PrivateMariaDb | undefined
  before(async () => {
    server = await startPrivateMariaDb({ settings })
  })
  after(() => server?.stop())

  const running = (): PrivateMariaDb => {
    if (!server) throw new Error('MariaDB runs only while tests run')
    return server
  }
  const config = (port = running().port): MysqlConfig => {
    const parsed = parseDatabaseUrl(running().url)
    if (parsed.kind !== 'mysql') throw new TypeError(parsed.kind)
    return { ...parsed, port }
  }
  return {
    /** The server itself. */
    get server() {
      return running()
    },
    config,
    /** A freshly emptied database with all tables; `port` may be that of a proxy. */
    async emptyDatabase({ pool = 10, port }: { pool?: number; port?: number } = {}) {
      await wipe(config())
      const database = await openDatabase(config(port), { pool })
      return database
    },
  }
}

/** Drops every table, or, where they are there, leaves them as the migrations made them. */
async function wipe(config: MysqlConfig): Promise<void> {
  const { db } = await openDatabase(config, { pool: 1 })
  try {
    await db.connection().execute(async (one) => {
      const tables = await tablesOf(one as SqlDatabase['db'])
      await sql`set foreign_key_checks = 0`.execute(one)
      for (const table of tables) await sql`truncate table ${sql.table(table)}`.execute(one)
      await sql`insert into sequences (name, last_given) values ('desk', 0)`.execute(one)
      await sql`alter table players auto_increment = 100001`.execute(one)
      await one.insertInto('accounts').values(SYSTEM_ACCOUNTS).execute()
      await sql`set foreign_key_checks = 1`.execute(one)
    })
  } finally {
    await db.destroy()
  }
}

// As the migrations make them; `migrate.test.ts` checks those.
const SYSTEM_ACCOUNTS = ['house', 'mint', 'bots', 'payments'].flatMap((kind, code) =>
  Array.from({ length: 16 }, (_, owner) => ({ id: owner * 8 + code, kind, owner, balance: 0 })),
)

async function tablesOf(db: SqlDatabase['db']): Promise<string[]> {
  const tables = await db.introspection.getTables()
  return tables.map(({ name }) => name)
}
