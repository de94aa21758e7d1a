import type { Clock } from '../desk/Scheduler.ts'
import { isLoopback } from '../ops/IpLimit.ts'
import type { Guess, GuessLimits } from './GuessLimits.ts'
import { GuessLog, type GuessPace } from './GuessLog.ts'
import { ipBlockOf } from './ipBlock.ts'

const SECOND_MS = 1000
const doubling = (lastSeconds: number) =>
  [2, 4, 8, 16, 32, 64, lastSeconds]
    .filter((seconds) => seconds <= lastSeconds)
    .map((seconds) => seconds * SECOND_MS)

/** Of strangers, whoever and however many they are, on one account: 34 in the first hour, then 24. */
export const ACCOUNT_PACE: GuessPace = { free: 5, pausesMs: doubling(150), mostAnHour: 40 }
/** Of one ip on all accounts. Many people may sit behind it, so it has more for free. */
export const IP_PACE: GuessPace = { free: 15, pausesMs: doubling(120), mostAnHour: 50 }
/** Of a device that signed in to that account before. */
export const DEVICE_PACE: GuessPace = { free: 5, pausesMs: doubling(64), mostAnHour: 20 }

// Some 55 MB where each key has one guess. To push an account out of its log takes as many guesses at others within the
// hour: more than 4,000 addresses have.
const MOST_KEYS = 200_000

/**
 * [PW5] Guesses counted in this process. Strangers share one allowance an account, so that more
 * addresses are not more guesses; [PW6] a known device has one of its own, which no stranger can use
 * up, and is not held back by what others do at its address.
 */
export class MemoryGuessLimits implements GuessLimits {
  readonly #clock: Clock
  readonly #accounts = new GuessLog(ACCOUNT_PACE, MOST_KEYS)
  readonly #ips = new GuessLog(IP_PACE, MOST_KEYS)
  readonly #devices = new GuessLog(DEVICE_PACE, MOST_KEYS)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async take(guess: Guess): Promise<number> {
    const nowMs = this.#clock.nowMs()
    const counted = this.#countedIn(guess)
    const waitMs = Math.max(...counted.map(({ log, key }) => log.waitMs(key, nowMs)))
    if (waitMs === 0) for (const { log, key } of counted) log.add(key, nowMs)
    return waitMs
  }

  async giveBack(guess: Guess, was: 'right' | 'not-checked'): Promise<void> {
    for (const { log, key } of this.#countedIn(guess)) {
      // Only a known device begins anew: a stranger who has an account of his own could otherwise
      // wash his address clean with it.
      if (was === 'right' && guess.knownDevice) log.reset(key)
      else log.remove(key)
    }
  }

  #countedIn({ account, ip, knownDevice }: Guess): { log: GuessLog; key: string }[] {
    if (knownDevice) return [{ log: this.#devices, key: `${account} ${knownDevice}` }]
    const byAccount = { log: this.#accounts, key: account }
    // Behind a proxy that nobody declared everybody has this address: one would stop all.
    if (ip && isLoopback(ip)) return [byAccount]
    return [byAccount, { log: this.#ips, key: ipBlockOf(ip) }]
  }
}
