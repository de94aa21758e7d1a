import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/**
 * What operators see at `/metrics`. The registry is our own, so that two servers in one process (as
 * in tests) do not share their figures.
 */
export interface Metrics {
  readonly registry: Registry
  /**
   * Counts one request or message and how long it took. `type` must be a name from the contract
   * (never something a client chose: each value is a series), `outcome` is `ok` or a refusal code.
   */
  observe(type: string, outcome: string, seconds: number): void
  /** Makes a counter; what it returns counts one more, under one of a few words of ours. */
  counter(name: string, help: string): () => void
  counter<Value extends string>(name: string, help: string, label: string): (value: Value) => void
  /** A figure that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number): void
  /** One figure for each value of a label; the values must be few and ours. */
  gauges(
    name: string,
    help: string,
    label: string,
    read: () => Readonly<Record<string, number>>,
  ): void
  /** Stops the measuring of the event loop. */
  close(): void
}

// From a request answered out of memory (50 µs) to one that waited for a stalled database.
const SECONDS_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** [LO4] Process figures with event-loop lag, `parlor_request_seconds` and gauges of the services. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requestSeconds = new Histogram({
    name: 'parlor_request_seconds',
    help: 'How long requests and messages took, by type and outcome.',
    labelNames: ['type', 'outcome'] as const,
    buckets: SECONDS_BUCKETS,
    registers: [registry],
  })
  return {
    registry,
    observe: (type, outcome, seconds) => requestSeconds.observe({ type, outcome }, seconds),
    counter: (name: string, help: string, label?: string) => {
      const labelNames = label === undefined ? [] : [label]
      const counter = new Counter({ name, help, labelNames, registers: [registry] })
      return (value?: string) => counter.inc(label === undefined ? {} : { [label]: value ?? '' })
    },
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read())
        },
      })
    },
    gauges: (name, help, label, read) => {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers: [registry],
        collect() {
          for (const [value, figure] of Object.entries(read())) this.set({ [label]: value }, figure)
        },
      })
    },
    close: () => registry.clear(),
  }
}
