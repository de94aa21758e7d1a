import type { QueuePlace } from '../src/contract/http.ts'
import { callRoute } from './callRoute.ts'
import { pauseMs, sleep } from './pauses.ts'
import { ConnectionLost } from './refused.ts'

/** Where there are no server-sent events, the place is asked for this often. */
const POLL_MS = 1_000
/** So many polls in a row may go unanswered before the wait is given up. */
const MOST_LOST_POLLS = 8

export interface QueueWait {
  readonly origin: string
  readonly ticket: string
  readonly onPlace?: (place: QueuePlace) => void
  readonly signal?: AbortSignal
}

/**
 * Waits until the ticket is admitted: by server-sent events in a browser, by polling elsewhere and
 * whenever the events break off.
 *
 * @throws Refused `queue/ticket-gone`, ConnectionLost, or the signal's reason
 */
export async function waitForAdmission(wait: QueueWait): Promise<void> {
  if (typeof EventSource !== 'undefined' && (await isAdmittedByEvents(wait))) return
  let lost = 0
  while (true) {
    wait.signal?.throwIfAborted()
    try {
      const place = await callRoute<QueuePlace>(wait.origin, {
        method: 'GET',
        path: `/auth/queue/${encodeURIComponent(wait.ticket)}`,
      })
      lost = 0
      wait.onPlace?.(place)
      if (place.admitted) return
      await sleep(POLL_MS)
    } catch (error) {
      if (!(error instanceof ConnectionLost) || ++lost >= MOST_LOST_POLLS) throw error
      await sleep(pauseMs(lost, Math.random()))
    }
  }
}

/** Resolves true on `admitted`, false when the events break off. */
function isAdmittedByEvents(wait: QueueWait): Promise<boolean> {
  return new Promise((resolve) => {
    const path = `/auth/queue/${encodeURIComponent(wait.ticket)}/events`
    const source = new EventSource(wait.origin + path)
    const end = (isAdmitted: boolean) => {
      source.close()
      resolve(isAdmitted)
    }
    source.addEventListener('position', (event) => {
      wait.onPlace?.(JSON.parse(event.data) as QueuePlace)
    })
    source.addEventListener('admitted', () => end(true))
    // EventSource would retry by itself for ever, also when the ticket is gone: polling can tell.
    source.onerror = () => end(false)
    wait.signal?.addEventListener('abort', () => end(false), { once: true })
  })
}
