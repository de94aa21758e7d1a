import { StoreError } from '../StoreError.ts'

/**
 * Hands one connection to one caller after another, first come first served. Beyond `limit`
 * waiting callers it refuses with `StoreError('store/busy')`.
 */
export class ConnectionQueue {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #isTaken = false

  constructor(limit: number) {
    this.#limit = limit
  }

  async take(): Promise<void> {
    if (!this.#isTaken) {
      this.#isTaken = true
      return
    }
    if (this.#waiting.length >= this.#limit) {
      throw new StoreError('store/busy', `${this.#limit} callers wait for the database`)
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Passes the connection on; it stays taken, so that no newcomer jumps the queue. */
  giveBack(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#isTaken = false
  }
}
