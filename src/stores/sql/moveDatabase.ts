import { type Kysely, sql } from 'kysely'
import type { SqlDatabase } from './openDatabase.ts'
import { readTogether } from './readTogether.ts'
import { TABLES, type Table } from './tables.ts'

/** Far below what the databases take as parameters of one statement, or as its length. */
const ROWS_PER_STEP = 500

type Row = Record<string, unknown>
/** Tables by names that are known only when it runs. */
type AnyDb = Kysely<Record<string, Row>>

export interface MoveProgress {
  /** After each step; `rows` of the table are copied. */
  copied(table: string, rows: number): void
}

/**
 * Copies every row of every table, with its ids, into a database that holds nothing yet, and lets
 * the target's own ids go on where the source's would have. [DB31] The source is read as of one
 * moment and not changed. [DB32] Throws, and leaves the target as it was, when the target holds
 * anything, when a table is not known, or when a count differs. Returns the rows of each table.
 */
export async function moveDatabase(
  from: SqlDatabase,
  to: SqlDatabase,
  progress: MoveProgress = { copied: () => {} },
): Promise<Record<string, number>> {
  for (const database of [from, to]) await requireKnownTables(database)
  return readTogether(from, async (source) => {
    const counts = await to.db.transaction().execute(async (target) => {
      await requireEmpty(asAny(target))
      await clearSeeds(asAny(target))
      const copied: Record<string, number> = {}
      for (const table of TABLES) {
        copied[table.name] = await copyTable(table, asAny(source), asAny(target), progress)
      }
      await requireCounts(asAny(source), asAny(target), copied)
      return copied
    })
    // MySQL ends a transaction when the definition of a table changes, so this comes after it.
    for (const { name } of TABLES.filter(({ hasOwnIds }) => hasOwnIds)) {
      const next = await from.dialect.nextIdOf(asUnknown(source), name)
      await to.dialect.startIdsAt(asUnknown(to.db), name, next)
    }
    return counts
  })
}

const asAny = (db: object) => db as AnyDb
const asUnknown = (db: object) => db as Kysely<unknown>

/** A table that nobody copies would be lost without a word. */
async function requireKnownTables({ db }: SqlDatabase): Promise<void> {
  const known = new Set<string>(TABLES.map(({ name }) => name))
  const tables = await db.introspection.getTables()
  const unknown = tables
    .filter(({ name, isView }) => !isView && !known.has(name))
    .map(({ name }) => name)
  if (unknown.length > 0) throw new Error(`unknown tables: ${unknown.join(', ')}`)
}

/** [DB33] Nothing but what the migrations wrote. */
async function requireEmpty(target: AnyDb): Promise<void> {
  for (const { name } of TABLES) {
    let rows = target.selectFrom(name).select(sql<number>`1`.as('one')).limit(1)
    if (name === 'sequences') rows = rows.where('last_given', '<>', 0)
    if (name === 'accounts') {
      rows = rows.where((eb) =>
        eb.or([
          eb('balance', '<>', 0),
          eb('kind', 'not in', ['house', 'mint', 'bots', 'payments']),
        ]),
      )
    }
    if (await rows.executeTakeFirst()) throw new Error(`the target is not empty: it has ${name}`)
  }
}

/** What the migrations wrote comes from the source again. */
async function clearSeeds(target: AnyDb): Promise<void> {
  await target.deleteFrom('accounts').execute()
  await target.deleteFrom('sequences').execute()
}

async function copyTable(
  { name, key }: Table,
  source: AnyDb,
  target: AnyDb,
  progress: MoveProgress,
): Promise<number> {
  let copied = 0
  for (let last: Row | undefined; ; ) {
    const rows = await nextRows(source, name, key, last)
    if (rows.length > 0) await target.insertInto(name).values(rows).execute()
    copied += rows.length
    progress.copied(name, copied)
    last = rows.at(-1)
    if (rows.length < ROWS_PER_STEP) return copied
  }
}

/** The rows after `last` in the order of the key: `a > x or (a = x and b > y)`. */
function nextRows(
  source: AnyDb,
  name: string,
  key: readonly string[],
  last: Row | undefined,
): Promise<Row[]> {
  const [first = '', second] = key
  let query = source.selectFrom(name).selectAll().limit(ROWS_PER_STEP)
  for (const column of key) query = query.orderBy(column)
  if (last) {
    query = query.where((eb) => {
      const after = eb(first, '>', last[first])
      if (second === undefined) return after
      return eb.or([after, eb.and([eb(first, '=', last[first]), eb(second, '>', last[second])])])
    })
  }
  return query.execute()
}

async function requireCounts(
  source: AnyDb,
  target: AnyDb,
  copied: Readonly<Record<string, number>>,
): Promise<void> {
  for (const { name } of TABLES) {
    const counts = [await countOf(source, name), copied[name], await countOf(target, name)]
    if (new Set(counts).size > 1) {
      throw new Error(`${name}: read, copied and found ${counts.join(', ')} rows`)
    }
  }
}

async function countOf(db: AnyDb, name: string): Promise<number> {
  const { rows } = await db
    .selectFrom(name)
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return Number(rows)
}
