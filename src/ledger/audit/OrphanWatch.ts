import type { EpochMs } from '../../contract/ids.ts'
import type { Break } from './Audit.ts'

/** [AD6] Notices gold that stays at a desk that does not live. */
export class OrphanWatch {
  readonly #isLiving: (deskNo: number) => boolean
  readonly #now: () => EpochMs
  readonly #afterMs: number
  /** When gold was first seen at each dead desk; those without gold are forgotten at each look. */
  #deadSince = new Map<number, EpochMs>()

  constructor(isLiving: (deskNo: number) => boolean, now: () => EpochMs, afterMs: number) {
    this.#isLiving = isLiving
    this.#now = now
    this.#afterMs = afterMs
  }

  /** `desks`: whose gold lies where now. Gives the desks at which it has lain too long. */
  look(desks: ReadonlyMap<number, readonly string[]>): Break[] {
    const nowMs = this.#now()
    const dead = new Map<number, EpochMs>()
    const breaks: Break[] = []
    for (const [desk, players] of desks) {
      if (this.#isLiving(desk)) continue
      const sinceMs = this.#deadSince.get(desk) ?? nowMs
      dead.set(desk, sinceMs)
      if (nowMs - sinceMs < this.#afterMs) continue
      const detail = `gold of ${players.join(', ')} lies there and the desk does not live`
      breaks.push({ check: 'orphan', what: `desk ${desk}`, detail })
    }
    this.#deadSince = dead
    return breaks
  }
}
