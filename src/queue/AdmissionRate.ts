import type { LoginRate } from '../config.ts'
import type { EpochMs } from '../contract/ids.ts'

/**
 * [QU4] At most `admissions` in any window of `windowMs`, wherever the window begins: a sliding log,
 * kept as counts of equal times. It is as large as the window has milliseconds at most.
 */
export class AdmissionRate {
  readonly #rate: LoginRate
  #log: { readonly atMs: EpochMs; count: number }[] = []
  #used = 0

  constructor(rate: LoginRate) {
    this.#rate = rate
  }

  /** How many may be admitted at this moment. */
  freeAt(nowMs: EpochMs): number {
    this.#forget(nowMs)
    return this.#rate.admissions - this.#used
  }

  /** Notes one admission. */
  take(nowMs: EpochMs): void {
    const last = this.#log.at(-1)
    if (last?.atMs === nowMs) last.count++
    else this.#log.push({ atMs: nowMs, count: 1 })
    this.#used++
  }

  /** How long the n-th from now (from 1) has to wait if nothing but the rate holds him up. */
  waitMs(n: number, nowMs: EpochMs): number {
    const free = this.freeAt(nowMs)
    const { admissions, windowMs } = this.#rate
    // Each place of the rate comes round once a window: those free now, then those of the log.
    const roundsMs = Math.floor((n - 1) / admissions) * windowMs
    let nth = ((n - 1) % admissions) - free
    if (nth < 0) return roundsMs
    for (const { atMs, count } of this.#log) {
      if (nth < count) return atMs + windowMs - nowMs + roundsMs
      nth -= count
    }
    throw new Error('the log and the free places are all places of the rate')
  }

  #forget(nowMs: EpochMs): void {
    let old = 0
    for (const { atMs, count } of this.#log) {
      if (atMs + this.#rate.windowMs > nowMs) break
      this.#used -= count
      old++
    }
    if (old > 0) this.#log.splice(0, old)
  }
}
