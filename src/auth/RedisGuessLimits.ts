import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { RedisLink } from '../redis/RedisLink.ts'
import { RedisScript } from '../redis/RedisScript.ts'
import type { Guess, GuessLimits } from './GuessLimits.ts'
import { countsOf, GUESS_PACES, type GuessCount } from './guessCounts.ts'

const SCRIPT = RedisScript.beside(import.meta.url, 'guesses.lua')
const waitForm = z.int()

export interface RedisGuessLimitsParts {
  readonly redis: RedisLink
  /** Undefined: Redis's own clock, the same for all processes. */
  readonly nowMs?: () => number
}

/**
 * [RE7] Guesses counted for all processes together, with the paces of the memory one. Each key lives
 * for an hour after its last guess and names account, address and device by a digest alone.
 */
export class RedisGuessLimits implements GuessLimits {
  readonly #parts: RedisGuessLimitsParts
  /** Which entry a guess is, so that this very one is taken back. */
  readonly #ids = new WeakMap<Guess, string>()

  constructor(parts: RedisGuessLimitsParts) {
    this.#parts = parts
  }

  async take(guess: Guess): Promise<number> {
    const id = randomBytes(9).toString('base64url')
    this.#ids.set(guess, id)
    const counts = countsOf(guess)
    const paces = counts.map(({ by }) => {
      const { free, mostAnHour, pausesMs } = GUESS_PACES[by]
      return `${free} ${mostAnHour} ${pausesMs.join(',')}`
    })
    return this.#run('take', id, counts, paces)
  }

  async giveBack(guess: Guess, was: 'right' | 'not-checked'): Promise<void> {
    const id = this.#ids.get(guess) ?? ''
    // Only a known device begins anew: a stranger who has an account of his own could otherwise
    // wash his address clean with it.
    const op = was === 'right' && guess.knownDevice ? 'reset' : 'remove'
    await this.#run(op, id, countsOf(guess), [])
  }

  async #run(op: string, id: string, counts: readonly GuessCount[], paces: readonly string[]) {
    const { redis, nowMs } = this.#parts
    const keys = counts.map(({ by, key }) => redis.key('guess', `${by}:${digest(key)}`))
    const reply = await redis.run(SCRIPT, keys, [op, nowMs?.() ?? 0, id, ...paces])
    return redis.codec.reply(waitForm, reply)
  }
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22)
}
