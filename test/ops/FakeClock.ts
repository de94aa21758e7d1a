import type { Scheduler } from '../../src/desk/Scheduler.ts'

interface Due {
  readonly atMs: number
  readonly run: () => void
}

/** Time that moves when the test says so, and runs what is due on the way, in order. */
export class FakeClock implements Scheduler {
  #nowMs: number
  #due: Due[] = []

  constructor(nowMs = 1_700_000_000_000) {
    this.#nowMs = nowMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  at(atMs: number, run: () => void): () => void {
    const due = { atMs, run }
    this.#due.push(due)
    return () => {
      this.#due = this.#due.filter((each) => each !== due)
    }
  }

  /** Timers that have not run yet. */
  get pending(): number {
    return this.#due.length
  }

  advance(ms: number): void {
    const endMs = this.#nowMs + ms
    for (;;) {
      const next = this.#due.filter((each) => each.atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (!next) break
      this.#due = this.#due.filter((each) => each !== next)
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.run()
    }
    this.#nowMs = endMs
  }
}
