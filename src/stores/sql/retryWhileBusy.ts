import { setTimeout as sleep } from 'node:timers/promises'

const BUSY_TIMEOUT_MS = 10_000
const BUSY_PAUSE_MS = 10

/**
 * Runs `work` again while it fails because another process holds the database, for up to ten
 * seconds, without blocking this one; then the last error comes out.
 */
export async function retryWhileBusy<T>(
  isBusy: (error: unknown) => boolean,
  work: () => T | Promise<T>,
): Promise<T> {
  const giveUpAtMs = performance.now() + BUSY_TIMEOUT_MS
  while (true) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAtMs) throw error
    }
    await sleep(BUSY_PAUSE_MS)
  }
}
