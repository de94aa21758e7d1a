import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'
import { findProgram, skipWithout } from './findProgram.ts'
import { freePort } from './freePort.ts'
import { OwnedProcess } from './OwnedProcess.ts'

const server = findProgram('mariadbd', 'mysqld')
const installer = findProgram('mariadb-install-db', 'mysql_install_db')

/** Why tests on MariaDB cannot run here, if they cannot. In CI a missing server is a failure. */
export const noMariaDb = skipWithout(
  server && installer,
  'no MariaDB found: apt install mariadb-server',
)

/** A database server of this process alone, with an empty database `parlor`. */
export interface PrivateMariaDb {
  /** `mysql://parlor:…@127.0.0.1:PORT/parlor`; that user may do anything in that database. */
  readonly url: string
  readonly port: number
  /** Of the process that runs now: another one after `start()`. */
  readonly pid: number
  readonly dataDir: string
  /** SIGKILL, if no other signal is named. */
  kill(signal?: NodeJS.Signals): void
  /** Waits until a killed server is gone, then starts it again, on the same files and port. */
  start(): Promise<void>
  /** Ends the server and removes its files. May be called twice. */
  stop(): Promise<void>
}

// Durable, as production should be, and small, so that many fit beside each other.
const SETTINGS: Record<string, string> = {
  'bind-address': '127.0.0.1',
  'innodb-flush-log-at-trx-commit': '1',
  'innodb-buffer-pool-size': '64M',
  'innodb-log-file-size': '48M',
  'innodb-use-native-aio': '0',
  'key-buffer-size': '1M',
  'max-connections': '100',
  'performance-schema': 'OFF',
  'character-set-server': 'utf8mb4',
}
const FLAGS = ['--skip-log-bin', '--skip-name-resolve', '--skip-networking=0']
const READY_WITHIN_MS = 30_000
const PORT_TRIES = 3

/**
 * Starts a MariaDB on a data folder of its own, reachable from this machine alone. `settings` are
 * options of `mariadbd` without the dashes; one with the value '' is a flag. Throws with the
 * server's own log when it does not come up.
 */
export async function startPrivateMariaDb(
  options: { settings?: Record<string, string>; port?: number } = {},
): Promise<PrivateMariaDb> {
  if (!server || !installer) throw new Error('MariaDB is missing: apt install mariadb-server')
  const folder = mkdtempSync(join(tmpdir(), 'parlor-mariadb-'))
  const place = { folder, dataDir: join(folder, 'files'), logFile: join(folder, 'log') }
  const removed = (error: unknown) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  await install(installer, place).catch(removed)
  const password = randomBytes(12).toString('hex')
  writeFileSync(join(folder, 'init.sql'), initialSql(password))

  const settings = { ...SETTINGS, ...options.settings }
  const run = async (port: number) => {
    const url = `mysql://parlor:${password}@127.0.0.1:${port}/parlor`
    const child = new OwnedProcess(server, serverArgs(place, port, settings), place)
    await untilReady(child, url, place.logFile)
    return { port, url, child }
  }
  // Between finding a free port and listening on it somebody else may take it.
  let running = await retry(options.port === undefined ? PORT_TRIES : 1, async () =>
    run(options.port ?? (await freePort())),
  ).catch(removed)
  const { port, url } = running

  return {
    url,
    port,
    dataDir: place.dataDir,
    get pid() {
      return running.child.pid
    },
    kill: (signal = 'SIGKILL') => running.child.kill(signal),
    start: async () => {
      await running.child.exited()
      running = await run(port)
    },
    stop: async () => {
      await running.child.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Place {
  readonly folder: string
  readonly dataDir: string
  readonly logFile: string
}

async function install(program: string, place: Place): Promise<void> {
  await promisify(execFile)(program, [
    '--no-defaults',
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--innodb-log-file-size=8M',
    ...ownFolders(place),
    ...asRoot(),
  ])
}

// A server started by root asks to be told that this is meant, as it is in a container.
const asRoot = () => (process.getuid?.() === 0 ? ['--user=root'] : [])

// Read at every start, also at the one after a kill.
function initialSql(password: string): string {
  return [
    'create database if not exists parlor character set utf8mb4;',
    `create user if not exists parlor@'127.0.0.1' identified by '${password}';`,
    "grant all on parlor.* to parlor@'127.0.0.1';",
    `set password for root@localhost = password('${password}');`,
    '',
  ].join('\n')
}

// A server that starts clears its folder of temporary tables: of another's too, where it is shared.
const ownFolders = ({ folder, dataDir }: Place) => [`--datadir=${dataDir}`, `--tmpdir=${folder}`]

function serverArgs(place: Place, port: number, settings: Record<string, string>): string[] {
  const { folder } = place
  return [
    '--no-defaults',
    ...ownFolders(place),
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--init-file=${join(folder, 'init.sql')}`,
    `--port=${port}`,
    ...asRoot(),
    ...FLAGS,
    ...Object.entries(settings).map(([name, value]) => `--${name}${value && `=${value}`}`),
  ]
}

async function untilReady(child: OwnedProcess, url: string, logFile: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS
  while (performance.now() < deadline && !child.hasExited) {
    try {
      const connection = await mysql.createConnection({ uri: url, connectTimeout: 2_000 })
      connection.on('error', () => {})
      await connection.end()
      return
    } catch {
      await sleep(50)
    }
  }
  await child.stop()
  throw new Error(`MariaDB did not start:\n${readFileSync(logFile, 'utf8').slice(-4_000)}`)
}

async function retry<T>(times: number, attempt: () => Promise<T>): Promise<T> {
  for (let left = times - 1; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left <= 0) throw error
    }
  }
}
