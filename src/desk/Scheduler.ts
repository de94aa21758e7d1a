/** The time, in milliseconds since 1970. */
export interface Clock {
  nowMs(): number
}

/** Runs things at their time. One for all desks of a process, so an idle desk costs nothing. */
export interface Scheduler extends Clock {
  /** Runs once at `atMs`, at the earliest. Returns how to call it off. */
  at(atMs: number, run: () => void): () => void
}

interface Entry {
  readonly atMs: number
  /** Counts up: of equal times the one that was asked for first runs first. */
  readonly order: number
  run: (() => void) | undefined
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

/** setTimeout cannot wait longer; a later entry is looked at again then. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

/**
 * [CD5] Runs come in the order of their times, never early, and one that throws harms no other.
 * A binary heap of due times behind a single timeout. Calling off marks the entry and leaves it in
 * the heap until its time, or until half of the heap is dead.
 */
export class HeapScheduler implements Scheduler {
  readonly #heap: Entry[] = []
  readonly #nowMs: () => number
  #entries = 0
  #dead = 0
  #timeout: NodeJS.Timeout | undefined
  #armedForMs = Number.POSITIVE_INFINITY

  readonly #onError: (error: unknown) => void

  /** `onError` hears what a run threw; the others run all the same. */
  constructor(onError: (error: unknown) => void, nowMs: () => number = Date.now) {
    this.#onError = onError
    this.#nowMs = nowMs
  }

  nowMs(): number {
    return this.#nowMs()
  }

  at(atMs: number, run: () => void): () => void {
    const entry: Entry = { atMs, order: ++this.#entries, run }
    this.#push(entry)
    this.#arm()
    return () => {
      if (!entry.run) return
      entry.run = undefined
      this.#dead++
      if (this.#dead * 2 > this.#heap.length && this.#dead > 64) this.#sweep()
    }
  }

  stop(): void {
    clearTimeout(this.#timeout)
    this.#heap.length = 0
    this.#armedForMs = Number.POSITIVE_INFINITY
  }

  #runDue(): void {
    this.#timeout = undefined
    this.#armedForMs = Number.POSITIVE_INFINITY
    const nowMs = this.#nowMs()
    // What a run asks for waits for the next turn, or one that asks for itself would never end.
    const last = this.#entries
    const isDue = ({ atMs, order }: Entry) => atMs <= nowMs && order <= last
    for (let top = this.#heap[0]; top && isDue(top); top = this.#heap[0]) {
      this.#pop()
      const { run } = top
      top.run = undefined
      if (run) this.#runSafely(run)
      else this.#dead--
    }
    this.#arm()
  }

  #runSafely(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#onError(error)
    }
  }

  #arm(): void {
    const top = this.#heap[0]
    if (!top || top.atMs >= this.#armedForMs) return
    clearTimeout(this.#timeout)
    this.#armedForMs = top.atMs
    // Node rounds down and may fire a moment early; runDue then arms the rest of the way.
    const waitMs = Math.min(Math.max(Math.ceil(top.atMs - this.#nowMs()), 1), LONGEST_WAIT_MS)
    this.#timeout = setTimeout(() => this.#runDue(), waitMs)
  }

  #sweep(): void {
    const living = this.#heap.filter((entry) => entry.run)
    this.#heap.length = 0
    this.#dead = 0
    for (const entry of living) this.#push(entry)
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let index = heap.push(entry) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (isBefore(heap[parent] as Entry, entry)) break
      heap[index] = heap[parent] as Entry
      index = parent
    }
    heap[index] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      if (child >= heap.length) break
      const right = heap[child + 1]
      if (right && isBefore(right, heap[child] as Entry)) child++
      if (isBefore(last, heap[child] as Entry)) break
      heap[index] = heap[child] as Entry
      index = child
    }
    heap[index] = last
  }
}
