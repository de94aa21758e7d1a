/** Events that came too early; more than a desk ever keeps means that the cursor is lost. */
const MOST_EARLY = 512

export interface Sequenced {
  readonly seq: number
}

/**
 * Puts the events of a desk in the order of their `seq`: each is applied once, none is skipped,
 * and what came before its predecessor waits for it.
 */
export class EventCursor<E extends Sequenced> {
  readonly #apply: (event: E) => void
  readonly #early = new Map<number, E>()
  #seq = 0

  constructor(apply: (event: E) => void) {
    this.#apply = apply
  }

  /** The last `seq` that was applied, 0 at first. */
  get seq(): number {
    return this.#seq
  }

  /** Whether an event waits for one that never came. */
  get hasGap(): boolean {
    return this.#early.size > 0
  }

  take(event: E): void {
    if (event.seq <= this.#seq) return
    if (this.#early.size < MOST_EARLY) this.#early.set(event.seq, event)
    let next = this.#early.get(this.#seq + 1)
    while (next) {
      this.#early.delete(next.seq)
      this.#seq = next.seq
      this.#apply(next)
      next = this.#early.get(this.#seq + 1)
    }
  }

  /** The events before are lost or of no interest: the state as a whole stands for them. */
  jump(seq: number): void {
    this.#seq = Math.max(this.#seq, seq)
    for (const early of [...this.#early.keys()]) {
      if (early <= this.#seq) this.#early.delete(early)
    }
    const next = this.#early.get(this.#seq + 1)
    if (next) this.take(next)
  }
}
