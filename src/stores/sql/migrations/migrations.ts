import type { Migration } from 'kysely/migration'
import type { SqlDialect } from '../SqlDialect.ts'
import { createPlayers } from './0001-players.ts'
import { createLedger } from './0002-ledger.ts'

/** All migrations by name. Names sort in the order they run; a shipped one is never changed. */
export function migrations(dialect: SqlDialect): Record<string, Migration> {
  return {
    '0001-players': createPlayers(dialect),
    '0002-ledger': createLedger(dialect),
  }
}
