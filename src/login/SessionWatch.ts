import type { Scheduler } from '../desk/Scheduler.ts'
import type { SessionEnding, SessionRef, SessionStore } from './SessionStore.ts'

/** [SR3] Two looks fit into the 5 s within which every process has to know. */
const LOOK_MS = 2000
/** Calls under way at once in one look: no flood of our own. */
const MOST_AT_ONCE = 100

export interface SessionWatchParts {
  readonly store: SessionStore
  readonly scheduler: Scheduler
  /** The sessions this process has connections of. */
  readonly held: () => readonly SessionRef[]
  /** The session is over elsewhere; may be told more than once. */
  readonly onOver: (session: SessionRef, reason: SessionEnding['reason']) => void
  readonly onFault: (error: unknown) => void
}

/**
 * Learns that a session of this process was ended by another one: at once where the news comes
 * through, else by asking. A look that fails is not an ending: nobody is thrown out for a fault.
 */
export class SessionWatch {
  readonly #parts: SessionWatchParts
  readonly #stops: (() => void)[]
  #looking: Promise<void> | undefined
  #disarm: (() => void) | undefined
  #isClosed = false

  constructor(parts: SessionWatchParts) {
    this.#parts = parts
    this.#stops = [
      parts.store.onEnded((ending) => {
        const isHeld = ({ playerId, sessionNo }: SessionRef) =>
          playerId === ending.playerId && sessionNo === ending.sessionNo
        for (const session of parts.held().filter(isHeld)) parts.onOver(session, ending.reason)
      }),
      parts.store.onBack(() => void this.look()),
    ]
    this.#arm()
  }

  /** Asks for every session held and renews it; never throws. Runs by itself every 2 s. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#parts.onFault(error))
      .finally(() => {
        this.#looking = undefined
      })
    return this.#looking
  }

  close(): void {
    this.#isClosed = true
    this.#disarm?.()
    for (const stop of this.#stops) stop()
  }

  async #look(): Promise<void> {
    const { held, store, onOver } = this.#parts
    const sessions = held()
    for (let from = 0; from < sessions.length; from += MOST_AT_ONCE) {
      const asked = sessions.slice(from, from + MOST_AT_ONCE)
      const live = await Promise.all(asked.map((session) => store.renew(session)))
      for (const [n, session] of asked.entries()) {
        if (!live[n]) onOver(session, 'signed-in-elsewhere')
      }
    }
  }

  #arm(): void {
    if (this.#isClosed) return
    const { scheduler } = this.#parts
    this.#disarm = scheduler.at(scheduler.nowMs() + LOOK_MS, () => {
      void this.look().then(() => this.#arm())
    })
  }
}
