import type { Migration } from 'kysely/migration'
import type { SqlDialect } from '../SqlDialect.ts'
import { createPlayers } from './0001-players.ts'
import { createLedger } from './0002-ledger.ts'
import { createOutbox } from './0003-outbox.ts'
import { createAccounts } from './0004-accounts.ts'
import { createQueue } from './0005-queue.ts'

/**
 * All migrations by name. Names sort in the order they run; a shipped one is never changed. [DB16] One
 * that was cut off is run again from its start where the database cannot undo it (MySQL), so each of
 * its steps must allow that.
 */
export function migrations(dialect: SqlDialect): Record<string, Migration> {
  return {
    '0001-players': createPlayers(dialect),
    '0002-ledger': createLedger(dialect),
    '0003-outbox': createOutbox(dialect),
    '0004-accounts': createAccounts(dialect),
    '0005-queue': createQueue(dialect),
  }
}
