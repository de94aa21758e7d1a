import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { seeded } from '../../test/desk/seeded.ts'
import { startPrivateMariaDb } from '../../test/server/privateMariaDb.ts'
import { alternate, type Contender } from '../alternate.ts'
import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../Benchmark.ts'
import { type LoadFigures, load } from '../load.ts'
import { rounded } from '../statistics.ts'
import { BareDesk, makeBareTables } from './BareDesk.ts'
import { type OpenLedger, openLedger } from './openLedger.ts'
import { SettlingDesk } from './SettlingDesk.ts'
import { writtenBy } from './writtenRows.ts'

const WORKERS = 8
// The tables of a long measurement stay in memory, as they would on a database's own machine.
const MARIADB_SETTINGS = {
  'innodb-buffer-pool-size': '512M',
  'innodb-log-file-size': '256M',
}

const LEDGER = 'ledger on MariaDB'
const BARE = 'bare transaction on MariaDB'
const SQLITE_FILE = 'ledger on a SQLite file'
const SQLITE_MEMORY = 'ledger on SQLite in memory'

type LedgerContender = Contender<keyof LoadFigures>

/** Target P7. */
export const ledgerBenchmark: Benchmark = {
  name: 'ledger',
  summary: 'Settlements of hands of five players a second, durable, with 8 desks at once.',
  run,
}

async function run(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const database = await startPrivateMariaDb({ settings: MARIADB_SETTINGS })
  const folder = mkdtempSync(join(tmpdir(), 'parlor-bench-'))
  const closing: (() => Promise<unknown>)[] = []
  try {
    const open = async (url: string): Promise<OpenLedger> => {
      const opened = await openLedger(url, WORKERS)
      closing.push(opened.close)
      return opened
    }
    const random = seeded(options.seed)
    const onMariaDb = await seatedDesks(await open(database.url), random)
    const connections = await Promise.all(
      onMariaDb.map(() => mysql.createConnection({ uri: database.url, supportBigNumbers: true })),
    )
    closing.push(() => Promise.all(connections.map((connection) => connection.end())))
    const contenders = [
      contenderOf(LEDGER, onMariaDb),
      contenderOf(BARE, await bareDesks(connections, onMariaDb)),
      contenderOf(
        SQLITE_FILE,
        await seatedDesks(await open(`sqlite:${join(folder, 'bench.sqlite')}`), random),
      ),
      contenderOf(SQLITE_MEMORY, await seatedDesks(await open('sqlite::memory:'), random)),
    ]
    const medians = await alternate(contenders, options)
    return report(medians, await versionOf(connections[0]))
  } finally {
    for (const close of closing) await close().catch(() => {})
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function contenderOf(
  name: string,
  desks: readonly { settleNext(): Promise<unknown> }[],
): LedgerContender {
  const workers = desks.map((desk) => () => desk.settleNext())
  return { name, round: (seconds) => load(workers, seconds) }
}

async function seatedDesks(
  { ledger }: OpenLedger,
  random: () => number,
): Promise<readonly SettlingDesk[]> {
  const desks = Array.from({ length: WORKERS }, (_, n) => new SettlingDesk(ledger, n + 1, random))
  for (const desk of desks) await desk.sitDown()
  return desks
}

/** One beside each desk of the ledger, writing what a settlement of that desk writes. */
async function bareDesks(
  connections: readonly mysql.Connection[],
  desks: readonly SettlingDesk[],
): Promise<readonly BareDesk[]> {
  const bare: BareDesk[] = []
  for (const [n, connection] of connections.entries()) {
    const rows = await writtenBy(connection, async () => (await desks[n]?.settleNext()) ?? '')
    await makeBareTables(connection, rows)
    bare.push(new BareDesk(connection, rows))
  }
  return bare
}

async function versionOf(connection: mysql.Connection | undefined): Promise<string> {
  const [rows] = (await connection?.query<mysql.RowDataPacket[]>('select version() as v')) ?? []
  return String(rows?.[0]?.['v'])
}

function report(
  medians: ReadonlyMap<string, Record<keyof LoadFigures, number>>,
  version: string,
): BenchmarkResult {
  const of = (name: string) => medians.get(name) as Record<keyof LoadFigures, number>
  const ratio = of(LEDGER).perSecond / of(BARE).perSecond
  return {
    figures: {
      settlementsPerSecond: rounded(of(LEDGER).perSecond),
      p50Ms: rounded(of(LEDGER).p50Ms),
      p99Ms: rounded(of(LEDGER).p99Ms),
      barePerSecond: rounded(of(BARE).perSecond),
      bareP99Ms: rounded(of(BARE).p99Ms),
      ofBare: rounded(ratio),
      sqliteFilePerSecond: rounded(of(SQLITE_FILE).perSecond),
      sqliteMemoryPerSecond: rounded(of(SQLITE_MEMORY).perSecond),
      workers: WORKERS,
      database: version,
    },
    columns: ['', 'settlements/s', 'p50 ms', 'p99 ms', 'µs CPU of Node each', 'of bare'],
    rows: [...medians].map(([name, figures]) => [
      name,
      rounded(figures.perSecond),
      rounded(figures.p50Ms),
      rounded(figures.p99Ms),
      rounded(figures.cpuMicros),
      rounded(figures.perSecond / of(BARE).perSecond),
    ]),
    notes: [
      `MariaDB ${version} with innodb_flush_log_at_trx_commit=1 and no binary log, on the same`,
      'machine, its cores shared with Node. The bare transaction writes the same rows to tables',
      'with the same indexes on the same server, without reading, checking or foreign keys.',
    ],
  }
}
