import { randomBytes } from 'node:crypto'
import { hash, parseOptions, verify } from '@node-rs/argon2'
import { RefusalError, refuse } from '../contract/refusals.ts'

/** How much work a guess costs. 19 MiB, two passes, one lane is what OWASP asks for at the least. */
export interface HashCost {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

export const HASH_COST: HashCost = { memoryKiB: 19 * 1024, passes: 2, lanes: 1 }

// The pool of libuv has four threads; two are left for files and names.
const AT_ONCE = 2
// At 10 to 20 ms a hash and two at once, the last of these waits half a second.
const MOST_WAITING = 50
const RETRY_AFTER_MS = 2000

export interface PasswordCheck {
  readonly isRight: boolean
  /** The hash was made with another cost than today's: time to make it anew. */
  readonly isOutdated: boolean
}

/**
 * Hashes passwords with Argon2id on other threads, a few at once. [PW4] Who comes when 50 wait
 * already is refused `auth/slow-down` before any work is done.
 */
export class Passwords {
  readonly #cost: HashCost
  readonly #waiting: (() => void)[] = []
  readonly #decoy: string
  #running = 0
  #done = 0

  constructor(cost: HashCost = HASH_COST) {
    this.#cost = cost
    this.#decoy = decoyOf(cost)
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** How many hashes have been computed so far. */
  get done(): number {
    return this.#done
  }

  /** The hash to store, in the PHC form with cost and salt. Refuses `auth/slow-down`. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => this.#hash(password))
  }

  /**
   * [PW3] Is it the password of that hash? Without a hash (there is no such account) it is not, after
   * the same work. The bytes are compared in constant time. Refuses `auth/slow-down`.
   */
  check(password: string, stored: string | undefined): Promise<PasswordCheck> {
    return this.#inTurn(async () => {
      const isRight = await verify(stored ?? this.#decoy, plain(password))
      const isKnown = stored !== undefined
      return { isRight: isRight && isKnown, isOutdated: isKnown && this.#isOutdated(stored) }
    })
  }

  #hash(password: string): Promise<string> {
    const { memoryKiB, passes, lanes } = this.#cost
    const options = { memoryCost: memoryKiB, timeCost: passes, parallelism: lanes }
    // Argon2id, version 19, a salt of 16 random bytes and 32 bytes of hash are the library's own.
    return hash(plain(password), options)
  }

  #isOutdated(stored: string): boolean {
    const { memoryCost, timeCost, parallelism } = parseOptions(stored)
    const { memoryKiB, passes, lanes } = this.#cost
    return memoryCost !== memoryKiB || timeCost !== passes || parallelism !== lanes
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= MOST_WAITING) {
        throw new RefusalError(
          refuse('auth/slow-down', 'Too many sign in at this moment.', {
            retryAfterMs: RETRY_AFTER_MS,
          }),
        )
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#running++
    try {
      return await work()
    } finally {
      this.#done++
      // The turn passes on, so that no newcomer jumps the line.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}

/** A stored hash that no password has: its bytes are random. */
function decoyOf({ memoryKiB, passes, lanes }: HashCost): string {
  const [salt, bytes] = [16, 32].map((n) => randomBytes(n).toString('base64').replaceAll('=', ''))
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${salt}$${bytes}`
}

/** The same characters give the same bytes, whatever keyboard made them. */
function plain(password: string): string {
  return password.normalize('NFKC')
}
