import { StoreError } from '../StoreError.ts'

export interface PooledSession {
  readonly isLost: boolean
  /** Called once, when the connection is gone. */
  onLost: () => void
  end(): void
}

export interface SessionPoolOptions {
  /** Sessions open at a time. */
  readonly size: number
  /** Callers that may wait for one. */
  readonly maxWaiting: number
  /** How long a caller waits. */
  readonly waitMs: number
  /** An idle session older than this is not trusted: the network may have forgotten it. */
  readonly maxIdleMs: number
}

/**
 * Lends sessions, first come first served, and opens one when a caller finds none idle. Who waits
 * too long, or behind too many, is refused with `StoreError('store/busy')`. A lost session is never
 * lent again.
 */
export class SessionPool<Session extends PooledSession> {
  readonly #open: () => Promise<Session>
  readonly #options: SessionPoolOptions
  readonly #idle: { session: Session; sinceMs: number }[] = []
  /** Called when it is their turn, in the order they came. */
  readonly #waiting = new Set<() => void>()
  /** Sessions lent or being opened for a caller. */
  #lent = 0
  readonly #closing: (() => void)[] = []
  #isClosed = false

  constructor(open: () => Promise<Session>, options: SessionPoolOptions) {
    this.#open = open
    this.#options = options
  }

  /** Throws what the database fails with when a session has to be opened. */
  async take(): Promise<Session> {
    if (this.#isClosed) throw new StoreError('store/unavailable', 'the pool is closed')
    if (this.#lent >= this.#options.size) await this.#turn()
    else this.#lent++
    try {
      return this.#popIdle() ?? (await this.#openOne())
    } catch (error) {
      this.#passOn()
      throw error
    }
  }

  giveBack(session: Session): void {
    if (!session.isLost) this.#idle.push({ session, sinceMs: performance.now() })
    this.#passOn()
  }

  /** Waits until all that was lent, or was waited for, is back, then closes everything. */
  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#lent > 0) await new Promise<void>((resolve) => this.#closing.push(resolve))
    for (const { session } of this.#idle.splice(0)) session.end()
  }

  #popIdle(): Session | undefined {
    const trustedFromMs = performance.now() - this.#options.maxIdleMs
    while (true) {
      const last = this.#idle.pop()
      if (!last) return undefined
      if (last.sinceMs >= trustedFromMs) return last.session
      last.session.end()
    }
  }

  async #openOne(): Promise<Session> {
    const session = await this.#open()
    session.onLost = () => this.#forget(session)
    return session
  }

  #forget(session: Session): void {
    const at = this.#idle.findIndex((idle) => idle.session === session)
    if (at >= 0) this.#idle.splice(at, 1)
  }

  /** Resolves when it is this caller's turn; the right to a session comes with it. */
  #turn(): Promise<void> {
    const { maxWaiting, waitMs } = this.#options
    if (this.#waiting.size >= maxWaiting) {
      throw new StoreError('store/busy', `${maxWaiting} callers wait for the database`)
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(call)
        reject(new StoreError('store/busy', `no database connection was free for ${waitMs} ms`))
      }, waitMs)
      const call = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#waiting.add(call)
    })
  }

  #passOn(): void {
    const [next] = this.#waiting
    if (next) {
      this.#waiting.delete(next)
      next()
      return
    }
    this.#lent--
    if (this.#lent === 0) for (const resolve of this.#closing) resolve()
  }
}
