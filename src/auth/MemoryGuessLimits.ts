import type { Clock } from '../desk/Scheduler.ts'
import type { Guess, GuessLimits } from './GuessLimits.ts'
import { GuessLog } from './GuessLog.ts'
import { countsOf, GUESS_PACES } from './guessCounts.ts'

// Some 55 MB where each key has one guess. To push an account out of its log takes as many guesses at others within the
// hour: more than 4,000 addresses have.
const MOST_KEYS = 200_000

/** Guesses counted in this process; see `guessCounts.ts` for what is counted. */
export class MemoryGuessLimits implements GuessLimits {
  readonly #clock: Clock
  readonly #logs = {
    account: new GuessLog(GUESS_PACES.account, MOST_KEYS),
    ip: new GuessLog(GUESS_PACES.ip, MOST_KEYS),
    device: new GuessLog(GUESS_PACES.device, MOST_KEYS),
  }

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

  #countedIn(guess: Guess): { log: GuessLog; key: string }[] {
    return countsOf(guess).map(({ by, key }) => ({ log: this.#logs[by], key }))
  }
}
