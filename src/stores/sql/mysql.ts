import { setTimeout as sleep } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  sql,
  type TransactionSettings,
} from 'kysely'
import { type MysqlConfig, MysqlSession, SERVER_IDLE_SECONDS } from './MysqlSession.ts'
import { SessionPool } from './SessionPool.ts'

/** A statement that takes longer is given up, with its connection. */
export const STATEMENT_DEADLINE_MS = 3_000
// At 1,000 transactions a second the work of a second; behind that a caller is better refused.
const MAX_WAITING_CALLERS = 1_000
const MAX_WAIT_MS = 3_000
const MAX_IDLE_MS = (SERVER_IDLE_SECONDS / 2) * 1_000

export interface MysqlOptions {
  /** Connections at most. */
  readonly pool: number
  /** Default 3 s. Migrations may take longer. */
  readonly deadlineMs?: number
}

/** MySQL 8.0.16 or MariaDB 10.11, or later, for Kysely. Connects when it is first needed. */
export function mysqlFor(config: MysqlConfig, options: MysqlOptions): Dialect {
  const { pool: size, deadlineMs = STATEMENT_DEADLINE_MS } = options
  return {
    createDriver: () =>
      new PooledMysqlDriver(
        new SessionPool(() => MysqlSession.open(config, deadlineMs), {
          size,
          maxWaiting: MAX_WAITING_CALLERS,
          waitMs: MAX_WAIT_MS,
          maxIdleMs: MAX_IDLE_MS,
        }),
      ),
    createAdapter: () => new PatientMysqlAdapter(),
    createQueryCompiler: () => new MysqlQueryCompiler(),
    createIntrospector: (db) => new MysqlIntrospector(db),
  }
}

class PooledMysqlDriver implements Driver {
  readonly #pool: SessionPool<MysqlSession>

  constructor(pool: SessionPool<MysqlSession>) {
    this.#pool = pool
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    return this.#pool.take()
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (connection instanceof MysqlSession) this.#pool.giveBack(connection)
  }

  async beginTransaction(
    connection: DatabaseConnection,
    { isolationLevel, accessMode }: TransactionSettings,
  ): Promise<void> {
    // Of the next transaction alone.
    const settings = [isolationLevel && `isolation level ${isolationLevel}`, accessMode]
    const asked = settings.filter(Boolean).join(', ')
    if (asked) await connection.executeQuery(CompiledQuery.raw(`set transaction ${asked}`))
    await connection.executeQuery(CompiledQuery.raw('begin'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  destroy(): Promise<void> {
    return this.#pool.close()
  }
}

// Longer than any migration may take; a process that died in one gives the lock up by itself.
const MIGRATION_TURN_MS = 15 * 60_000
const LOCK_PAUSE_MS = 50

// Locks of `get_lock` belong to the whole server, so the database is in the name, which is short.
const lockName = sql`concat('parlor:migrate:', sha1(database()))`

/** Asks for the migration lock again and again, and goes on only when it has it. */
class PatientMysqlAdapter extends MysqlAdapter {
  override async acquireMigrationLock(db: Kysely<never>): Promise<void> {
    const giveUpAtMs = performance.now() + MIGRATION_TURN_MS
    while (true) {
      const { rows } = await sql<{
        isMine: number
      }>`select get_lock(${lockName}, 0) as isMine`.execute(db)
      if (rows[0]?.isMine === 1) return
      if (performance.now() > giveUpAtMs)
        throw new Error('another process never ends its migration')
      await sleep(LOCK_PAUSE_MS)
    }
  }

  override async releaseMigrationLock(db: Kysely<never>): Promise<void> {
    await sql`select release_lock(${lockName})`.execute(db)
  }
}
