import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SqlDatabase } from './openDatabase.ts'
import type { Trx } from './schema.ts'

// Of two transactions in a deadlock one goes on, so that each round ends at least one of them. A row
// that stays locked costs a lock wait of 2 s a try: not many of those.
const MAX_TRIES = 20
const TRY_WITHIN_MS = 5_000
const PAUSE_MS = 5

/**
 * Runs `work` in a transaction, and again when the database undid it in favour of another one
 * (a deadlock, a row that stayed locked). `work` must do nothing outside the transaction.
 */
export async function transact<T>(
  { db, dialect }: SqlDatabase,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  const giveUpAtMs = performance.now() + TRY_WITHIN_MS
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      const isLast = tries === MAX_TRIES || performance.now() > giveUpAtMs
      if (isLast || dialect.errorKind(error) !== 'busy') throw error
    }
    await sleep(randomInt(PAUSE_MS * tries))
  }
}
