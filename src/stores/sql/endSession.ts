import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { StoreError } from '../StoreError.ts'
import { LostSession } from './LostSession.ts'
import type { Db } from './schema.ts'

// A commit waits for the disk at most; a server that does not end a session in 5 s is in trouble.
const END_WITHIN_MS = 5_000
const PAUSE_MS = 20

/**
 * When `failure` left the fate of a statement unknown: ends the session it was sent in, if the server
 * still has it, and waits until it is gone. What it committed can be seen from then on, and nothing
 * more will come of it. Throws when that cannot be had.
 */
export async function endSession(db: Db, failure: unknown): Promise<void> {
  if (!(failure instanceof LostSession)) return
  const giveUpAtMs = performance.now() + END_WITHIN_MS
  while (true) {
    const owner = await ownerOf(db, failure.session)
    if (owner === null) return
    if (performance.now() > giveUpAtMs) {
      throw new StoreError('store/unavailable', `session ${owner} does not end`)
    }
    // It may end by itself between the question and the order.
    await sql`kill connection ${sql.lit(owner)}`.execute(db).catch(() => {})
    await sleep(PAUSE_MS)
  }
}

/** The server gives a session's locks back after its transaction has come to an end. */
async function ownerOf(db: Db, lock: string): Promise<number | null> {
  const { rows } = await sql<{
    owner: number | null
  }>`select is_used_lock(${lock}) as owner`.execute(db)
  return rows[0]?.owner ?? null
}
