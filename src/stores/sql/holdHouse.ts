import { DatabaseSync } from 'node:sqlite'
import mysql from 'mysql2/promise'
import { type DatabaseConfig, MEMORY } from '../../ops/addresses.ts'

/** Gives the house back, so that the next process may open it. */
export type LeaveHouse = () => Promise<void>

/** Far below the server's usual `wait_timeout`, so that the connection is never given up as idle. */
const KEEP_ALIVE_MS = 20_000

/**
 * [DB18] One process at a time keeps a house: a second one on the same database would take the
 * desks of the first for dead and give their stakes back. The hold ends with the process, however
 * that ends. Undefined if somebody else holds it.
 */
export async function holdHouse(database: DatabaseConfig): Promise<LeaveHouse | undefined> {
  if (database.kind === 'mysql') return holdByName(database)
  if (database.path === MEMORY) return async () => {}
  return holdByFile(`${database.path}.lock`)
}

/** SQLite locks the file through the operating system: a killed process holds nothing. */
function holdByFile(path: string): LeaveHouse | undefined {
  const lock = new DatabaseSync(path)
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive')
  } catch {
    lock.close()
    return undefined
  }
  // A server may be stopped twice.
  return async () => {
    if (lock.isOpen) lock.close()
  }
}

async function holdByName(
  config: DatabaseConfig & { kind: 'mysql' },
): Promise<LeaveHouse | undefined> {
  const { host, port, user, password, database } = config
  const connection = await mysql.createConnection({ host, port, user, password, database })
  connection.on('error', () => {})
  const [rows] = await connection.query<mysql.RowDataPacket[]>(
    "select get_lock(concat('parlor:house:', left(sha1(database()), 20)), 0) as held",
  )
  if (rows[0]?.['held'] !== 1) {
    connection.destroy()
    return undefined
  }
  const beat = setInterval(() => void connection.ping().catch(() => {}), KEEP_ALIVE_MS)
  beat.unref()
  return async () => {
    clearInterval(beat)
    connection.destroy()
  }
}
