import { type Kysely, sql } from 'kysely'
import { endSession } from './endSession.ts'
import { LostSession } from './LostSession.ts'
import type { SqlDialect, SqlErrorKind } from './SqlDialect.ts'

// https://mariadb.com/kb/en/mariadb-error-codes/; 3819 is MySQL's failed check, 4025 MariaDB's.
const DUPLICATE = 1062
const CHECKS = new Set([3819, 4025])
// Null, out of range, wrong for the character set, too long: rows that a rule of the table refuses.
const BAD_VALUES = new Set([1048, 1264, 1366, 1406])
// Deadlock, lock wait timeout, row changed since it was read: the same again may well succeed.
const BUSY = new Set([1213, 1205, 1020])

const INDEX_EXISTS = 1061
const TRIGGER_EXISTS = 1359
// Triggers are for users with the privilege; with a binary log the server may want more than that.
const TRIGGER_REFUSED = new Set([1142, 1227, 1419])

const TABLE_END = sql`engine = innodb default character set utf8mb4 collate utf8mb4_bin`

/** The ways of MySQL 8.0.16 and MariaDB 10.11, and later. */
export const mysqlDialect: SqlDialect = {
  name: 'mysql',
  columns: {
    integer: sql`bigint`,
    key: sql`varchar(160) character set ascii collate ascii_bin`,
    text: sql`mediumtext character set utf8mb4 collate utf8mb4_bin`,
  },
  tableEnd: { plain: TABLE_END, clustered: TABLE_END },
  byPrimaryKey: sql`force index (primary)`,
  forUpdate: sql`for update`,

  async startIdsAt(db, table, first) {
    await sql`alter table ${sql.table(table)} auto_increment = ${sql.lit(first)}`.execute(db)
  },

  async nextIdOf(db, table) {
    // `information_schema` may tell what was true a day ago.
    const { rows } = await sql<
      Record<string, string>
    >`show create table ${sql.table(table)}`.execute(db)
    const created = rows[0]?.['Create Table'] ?? ''
    return Number(/\bauto_increment=(\d+)/i.exec(created)?.[1] ?? 1)
  },

  async addIndex(db, { name, table, columns }) {
    const made = db.schema.createIndex(name).on(table).columns(columns).execute()
    await passOver([INDEX_EXISTS], made)
  },

  async makeInsertOnly(db, table) {
    for (const act of ['update', 'delete']) await refuseAct(db, table, act)
  },

  skipDuplicate(query) {
    // `insert ignore` would also let values pass that no check allows.
    const column = query.toOperationNode().columns?.[0]?.column.name
    if (!column) throw new TypeError('an insert without columns')
    return query.onDuplicateKeyUpdate({ [column]: sql.ref(column) } as never)
  },
  errorKind: mysqlErrorKind,
  endSession,
}

async function refuseAct(db: Kysely<unknown>, table: string, act: string): Promise<void> {
  const made = sql`
    create trigger ${sql.id(`${table}_no_${act}`)} before ${sql.raw(act)} on ${sql.table(table)}
    for each row signal sqlstate '45000'
      set message_text = 'rows of this table are never changed'`.execute(db)
  // `checkServer` tells when they are missing.
  await passOver([TRIGGER_EXISTS, ...TRIGGER_REFUSED], made)
}

async function passOver(codes: readonly number[], work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!codes.includes(errorNumber(error))) throw error
  }
}

export function mysqlErrorKind(error: unknown): SqlErrorKind {
  if (error instanceof LostSession) return 'lost'
  const code = errorNumber(error)
  if (code === DUPLICATE) return 'duplicate'
  if (CHECKS.has(code) || BAD_VALUES.has(code)) return 'check'
  return BUSY.has(code) ? 'busy' : 'other'
}

function errorNumber(error: unknown): number {
  return error instanceof Error && 'errno' in error ? Number(error.errno) : 0
}
