import type { Progress } from './Progress.ts'
import { median } from './statistics.ts'

/** Somebody who can run one round of that length and tell what it measured, figure by figure. */
export interface Contender<Figure extends string> {
  readonly name: string
  round(seconds: number): Promise<Readonly<Record<Figure, number>>>
}

// Compiles the code, fills caches and connection pools.
const WARM_UP_SHARE = 0.5

/**
 * [BE2] Runs the contenders in turns, so that what else the machine does meets all of them, and
 * gives the median of each figure over the rounds, by contender. Every other round goes through
 * them backwards: none is always measured in another's wake.
 */
export async function alternate<Figure extends string>(
  contenders: readonly Contender<Figure>[],
  { rounds, seconds, progress }: { rounds: number; seconds: number; progress: Progress },
): Promise<Map<string, Record<Figure, number>>> {
  for (const { name, round } of contenders) {
    progress.show(`${name}: warming up`)
    await round(seconds * WARM_UP_SHARE)
  }
  const measured = new Map<string, Readonly<Record<Figure, number>>[]>()
  for (let n = 1; n <= rounds; n++) {
    for (const { name, round } of n % 2 === 0 ? contenders.toReversed() : contenders) {
      progress.show(`round ${n} of ${rounds}: ${name}`)
      measured.set(name, [...(measured.get(name) ?? []), await round(seconds)])
    }
  }
  return new Map([...measured].map(([name, results]) => [name, medians(results)]))
}

function medians<Figure extends string>(
  results: readonly Readonly<Record<Figure, number>>[],
): Record<Figure, number> {
  const names = Object.keys(results[0] ?? {}) as Figure[]
  const entries = names.map((name) => [name, median(results.map((result) => result[name]))])
  return Object.fromEntries(entries)
}
