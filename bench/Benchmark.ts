import type { Progress } from './Progress.ts'

/** One figure of the project, measured beside what a user would pick instead, in the same run. */
export interface Benchmark {
  readonly name: string
  /** What it measures, in one line. */
  readonly summary: string
  run(options: BenchmarkOptions): Promise<BenchmarkResult>
}

export interface BenchmarkOptions {
  /** Length of one round of one contender. */
  readonly seconds: number
  /** Rounds of each contender, taken in turns. */
  readonly rounds: number
  readonly seed: number
  readonly progress: Progress
}

export interface BenchmarkResult {
  /** What goes into the JSON line; flat, with units in the names. */
  readonly figures: Readonly<Record<string, number | string>>
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** What a reader must know to believe the table: who the peers are, what is like and unlike. */
  readonly notes: readonly string[]
}
