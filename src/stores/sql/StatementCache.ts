import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

// The stores' statements differ in the number of rows of a batch too; 256 hold them all, and a
// prepared statement is a few KB.
const MAX_STATEMENTS = 256

/**
 * What Kysely's SQLite driver expects, over Node's own `DatabaseSync`. Statements are prepared
 * once. Whole numbers are bound as 64-bit integers: Node would bind them as floats.
 */
export class StatementCache implements SqliteDatabase {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, SqliteStatement>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  prepare(text: string): SqliteStatement {
    const known = this.#statements.get(text)
    if (known) return known
    const statement = toKysely(this.#database.prepare(text))
    const oldest = this.#statements.keys().next().value
    if (this.#statements.size >= MAX_STATEMENTS && oldest !== undefined) {
      this.#statements.delete(oldest)
    }
    this.#statements.set(text, statement)
    return statement
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}

function toKysely(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters.map(toBound)),
    run: (parameters) => statement.run(...parameters.map(toBound)),
    iterate: (parameters) => statement.iterate(...parameters.map(toBound)),
  }
}

function toBound(value: unknown): SQLInputValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof value === 'string' || typeof value === 'bigint' || value === null) return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`a ${typeof value} cannot be bound to a statement`)
}
