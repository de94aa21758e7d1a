import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { MEMORY } from '../../ops/addresses.ts'
import { ConnectionQueue } from './ConnectionQueue.ts'
import { retryWhileBusy } from './retryWhileBusy.ts'
import { StatementCache } from './StatementCache.ts'
import { sqliteErrorKind } from './sqliteDialect.ts'

// SQLite waits by blocking the whole process, so it waits briefly; `retryWhileBusy` waits longer
// without blocking.
const BLOCKING_WAIT_MS = 20
// At 1,000 transactions a second ten seconds of work; a caller behind that is better refused.
const MAX_WAITING_CALLERS = 10_000

/**
 * Opens (and makes, with its folder) a SQLite database for Kysely. `synchronous = full`: what was
 * committed survives a power loss. One connection serves all callers in turn.
 */
export async function openSqlite(path: string): Promise<Dialect> {
  if (path !== MEMORY) mkdirSync(dirname(resolve(path)), { recursive: true })
  const database = new DatabaseSync(path, { timeout: BLOCKING_WAIT_MS })
  try {
    await retryWhileBusy(isBusy, () => database.exec('pragma journal_mode = wal'))
    database.exec('pragma synchronous = full; pragma foreign_keys = on')
  } catch (error) {
    database.close()
    throw error
  }
  return new NodeSqliteDialect(database)
}

const isBusy = (error: unknown) => sqliteErrorKind(error) === 'busy'

class NodeSqliteDialect implements Dialect {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#database)
  }

  createAdapter(): SqliteAdapter {
    return new NodeSqliteAdapter()
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler()
  }

  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db)
  }
}

class NodeSqliteAdapter extends SqliteAdapter {
  // Kysely's own lock for single connections wakes every waiter at each turn and lets newcomers
  // pass; the driver's queue does neither.
  override get supportsMultipleConnections(): boolean {
    return true
  }
  // Migrations run inside one immediate transaction: two processes starting at once take turns,
  // and a failed migration leaves nothing behind.
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class NodeSqliteDriver extends SqliteDriver {
  readonly #database: DatabaseSync
  readonly #queue = new ConnectionQueue(MAX_WAITING_CALLERS)

  constructor(database: DatabaseSync) {
    super({ database: new StatementCache(database) })
    this.#database = database
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#queue.take()
    return super.acquireConnection()
  }

  override async releaseConnection(): Promise<void> {
    this.#queue.giveBack()
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await retryWhileBusy(isBusy, () =>
      connection.executeQuery(CompiledQuery.raw('begin immediate')),
    )
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk makes SQLite roll back by itself; a second rollback would hide the first error.
    if (this.#database.isOpen && this.#database.isTransaction) {
      await super.rollbackTransaction(connection)
    }
  }

  override async destroy(): Promise<void> {
    // Whoever came before is served first.
    await this.#queue.take()
    await super.destroy()
  }
}
