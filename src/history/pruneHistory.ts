import { setTimeout as pause } from 'node:timers/promises'
import type { EpochMs } from '../contract/ids.ts'
import type { HandHistory } from '../stores/HandHistory.ts'

/** A few milliseconds of work, so that a settlement that comes meanwhile hardly waits. */
const HANDS_PER_STEP = 100
/** Between two steps the settlements have the database: at most a fifth of it goes to pruning. */
const REST_MS = 40
/** Half a million hands a run; what is left waits for the next one. */
const MAX_STEPS = 5000

/**
 * [HH3] Removes the hands that ended before `beforeMs`, in small steps. Stops early once
 * `isStopping` says so. Returns how many were removed.
 */
export async function pruneHistory(
  history: HandHistory,
  beforeMs: EpochMs,
  isStopping: () => boolean = () => false,
): Promise<number> {
  let removed = 0
  for (let step = 0; step < MAX_STEPS && !isStopping(); step++) {
    const pruned = await history.prune(beforeMs, HANDS_PER_STEP)
    removed += pruned
    if (pruned < HANDS_PER_STEP) break
    await pause(REST_MS)
  }
  return removed
}
