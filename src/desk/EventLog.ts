import { KEPT_DESK_EVENTS } from '../contract/desk.ts'
import type { NumberedPush } from '../games/desk/publish.ts'

/** The last events of a desk, for those who missed some. [DE3] */
export class EventLog {
  readonly #kept: NumberedPush[] = []
  #lastSeq = 0

  add(pushes: readonly NumberedPush[]): void {
    for (const push of pushes) {
      this.#kept.push(push)
      this.#lastSeq = push.seq
    }
    // Twice the bound before cutting, so that the cost of a cut is spread over many events.
    if (this.#kept.length > KEPT_DESK_EVENTS * 2) {
      this.#kept.splice(0, this.#kept.length - KEPT_DESK_EVENTS)
    }
  }

  /** Every event after `seq`, in order; undefined if some of them are no longer kept. */
  since(seq: number): readonly NumberedPush[] | undefined {
    if (seq > this.#lastSeq) return undefined
    if (seq === this.#lastSeq) return []
    const first = this.#kept[0]
    if (!first || seq < first.seq - 1) return undefined
    return this.#kept.slice(seq - first.seq + 1)
  }
}
