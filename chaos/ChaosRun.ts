import type { Progress } from '../bench/Progress.ts'

/** One fault, done to real servers again and again, and what must hold afterwards. */
export interface ChaosRun {
  readonly name: string
  /** What it does and what must hold, in one line. */
  readonly summary: string
  run(options: ChaosOptions): Promise<ChaosResult>
}

export interface ChaosOptions {
  /** Draws moments and moves; a failure is looked for again with the same seed. */
  readonly seed: number
  /** `smallest` is for the test suite, `short` for a look, a number is that many minutes. */
  readonly length: 'smallest' | 'short' | { readonly minutes: number }
  readonly progress: Progress
}

export interface ChaosResult {
  /** What goes into the JSON line; flat, with units in the names. */
  readonly figures: Readonly<Record<string, number | string>>
  /** What must never be: each in one line that names what is wrong. */
  readonly violations: readonly string[]
  /** Targets of speed that were not met; on a busy machine that says little. */
  readonly missedTargets: readonly string[]
}
