import type { SessionAnswer } from '../src/contract/http.ts'
import { pauseMs } from './pauses.ts'
import { Refused } from './refused.ts'
import { refreshSession } from './signIn.ts'

/** A token is renewed when this share of its life is left, */
const RENEW_SHARE = 0.2
/** but not more often than this, whatever the clocks say, */
const SHORTEST_WAIT_MS = 5_000
/** and no later than a timer can count. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

export interface SessionKeeperOptions {
  readonly origin: string
  readonly session: SessionAnswer
  readonly onSession?: (session: SessionAnswer) => void
  /** The session is over: the player has to sign in again. */
  readonly onExpired?: () => void
}

/** Holds the session and renews its token before it expires. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions
  #session: SessionAnswer
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<SessionAnswer> | undefined
  #isStopped = false

  constructor(options: SessionKeeperOptions) {
    this.#options = options
    this.#session = options.session
    this.#plan()
  }

  get session(): SessionAnswer {
    return this.#session
  }

  /**
   * A new token for the same session. Who asks while an answer is under way gets that answer.
   *
   * @throws Refused `login/expired`, ConnectionLost
   */
  refresh(): Promise<SessionAnswer> {
    this.#running ??= this.#refreshAnywhere().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  async #refreshAnywhere(): Promise<SessionAnswer> {
    const origins = [this.#options.origin, ...this.#session.endpoints]
    let failure: unknown
    for (const origin of new Set(origins)) {
      try {
        this.#session = await refreshSession(origin, this.#session.refreshToken)
        this.#options.onSession?.(this.#session)
        this.#plan()
        return this.#session
      } catch (error) {
        if (error instanceof Refused && error.code === 'login/expired') {
          this.stop()
          this.#options.onExpired?.()
          throw error
        }
        failure = error
      }
    }
    throw failure
  }

  #plan(attempt = 0): void {
    clearTimeout(this.#timer)
    if (this.#isStopped) return
    const leftMs = this.#session.expiresAt - Date.now()
    const waitMs = attempt ? pauseMs(attempt, Math.random()) : leftMs * (1 - RENEW_SHARE)
    this.#timer = setTimeout(
      () => void this.refresh().catch(() => this.#plan(attempt + 1)),
      Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, waitMs)),
    )
    // A bot that has nothing else to do may end; browsers have plain numbers here.
    if (typeof this.#timer === 'object') this.#timer.unref?.()
  }
}
