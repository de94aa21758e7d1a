import type { EpochMs } from '../contract/ids.ts'

// Long enough to smooth over single players, short enough to follow the evening.
const MEMORY_MS = 120_000
// With nobody leaving there is no honest ETA; one a minute keeps it a number.
const SLOWEST_PER_SECOND = 1 / 60

/** How fast places come free while the house is full, as an average that forgets. */
export class LeavingPace {
  #freed = 0
  #seconds = 0
  #sinceMs: EpochMs | undefined

  /** Notes that `freed` places came free since the last note. */
  note(freed: number, nowMs: EpochMs): void {
    const elapsedMs = Math.max(0, nowMs - (this.#sinceMs ?? nowMs))
    this.#sinceMs = nowMs
    const kept = Math.exp(-elapsedMs / MEMORY_MS)
    this.#freed = this.#freed * kept + freed
    this.#seconds = this.#seconds * kept + elapsedMs / 1000
  }

  /** The house is not full: the time until the next note does not count. */
  pause(): void {
    this.#sinceMs = undefined
  }

  /** How long until `places` more have come free. */
  waitMs(places: number): number {
    const perSecond = this.#seconds > 0 ? this.#freed / this.#seconds : 0
    return (places / Math.max(perSecond, SLOWEST_PER_SECOND)) * 1000
  }
}
