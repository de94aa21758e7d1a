import type { Benchmark } from './Benchmark.ts'
import { ledgerBenchmark } from './ledger/ledgerBenchmark.ts'
import { queueBenchmark } from './queue/queueBenchmark.ts'

/** Every benchmark there is, in the order in which `npm run bench` runs them. */
export const BENCHMARKS: readonly Benchmark[] = [ledgerBenchmark, queueBenchmark]
