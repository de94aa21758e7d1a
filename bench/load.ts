import { percentile } from './statistics.ts'

export interface LoadFigures {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU time of this process for each call; what a server of another process uses is not in it. */
  readonly cpuMicros: number
}

/** Runs these workers side by side, each calling again as soon as it is answered. */
export async function load(
  workers: readonly (() => Promise<unknown>)[],
  seconds: number,
): Promise<LoadFigures> {
  const latenciesMs: number[] = []
  const cpuBefore = process.cpuUsage()
  const startedAtMs = performance.now()
  const endsAtMs = startedAtMs + seconds * 1000
  await Promise.all(
    workers.map(async (work) => {
      while (performance.now() < endsAtMs) {
        const beganAtMs = performance.now()
        await work()
        latenciesMs.push(performance.now() - beganAtMs)
      }
    }),
  )
  const elapsedSeconds = (performance.now() - startedAtMs) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  return {
    perSecond: latenciesMs.length / elapsedSeconds,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    cpuMicros: (user + system) / latenciesMs.length,
  }
}
