import type { EpochMs } from '../contract/ids.ts'

const HOUR_MS = 60 * 60 * 1000
// A sweep passes over what was deleted since the last one: not at each guess.
const GUESSES_A_SWEEP = 1000

/** How many wrong guesses are free and how the pauses grow behind them. */
export interface GuessPace {
  /** So many an hour come without a pause. */
  readonly free: number
  /** The pauses behind those, the last of them again and again. */
  readonly pausesMs: readonly number[]
  /** Never more than this in any hour. */
  readonly mostAnHour: number
}

/**
 * The guesses of the last hour by a key, at most `mostKeys` of them and a few more until the next
 * sweep: then the keys that were used longest ago are forgotten. An exact sliding hour, where counting by the hour would let two hours'
 * worth pass at the turn.
 */
export class GuessLog {
  readonly #pace: GuessPace
  readonly #mostKeys: number
  /** Times in ascending order; keys in the order of their last guess. */
  readonly #timesMs = new Map<string, EpochMs[]>()
  #sinceSweep = 0

  constructor(pace: GuessPace, mostKeys: number) {
    this.#pace = pace
    this.#mostKeys = mostKeys
  }

  get keys(): number {
    return this.#timesMs.size
  }

  /** Milliseconds until the next guess of that key is let through; 0 for now. */
  waitMs(key: string, nowMs: EpochMs): number {
    const { free, pausesMs, mostAnHour } = this.#pace
    const times = this.#recent(key, nowMs)
    const last = times.at(-1)
    if (last === undefined || times.length < free) return 0
    const pauseMs = pausesMs[Math.min(times.length - free, pausesMs.length - 1)] ?? 0
    const afterPauseMs = Math.max(0, last + pauseMs - nowMs)
    const leaves = times.at(-mostAnHour)
    const afterHourMs = leaves === undefined ? 0 : leaves + HOUR_MS - nowMs
    return Math.max(afterPauseMs, afterHourMs)
  }

  add(key: string, nowMs: EpochMs): void {
    const times = this.#recent(key, nowMs)
    times.push(nowMs)
    this.#timesMs.delete(key)
    this.#timesMs.set(key, times)
    this.#sinceSweep++
    if (this.#sinceSweep >= GUESSES_A_SWEEP) this.#sweep(nowMs)
  }

  /** Takes the last guess back. */
  remove(key: string): void {
    const times = this.#timesMs.get(key)
    times?.pop()
    if (times?.length === 0) this.#timesMs.delete(key)
  }

  reset(key: string): void {
    this.#timesMs.delete(key)
  }

  #recent(key: string, nowMs: EpochMs): EpochMs[] {
    const times = this.#timesMs.get(key) ?? []
    while (times[0] !== undefined && times[0] <= nowMs - HOUR_MS) times.shift()
    return times
  }

  #sweep(nowMs: EpochMs): void {
    this.#sinceSweep = 0
    for (const [key, times] of this.#timesMs) {
      const isOver = (times.at(-1) ?? 0) <= nowMs - HOUR_MS
      if (!isOver && this.#timesMs.size <= this.#mostKeys) return
      this.#timesMs.delete(key)
    }
  }
}
