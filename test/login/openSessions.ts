import { deriveKey } from '../../src/auth/keys.ts'
import { SessionTokens } from '../../src/auth/tokens.ts'
import type { SessionEndReason } from '../../src/contract/close.ts'
import { OnlineRecords } from '../../src/login/OnlineRecords.ts'
import type { SessionConnection } from '../../src/login/Session.ts'
import { Sessions } from '../../src/login/Sessions.ts'
import { FakeClock } from '../ops/FakeClock.ts'

export const RESUME_MS = 5_400_000

/** Sessions on a fake clock, with everything they report written down. */
export function openSessions(options: { onLeave?: () => Promise<void> } = {}) {
  const clock = new FakeClock()
  const records = new OnlineRecords(clock)
  const left: string[] = []
  const faults: unknown[] = []
  const key = deriveKey('a secret of the test', 'parlor/session-token/v1')
  const sessions = new Sessions({
    scheduler: clock,
    tokens: new SessionTokens(clock, [key]),
    records,
    resumeMs: RESUME_MS,
    onLeave: async ({ playerId }, reason) => {
      left.push(`${playerId} ${reason}`)
      await options.onLeave?.()
    },
    onFault: (error) => void faults.push(error),
  })
  return { clock, records, sessions, left, faults }
}

/** A connection that remembers how it was ended. */
export function connection(kind: SessionConnection['kind']) {
  const ended: SessionEndReason[] = []
  return { kind, ended, end: (reason: SessionEndReason) => void ended.push(reason) }
}

/** Lets what has been started come to its end; promises only, no timers. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 20; n++) await Promise.resolve()
}
