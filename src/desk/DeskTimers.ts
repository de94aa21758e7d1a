import { isRefusal } from '../contract/refusals.ts'
import { type CdTimer, isDue, nextTimer } from '../games/timers.ts'
import type { Outcome } from './DeskHost.ts'
import type { Scheduler } from './Scheduler.ts'

/** How long after the desk could not hear of a timer it is told again. */
const TRY_AGAIN_MS = 250

/**
 * Runs the countdowns of one desk: one entry in the scheduler, for the timer that is due next.
 * [CD4] A timer whose command waits for its turn is not due again meanwhile; one whose command
 * could not be journaled is tried again.
 */
export class DeskTimers {
  readonly #scheduler: Scheduler
  readonly #run: (timerId: number) => Outcome | Promise<Outcome>
  /** Timers whose command is on its way; a desk has a handful. */
  readonly #underWay = new Set<number>()
  #timers: readonly CdTimer[] = []
  #cancel: (() => void) | undefined
  #armedForMs = 0

  constructor(scheduler: Scheduler, run: (timerId: number) => Outcome | Promise<Outcome>) {
    this.#scheduler = scheduler
    this.#run = run
  }

  /** These are the timers of the desk now. */
  set(timers: readonly CdTimer[]): void {
    this.#timers = timers
    this.#arm()
  }

  #arm(): void {
    const next = nextTimer(this.#timers.filter(({ id }) => !this.#underWay.has(id)))
    const dueMs = next?.endsAtMs ?? 0
    if (dueMs === this.#armedForMs) return
    this.#cancel?.()
    this.#armedForMs = dueMs
    this.#cancel = next && this.#scheduler.at(dueMs, () => this.#due())
  }

  #due(): void {
    this.#armedForMs = 0
    this.#cancel = undefined
    const nowMs = this.#scheduler.nowMs()
    const due = this.#timers
      .filter((timer) => isDue(timer, nowMs) && !this.#underWay.has(timer.id))
      .toSorted((a, b) => a.endsAtMs - b.endsAtMs || a.id - b.id)
    for (const { id } of due) this.#underWay.add(id)
    for (const { id } of due) this.#tell(id)
    this.#arm()
  }

  #tell(id: number): void {
    const outcome = this.#run(id)
    if (outcome instanceof Promise) void outcome.then((known) => this.#told(id, known))
    else this.#told(id, outcome)
  }

  #told(id: number, outcome: Outcome): void {
    const isOver = () => {
      this.#underWay.delete(id)
      this.#arm()
    }
    if (!isRefusal(outcome)) return isOver()
    this.#scheduler.at(this.#scheduler.nowMs() + TRY_AGAIN_MS, isOver)
  }
}
