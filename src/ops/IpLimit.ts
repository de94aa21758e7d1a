import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ipBlockOf } from '../auth/ipBlock.ts'
import type { Rate } from '../config.ts'

/**
 * How often one ip may do something. The numbers are for a mobile network's gateway, behind which
 * are thousands of players: a limit spares the process a flood, it is no judgement of who is there.
 */
export class IpLimit {
  readonly #limiter: RateLimiterMemory | undefined

  /** Undefined: no limit. */
  constructor(rate: Rate | undefined) {
    this.#limiter = rate && new RateLimiterMemory({ points: rate.points, duration: rate.seconds })
  }

  /**
   * Counts one more. [GA6] Resolves with 0 where it may pass, else with the milliseconds after which
   * it may. The machine itself is never limited: a proxy nobody declared, probes, load tests.
   */
  async take(ip: string | undefined): Promise<number> {
    if (!this.#limiter || ip === undefined || isLoopback(ip)) return 0
    try {
      await this.#limiter.consume(ipBlockOf(ip))
      return 0
    } catch (error) {
      if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext)
      throw error
    }
  }
}

export function isLoopback(ip: string): boolean {
  return ip === '::1' || ip.startsWith('127.')
}
