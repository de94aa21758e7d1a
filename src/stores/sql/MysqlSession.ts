import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import {
  type Connection,
  createConnection,
  type FieldPacket,
  type QueryResult as Rows,
} from 'mysql2'
import type { DatabaseConfig } from '../../ops/addresses.ts'
import { LostSession } from './LostSession.ts'
import type { PooledSession } from './SessionPool.ts'

export type MysqlConfig = Extract<DatabaseConfig, { kind: 'mysql' }>

const CONNECT_TIMEOUT_MS = 2_000
// Time to tell the server that the connection ends.
const GOODBYE_MS = 500
/** MYSQL_TYPE_LONGLONG of the protocol. */
const BIGINT = 8
// Below the statement deadline, so that who waits for a row is told by the server and may try again.
const LOCK_WAIT_SECONDS = 2
// A session whose process lost power keeps its row locks until the server gives it up.
export const SERVER_IDLE_SECONDS = 30

const SQL_MODE = [
  'STRICT_ALL_TABLES',
  'NO_ZERO_DATE',
  'NO_ZERO_IN_DATE',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ENGINE_SUBSTITUTION',
  'ONLY_FULL_GROUP_BY',
]
const SETTINGS = [
  // REPEATABLE READ would read old rows after waiting for a lock.
  'set session transaction isolation level read committed',
  `set session sql_mode = '${SQL_MODE.join(',')}', time_zone = '+00:00', autocommit = 1,
    innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}, wait_timeout = ${SERVER_IDLE_SECONDS}`,
]

// Errors after which this server, or this connection to it, is of no more use: shutting down, killed,
// idle too long, made read-only (a failover).
const SESSION_ERRORS = new Set([1053, 1290, 1792, 1836, 1927, 4031])

/**
 * One connection to MySQL or MariaDB. A statement without an answer within `deadlineMs` ends it:
 * from then on every statement fails with the same `LostSession`. Whole numbers come as numbers; one
 * beyond 2^53 − 1 is a `RangeError`.
 */
export class MysqlSession implements DatabaseConnection, PooledSession {
  readonly #connection: Connection
  readonly #deadlineMs: number
  readonly #name = `parlor:${randomUUID()}`
  readonly #waiting = new Set<(error: Error) => void>()
  #lost: LostSession | undefined
  onLost: () => void = () => {}

  private constructor(connection: Connection, deadlineMs: number) {
    this.#connection = connection
    this.#deadlineMs = deadlineMs
    connection.on('error', (error) => this.#lose(error))
    connection.on('end', () => this.#lose(new Error('the server closed the connection')))
  }

  /** Connects and sets the session up. Throws when the server is away or refuses. */
  static async open(config: MysqlConfig, deadlineMs: number): Promise<MysqlSession> {
    const { host, port, user, password, database } = config
    const connection = createConnection({
      host,
      port,
      user,
      password,
      database,
      charset: 'utf8mb4_bin',
      timezone: 'Z',
      connectTimeout: CONNECT_TIMEOUT_MS,
      supportBigNumbers: true,
      multipleStatements: false,
    })
    const session = new MysqlSession(connection, deadlineMs)
    try {
      await session.#connected()
      for (const statement of SETTINGS) await session.run(statement)
      await session.#takeName()
    } catch (error) {
      session.end()
      throw error instanceof LostSession ? error.cause : error
    }
    return session
  }

  get isLost(): boolean {
    return this.#lost !== undefined
  }

  /** Closes the connection; what is under way fails. */
  end(): void {
    if (this.#lost) return
    const { stream } = this.#connection as unknown as { stream: Socket }
    const timer = setTimeout(() => stream.destroy(), GOODBYE_MS)
    stream.once('close', () => clearTimeout(timer))
    this.#fail(new Error('the connection was closed'))
    this.#connection.end()
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const answer = await this.run(sql, parameters)
    if (Array.isArray(answer)) return { rows: answer as R[] }
    const { insertId, affectedRows } = answer
    const affected = { numAffectedRows: BigInt(affectedRows), rows: [] }
    return insertId ? { ...affected, insertId: BigInt(insertId) } : affected
  }

  // biome-ignore lint/correctness/useYield: nothing streams; the port asks for the method.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new TypeError('queries of this store do not stream')
  }

  run(sql: string, parameters: readonly unknown[] = []): Promise<Rows> {
    const values = parameters.map(toBound)
    return this.#within((done) =>
      this.#connection.query({ sql, values }, (error, answer, fields) =>
        done(error, answer, fields),
      ),
    )
  }

  /** What `endSession` knows this session by. */
  async #takeName(): Promise<void> {
    const rows = await this.run('select get_lock(?, 0) as isMine', [this.#name])
    const [row] = rows as { isMine: unknown }[]
    if (row?.isMine !== 1) throw new Error('the database gives no named locks')
  }

  #connected(): Promise<unknown> {
    return this.#within((done) => this.#connection.connect((error) => done(error)))
  }

  #within(
    start: (done: (error: Error | null, answer?: Rows, fields?: FieldPacket[]) => void) => void,
  ): Promise<Rows> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost)
      const timer = setTimeout(
        () => this.#lose(new Error(`no answer within ${this.#deadlineMs} ms`)),
        this.#deadlineMs,
      )
      const fail = (error: Error) => {
        clearTimeout(timer)
        this.#waiting.delete(fail)
        reject(error)
      }
      this.#waiting.add(fail)
      start((error, answer, fields) => {
        if (error && isEndOfSession(error)) this.#lose(error)
        const failure = error ?? tooLarge(answer, fields)
        if (failure) return fail(failure)
        clearTimeout(timer)
        this.#waiting.delete(fail)
        resolve(answer as Rows)
      })
    })
  }

  #lose(cause: Error): void {
    if (this.#lost) return
    this.#fail(cause)
    this.#connection.destroy()
    // `destroy` of mysql2 closes one direction only and waits for a server that may never answer.
    const { stream } = this.#connection as unknown as { stream: Socket }
    stream.destroy()
  }

  #fail(cause: Error): void {
    const lost = new LostSession(this.#name, cause)
    this.#lost = lost
    for (const fail of this.#waiting) fail(lost)
    this.onLost()
  }
}

function isEndOfSession(error: Error & { fatal?: boolean; errno?: number }): boolean {
  return error.fatal === true || SESSION_ERRORS.has(error.errno ?? 0)
}

// mysql2 writes parameters into the text of the statement: nothing but plain values may come there.
function toBound(value: unknown): number | bigint | string | null {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`${value} is no whole number of 53 bits`)
  }
  if (value === null || typeof value === 'number') return value
  if (typeof value === 'bigint' || typeof value === 'string') return value
  throw new TypeError(`a ${typeof value} cannot be bound to a statement`)
}

/** mysql2 gives a BIGINT that a number cannot hold as a string. */
function tooLarge(answer: Rows | undefined, fields: FieldPacket[] = []): RangeError | undefined {
  if (!Array.isArray(answer)) return undefined
  const rows = answer as Record<string, unknown>[]
  for (const { name, columnType } of fields) {
    if (columnType !== BIGINT) continue
    if (rows.some((row) => typeof row[name] === 'string')) {
      return new RangeError(`${name} is beyond 2^53 − 1`)
    }
  }
  return undefined
}
