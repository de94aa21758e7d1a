import type { Connection, RowDataPacket } from 'mysql2/promise'

type Row = Readonly<Record<string, string | number | null>>

/** What one settlement did to the database, found by looking, so that it cannot be out of date. */
export interface WrittenRows {
  readonly handId: string
  /** New rows by table, without the columns that the database numbers itself. */
  readonly added: ReadonlyMap<string, readonly Row[]>
  /** By how much the balance of an account changed. */
  readonly changes: ReadonlyMap<number, number>
}

/** Runs `settle`, which gives the hand's id, and compares all tables before and after it. */
export async function writtenBy(
  connection: Connection,
  settle: () => Promise<string>,
): Promise<WrittenRows> {
  const tables = await tablesOf(connection)
  const before = await readAll(connection, tables)
  const handId = await settle()
  const after = await readAll(connection, tables)
  const added = new Map<string, readonly Row[]>()
  for (const [table, numbered] of tables) {
    if (table === 'accounts') continue
    const known = new Set(before.get(table)?.map((row) => JSON.stringify(row)))
    const rows = (after.get(table) ?? []).filter((row) => !known.has(JSON.stringify(row)))
    if (rows.length > 0)
      added.set(
        table,
        rows.map((row) => without(row, numbered)),
      )
  }
  const balances = new Map(before.get('accounts')?.map((row) => [row['id'], row['balance']]))
  const changed = (after.get('accounts') ?? []).map(
    ({ id, balance }) => [Number(id), Number(balance) - Number(balances.get(id ?? 0))] as const,
  )
  return { handId, added, changes: new Map(changed.filter(([, change]) => change !== 0)) }
}

/** Each table with the column that numbers itself, if it has one. */
async function tablesOf(connection: Connection): Promise<Map<string, string | undefined>> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `select t.table_name as name, c.column_name as numbered
     from information_schema.tables t
     left join information_schema.columns c on c.table_schema = t.table_schema
       and c.table_name = t.table_name and c.extra like '%auto_increment%'
     where t.table_schema = database() and t.table_type = 'BASE TABLE'
     and t.table_name not like 'bare%'`,
  )
  return new Map(rows.map(({ name, numbered }) => [name, numbered ?? undefined]))
}

async function readAll(
  connection: Connection,
  tables: ReadonlyMap<string, string | undefined>,
): Promise<Map<string, Row[]>> {
  const all = new Map<string, Row[]>()
  for (const table of tables.keys()) {
    const [rows] = await connection.query<RowDataPacket[]>('select * from ??', [table])
    all.set(table, rows as Row[])
  }
  return all
}

function without(row: Row, column: string | undefined): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== column))
}
