import type { EpochMs } from '../contract/ids.ts'
import type { Ledger } from '../ledger/Ledger.ts'

/**
 * A stake may lie at a desk for a moment before the desk is known or after it is gone, while its
 * return is on the way. With a look each 20 s whatever stays is back within 60 s.
 */
const LEAVE_ALONE_MS = 30_000
export const SWEEP_EVERY_MS = 20_000

/** [OE1] Gives back the gold that lies at desks which have not lived for a while. */
export class OrphanSweep {
  readonly #ledger: Pick<Ledger, 'returnOrphans'>
  readonly #isLiving: (deskNo: number) => boolean
  readonly #nowMs: () => EpochMs
  /** When gold was first seen at a desk that does not live; forgotten when there is none. */
  #deadSince = new Map<number, EpochMs>()

  constructor(
    ledger: Pick<Ledger, 'returnOrphans'>,
    isLiving: (deskNo: number) => boolean,
    nowMs: () => EpochMs,
  ) {
    this.#ledger = ledger
    this.#isLiving = isLiving
    this.#nowMs = nowMs
  }

  /** Looks once; returns how many stakes went back. Faults of the ledger reject. */
  async sweep(): Promise<number> {
    const nowMs = this.#nowMs()
    const dead = new Map<number, EpochMs>()
    const isLeftAlone = (deskNo: number) => {
      if (this.#isLiving(deskNo)) return true
      const sinceMs = this.#deadSince.get(deskNo) ?? nowMs
      dead.set(deskNo, sinceMs)
      return nowMs - sinceMs < LEAVE_ALONE_MS
    }
    try {
      return await this.#ledger.returnOrphans(isLeftAlone)
    } finally {
      this.#deadSince = dead
    }
  }
}
