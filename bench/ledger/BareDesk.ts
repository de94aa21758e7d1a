import type { Connection, ResultSetHeader } from 'mysql2/promise'
import type { WrittenRows } from './writtenRows.ts'

interface Insert {
  readonly table: string
  readonly sql: string
  /** Of all rows, one after another. */
  readonly cells: readonly { readonly column: string; readonly value: string | number | null }[]
}

const bare = (table: string) => `bare_${table}`

/** Empty copies of the tables, with their indexes; accounts with their rows. */
export async function makeBareTables(connection: Connection, rows: WrittenRows): Promise<void> {
  for (const table of ['accounts', ...rows.added.keys()]) {
    await connection.query('create table if not exists ?? like ??', [bare(table), table])
  }
  await connection.query('insert ignore into bare_accounts select * from accounts')
}

/**
 * [BE3] The peer of the ledger: one transaction that writes the rows a settlement writes, by prepared
 * statements on a connection of its own. It looks up nothing, locks nothing beforehand, checks
 * nothing and knows no key: what the database alone costs.
 */
export class BareDesk {
  readonly #connection: Connection
  readonly #sampleId: string
  readonly #inserts: readonly Insert[]
  readonly #update: { readonly sql: string; readonly values: readonly number[] }
  #hands = 0

  constructor(connection: Connection, { handId, added, changes }: WrittenRows) {
    this.#connection = connection
    this.#sampleId = handId
    const inserts = [...added].map(([table, rows]) => {
      const columns = Object.keys(rows[0] ?? {})
      const places = `(${columns.map(() => '?').join(', ')})`
      return {
        table,
        sql: `insert into ${bare(table)} (${columns.map((name) => `\`${name}\``).join(', ')})
          values ${rows.map(() => places).join(', ')}`,
        cells: rows.flatMap((row) =>
          columns.map((column) => ({ column, value: row[column] ?? null })),
        ),
      }
    })
    // The others refer to the operation's number.
    const isFirst = ({ table }: Insert) => table === 'operations'
    this.#inserts = [...inserts.filter(isFirst), ...inserts.filter((each) => !isFirst(each))]
    this.#update = updateOf(changes)
  }

  async settleNext(): Promise<void> {
    const handId = `${this.#sampleId}+${++this.#hands}`
    await this.#connection.query('begin')
    let operationId = 0
    for (const { table, sql, cells } of this.#inserts) {
      const values = cells.map(({ column, value }) => {
        if (column === 'operation_id') return operationId
        return typeof value === 'string' ? value.replaceAll(this.#sampleId, handId) : value
      })
      const [{ insertId }] = await this.#connection.execute<ResultSetHeader>(sql, values)
      if (table === 'operations') operationId = insertId
    }
    await this.#connection.execute(this.#update.sql, [...this.#update.values])
    await this.#connection.query('commit')
  }
}

function updateOf(changes: ReadonlyMap<number, number>): { sql: string; values: number[] } {
  const cases = [...changes].map(() => 'when ? then ?').join(' ')
  const places = [...changes].map(() => '?').join(', ')
  return {
    sql: `update bare_accounts set balance = balance + case id ${cases} end
      where id in (${places})`,
    values: [...[...changes].flat(), ...changes.keys()],
  }
}
