/** A countdown ("cd timer"): data in the state of a desk, due at its end time exactly. [CD1] */
export interface CdTimer {
  /** Counts up within a desk and is never used again. */
  readonly id: number
  readonly kind: string
  /** The seat it belongs to, or `DESK` for the desk's own. A desk has at most one of those. */
  readonly seat: number
  readonly startedAtMs: number
  readonly endsAtMs: number
  readonly args: Readonly<Record<string, unknown>>
}

/** `seat` of the desk's own timer. */
export const DESK = -1

/** [CD2] The timer that is due next: the earliest end, and of equal ones the oldest. */
export function nextTimer(timers: readonly CdTimer[]): CdTimer | undefined {
  let next: CdTimer | undefined
  for (const timer of timers) {
    if (!next || timer.endsAtMs < next.endsAtMs) next = timer
  }
  return next
}

/** [CD2] A timer is due at its end time exactly, not one tick later. */
export function isDue(timer: CdTimer, nowMs: number): boolean {
  return timer.endsAtMs <= nowMs
}
