import { sql } from 'kysely'
import type { SqlDatabase } from './openDatabase.ts'
import type { Db } from './schema.ts'

const VARIABLES = [
  'version',
  'innodb_flush_log_at_trx_commit',
  'log_bin',
  'sync_binlog',
  'binlog_format',
  'max_connections',
  'read_only',
  'wsrep_on',
  'tx_isolation',
  'transaction_isolation',
]
const INSERT_ONLY = ['operations', 'transfers']

/**
 * What is wrong with the settings of the database server, a sentence each, for the log: what may lose
 * acknowledged gold, or will not serve. `connections` is what all processes may open together.
 */
export async function checkServer(
  { db, dialect }: SqlDatabase,
  { connections }: { connections: number },
): Promise<string[]> {
  if (dialect.name === 'sqlite') return []
  const settings = await settingsOf(db)
  const unprotected = await unprotectedTables(db)
  return [...settingWarnings(settings, connections), ...protectionWarnings(unprotected)]
}

/** [DB17] What these settings of a MySQL or MariaDB server make dangerous. */
export function settingWarnings(
  settings: ReadonlyMap<string, string>,
  connections: number,
): string[] {
  const is = (name: string, value: string) => settings.get(name)?.toUpperCase() === value
  const isolation = settings.get('transaction_isolation') ?? settings.get('tx_isolation')
  const maxConnections = Number(settings.get('max_connections'))
  const version = settings.get('version') ?? ''
  const warnings: (string | false)[] = [
    !is('innodb_flush_log_at_trx_commit', '1') &&
      'innodb_flush_log_at_trx_commit is not 1: a crash of the database loses hands that were paid',
    is('log_bin', 'ON') &&
      !is('sync_binlog', '1') &&
      'sync_binlog is not 1: after a crash of the database its replicas may differ from it',
    is('log_bin', 'ON') &&
      is('binlog_format', 'STATEMENT') &&
      'binlog_format is STATEMENT: with READ COMMITTED the database refuses every write',
    maxConnections < connections &&
      `max_connections is ${maxConnections}, but the processes may open ${connections}`,
    isolation !== 'READ-COMMITTED' && `the transaction isolation is ${isolation}`,
    is('read_only', 'ON') && 'the database is read-only: this may be a replica',
    is('wsrep_on', 'ON') && 'this is a Galera cluster: Parlor needs a single primary',
    isTooOld(version) && `version ${version} is older than MariaDB 10.11 and MySQL 8.0.16`,
  ]
  return warnings.filter((warning) => warning !== false)
}

function protectionWarnings(tables: readonly string[]): string[] {
  if (tables.length === 0) return []
  return [
    `the database does not protect ${tables.join(' and ')} by triggers, as its user may not make them: ` +
      `take the privileges UPDATE and DELETE on ${tables.join(' and ')} away from that user`,
  ]
}

/** `show variables` and not `@@name`: the name of the isolation level differs. */
async function settingsOf(db: Db): Promise<Map<string, string>> {
  const { rows } = await sql<{ Variable_name: string; Value: string }>`
    show session variables where variable_name in (${sql.join(VARIABLES)})`.execute(db)
  return new Map(rows.map((row) => [row.Variable_name.toLowerCase(), row.Value]))
}

/** The insert-only tables without their triggers. */
async function unprotectedTables(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select trigger_name as name from information_schema.triggers
    where trigger_schema = database()`.execute(db)
  const names = new Set(rows.map(({ name }) => name))
  return INSERT_ONLY.filter((table) =>
    ['update', 'delete'].some((act) => !names.has(`${table}_no_${act}`)),
  )
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number)
  const number = major * 10_000 + minor * 100 + patch
  return number < (version.includes('MariaDB') ? 101_100 : 80_016)
}
