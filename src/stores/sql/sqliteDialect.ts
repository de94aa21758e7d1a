import { sql } from 'kysely'
import type { SqlDialect, SqlErrorKind } from './SqlDialect.ts'

// https://www.sqlite.org/rescode.html; the low byte is the primary code.
const BUSY = 5
const LOCKED = 6
const CHECK = 275
const DUPLICATES = new Set([1555, 2067, 2579])

/** The ways of SQLite 3.37 and later (`strict` tables). */
export const sqliteDialect: SqlDialect = {
  name: 'sqlite',
  columns: { integer: sql`integer`, key: sql`text`, text: sql`text` },
  tableEnd: { plain: sql`strict`, clustered: sql`strict, without rowid` },
  byPrimaryKey: sql``,
  // A transaction begins `immediate`: it holds the only write lock from its first statement.
  forUpdate: sql``,

  async startIdsAt(db, table, first) {
    await sql`delete from sqlite_sequence where name = ${table}`.execute(db)
    await sql`insert into sqlite_sequence (name, seq) values (${table}, ${first - 1})`.execute(db)
  },

  async nextIdOf(db, table) {
    const { rows } = await sql<{ seq: number }>`
      select seq from sqlite_sequence where name = ${table}`.execute(db)
    return (rows[0]?.seq ?? 0) + 1
  },

  async addIndex(db, { name, table, columns }) {
    await db.schema.createIndex(name).on(table).columns(columns).execute()
  },

  async makeInsertOnly(db, table) {
    for (const act of ['update', 'delete']) {
      await sql`
        create trigger ${sql.id(`${table}_no_${act}`)} before ${sql.raw(act)} on ${sql.table(table)}
        begin select raise(abort, 'rows of this table are never changed'); end`.execute(db)
    }
  },

  skipDuplicate: (query) => query.onConflict((conflict) => conflict.doNothing()),
  errorKind: sqliteErrorKind,
  // Every statement is answered before the next one begins.
  endSession: async () => {},
}

export function sqliteErrorKind(error: unknown): SqlErrorKind {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  if (typeof code !== 'number') return 'other'
  if (DUPLICATES.has(code)) return 'duplicate'
  if (code === CHECK) return 'check'
  return (code & 0xff) === BUSY || (code & 0xff) === LOCKED ? 'busy' : 'other'
}
