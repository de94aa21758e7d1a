import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  wrap,
} from 'cockatiel'
import type { Log } from '../ops/Log.ts'
import { fetchOnce, type HttpAnswer, type HttpCall } from './fetchOnce.ts'
import { HttpFault } from './HttpFault.ts'

export type { HttpAnswer, HttpCall }

export interface HttpClientOptions {
  /** Names the other side in faults and log lines. */
  readonly service: string
  /** Origin, and a path in front of all paths if there is one. */
  readonly baseUrl: string
  readonly log: Log
  /** For one call with all its tries. */
  readonly deadlineMs?: number
  /** For one try. */
  readonly tryMs?: number
  /** Tries of a call that may be repeated. */
  readonly tries?: number
  readonly mostAnswerBytes?: number
  /** So many failed tries one after the other, */
  readonly failuresToOpen?: number
  /** and the service is left alone for so long; then one call feels its way. */
  readonly openForMs?: number
}

// Calls under way and waiting: a service that hangs holds no more of us than these.
const MOST_AT_ONCE = 20
const MOST_WAITING = 100
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1000

/**
 * How we ask others: the one way out. [NH1] Every call ends by its deadline. [NH2] Calls that may be
 * repeated are, with a growing, random pause, while another try might do. [NH3] A service that keeps
 * failing is left alone for a while. [NH4] An answer has a largest size. [NH5] Parameters, headers and
 * bodies are in no log line and no fault. Redirects are not followed.
 */
export class HttpClient {
  readonly #options: HttpClientOptions
  readonly #deadlineMs: number
  readonly #once: (call: HttpCall, signal: AbortSignal) => Promise<HttpAnswer>
  readonly #again: (call: HttpCall, signal: AbortSignal) => Promise<HttpAnswer>

  constructor(options: HttpClientOptions) {
    this.#options = options
    this.#deadlineMs = options.deadlineMs ?? 5000
    const limits = {
      service: options.service,
      baseUrl: options.baseUrl,
      tryMs: options.tryMs ?? 2000,
      mostAnswerBytes: options.mostAnswerBytes ?? 64 * 1024,
    }
    const crowd = bulkhead(MOST_AT_ONCE, MOST_WAITING)
    const breaker = circuitBreaker(handleWhen(isPassing), {
      halfOpenAfter: options.openForMs ?? 10_000,
      breaker: new ConsecutiveBreaker(options.failuresToOpen ?? 5),
    })
    breaker.onBreak(() => options.log.warn({ service: options.service }, 'left alone for a while'))
    const again = retry(handleWhen(isPassing), {
      maxAttempts: (options.tries ?? 3) - 1,
      backoff: new ExponentialBackoff({
        initialDelay: FIRST_PAUSE_MS,
        maxDelay: LONGEST_PAUSE_MS,
      }),
    })
    const once = wrap(crowd, breaker)
    const repeated = wrap(crowd, again, breaker)
    this.#once = (call, signal) => once.execute(() => fetchOnce(call, limits, signal), signal)
    this.#again = (call, signal) => repeated.execute(() => fetchOnce(call, limits, signal), signal)
  }

  /**
   * The answer to a call, whatever its status below 500 but 429. Throws an `HttpFault` for everything
   * else.
   */
  async send(call: HttpCall): Promise<HttpAnswer> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const controller = new AbortController()
    const { service, log } = this.#options
    const timer = setTimeout(() => {
      const fault = new HttpFault('net/timeout', service, `${this.#deadlineMs} ms`, false)
      controller.abort(fault)
      reject(fault)
    }, this.#deadlineMs)
    try {
      const run = call.mayRepeat ? this.#again : this.#once
      // The pause before another try does not hear the signal: the deadline holds all the same.
      return await Promise.race([run(call, controller.signal), late])
    } catch (error) {
      const fault = this.#faultOf(error)
      log.warn({ service, path: call.path, fault: fault.code }, 'a call to a service failed')
      throw fault
    } finally {
      clearTimeout(timer)
    }
  }

  #faultOf(error: unknown): HttpFault {
    const { service } = this.#options
    if (error instanceof HttpFault) return error
    if (error instanceof BrokenCircuitError) {
      return new HttpFault('net/circuit-open', service, 'it failed too often just now', false)
    }
    if (error instanceof BulkheadRejectedError) {
      return new HttpFault('net/busy', service, 'too many calls are under way', false)
    }
    if (error instanceof TaskCancelledError) {
      return new HttpFault('net/timeout', service, `${this.#deadlineMs} ms`, false)
    }
    throw error
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof HttpFault && error.isPassing
}
