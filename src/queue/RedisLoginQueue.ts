import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { LoginRate } from '../config.ts'
import type { PlayerId } from '../contract/ids.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Scheduler } from '../desk/Scheduler.ts'
import type { RedisLink } from '../redis/RedisLink.ts'
import { RedisScript } from '../redis/RedisScript.ts'
import type {
  EnterOptions,
  LoginQueue,
  QueuePlace,
  QueueTicket,
  QueueWatcher,
} from './LoginQueue.ts'
import { ADMITTED_LIFE_MS, WAITING_LIFE_MS } from './MemoryLoginQueue.ts'
import { WatchedTickets } from './WatchedTickets.ts'

/** [QR3] A login that is not over by then has died; its ticket is good again. */
export const REDEEM_LEASE_MS = 10_000
/** While somebody waits, expiry, capacity and watchers are looked at this often. */
const TICK_MS = 1000
/** A hint hurries a look, but a thousand admissions are one hint. */
const SOONEST_LOOK_MS = 50
const MOST_WAITING = 100_000
/** Keeps one script at about a millisecond. */
const MOST_A_CALL = 200
/** Longer than any ticket lives: keys vanish with the last ticket's owner. */
const KEY_LEASE_MS = 2 * WAITING_LIFE_MS
/** Logins under way in one process at once; more are faults that were never ended. */
const MOST_ATTEMPTS = 10_000

const SCRIPT = RedisScript.beside(import.meta.url, 'loginQueue.lua')
/** In the order in which the script names them. */
const KEY_NAMES = ['state', 'line', 'silence', 'held', 'beside', 'tickets', 'players', 'rate']

const word = z.union([z.string(), z.number()])
const replyForm = z.tuple([
  z.tuple([z.enum(['ok', 'full', 'gone', 'not-yet'])]).rest(word),
  z.number(),
  z.number(),
  z.number(),
])
const enteredForm = z.tuple([z.string(), z.int(), z.int(), z.coerce.number()])
const placeForm = z.tuple([z.int(), z.int()])
const playerForm = z.tuple([z.coerce.number().pipe(z.int())])

/** One try to redeem a ticket; unsure while it has no answer. */
interface Attempt {
  readonly id: string
  isUnsure: boolean
}

export interface RedisLoginQueueParts {
  readonly redis: RedisLink
  readonly scheduler: Scheduler
  readonly rate: LoginRate
  readonly maxPlayers: number
  /** How many players are in the house now, of all processes. */
  readonly onlinePlayers: () => number | Promise<number>
  /** Told of what a look of its own ran into; calls throw theirs. */
  readonly onFault: (error: unknown) => void
  readonly mostWaiting?: number
  /** Undefined: Redis's own clock, the same for all processes. */
  readonly nowMs?: () => number
}

/**
 * The login queue of a cluster: the line, the tickets and the rate are in Redis, every call is one
 * step there, and any process takes any call. [QR1] No process holds anything that is lost with it.
 */
export class RedisLoginQueue implements LoginQueue {
  readonly #parts: RedisLoginQueueParts
  readonly #keys: string[]
  readonly #channel: string
  readonly #watched = new WatchedTickets()
  /** Ticket → the attempt of this process that redeems it; oldest first. */
  readonly #attempts = new Map<string, Attempt>()
  readonly #stopHearing: (() => void)[]
  #waiting = 0
  #wakeMs = 0
  #isClosed = false
  #looking: Promise<void> | undefined
  #disarm: (() => void) | undefined
  #armedForMs = Number.POSITIVE_INFINITY

  constructor(parts: RedisLoginQueueParts) {
    this.#parts = parts
    const { redis } = parts
    this.#keys = KEY_NAMES.map((name) => redis.key('queue', name))
    this.#channel = redis.key('queue', 'news')
    this.#stopHearing = [
      redis.listen(this.#channel, () => this.#lookSoon()),
      redis.onBack(() => this.#lookSoon()),
    ]
    // Tickets that were waiting before this process started have to be admitted too.
    this.#arm(TICK_MS)
  }

  async enter(playerId: PlayerId, { skips, isNewcomer }: EnterOptions): Promise<QueueTicket> {
    const newTicket = randomBytes(24).toString('base64url')
    const lane = skips ? (isNewcomer ? 'held' : 'beside') : 'line'
    const [status, ...rest] = await this.#call('enter', [playerId, newTicket, lane])
    if (status === 'full') throw new RefusalError(refuse('queue/full'))
    const [ticket, position, seconds, expiresAtMs] = this.#read(enteredForm, rest)
    return { ticket, ...placeFrom(position, seconds), expiresAtMs }
  }

  async placeOf(ticket: string): Promise<QueuePlace> {
    const [, ...rest] = await this.#call('place', [ticket])
    const [position, seconds] = this.#read(placeForm, rest)
    if (position < 0) throw gone()
    return placeFrom(position, seconds)
  }

  async redeem(ticket: string): Promise<PlayerId> {
    const known = this.#attempts.get(ticket)
    // [QR2] The same try again, its answer having been lost, is the same attempt and gets the same
    // answer; one beside another that is under way is an attempt of its own.
    const attempt = known?.isUnsure ? known : newAttempt()
    if (!known) this.#remember(ticket, attempt)
    attempt.isUnsure = false
    const [status, ...rest] = await this.#call('redeem', [ticket, attempt.id]).catch((error) => {
      attempt.isUnsure = true
      throw error
    })
    if (status === 'ok') return this.#read(playerForm, rest)[0]
    if (this.#attempts.get(ticket) === attempt) this.#attempts.delete(ticket)
    if (status !== 'not-yet') throw gone()
    const [position, etaSeconds] = this.#read(placeForm, rest)
    throw new RefusalError(refuse('queue/not-yet', undefined, { position, etaSeconds }))
  }

  async confirm(ticket: string): Promise<void> {
    const attempt = this.#attempts.get(ticket)
    if (!attempt) return
    await this.#call('confirm', [ticket, attempt.id])
    this.#attempts.delete(ticket)
  }

  async giveBack(ticket: string): Promise<void> {
    const attempt = this.#attempts.get(ticket)
    if (!attempt) return
    this.#attempts.delete(ticket)
    await this.#call('giveBack', [ticket, attempt.id])
  }

  async watch(ticket: string, watcher: QueueWatcher): Promise<() => void> {
    const place = await this.placeOf(ticket)
    if (place.admitted || this.#isClosed) {
      watcher.onPlace(place)
      watcher.onEnd()
      return () => {}
    }
    const stop = this.#watched.add(ticket, watcher, place, this.#parts.scheduler.nowMs())
    this.#arm(TICK_MS)
    return stop
  }

  /** As this process last saw it: at most a second ago while it matters. */
  waiting(): number {
    return this.#waiting
  }

  close(): void {
    this.#isClosed = true
    this.#disarm?.()
    this.#disarm = undefined
    for (const stop of this.#stopHearing) stop()
    this.#watched.endAll()
  }

  /**
   * Looks at everything that is due: expiry, admissions, news for the watchers. It runs by itself
   * each second while somebody waits; resolves when this look is over, and never throws.
   */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#parts.onFault(error))
      .finally(() => {
        this.#looking = undefined
        if (this.#waiting === 0 && this.#watched.size === 0) return
        this.#arm(this.#wakeMs > 0 ? Math.min(this.#wakeMs, TICK_MS) : TICK_MS)
      })
    return this.#looking
  }

  async #look(): Promise<void> {
    const tickets = this.#watched.tickets()
    if (tickets.length === 0) {
      await this.#call('turn', [])
      return
    }
    for (let from = 0; from < tickets.length; from += MOST_A_CALL) {
      const asked = tickets.slice(from, from + MOST_A_CALL)
      const [, ...rest] = await this.#call('places', asked)
      const numbers = this.#read(z.array(z.int()).length(asked.length * 2), rest)
      for (const [index, ticket] of asked.entries()) {
        const [position = -1, seconds = 0] = numbers.slice(index * 2, index * 2 + 2)
        if (position < 0) this.#watched.end(ticket)
        else {
          this.#watched.tell(ticket, placeFrom(position, seconds), this.#parts.scheduler.nowMs())
        }
      }
    }
  }

  async #call(op: string, args: readonly (string | number)[]) {
    const { redis, rate, maxPlayers, mostWaiting = MOST_WAITING, nowMs } = this.#parts
    const settings = [
      ...[nowMs?.() ?? 0, this.#channel, rate.admissions, rate.windowMs, maxPlayers],
      ...[await this.#parts.onlinePlayers(), mostWaiting, WAITING_LIFE_MS, ADMITTED_LIFE_MS],
      ...[REDEEM_LEASE_MS, KEY_LEASE_MS],
    ]
    const raw = await redis.run(SCRIPT, this.#keys, [op, ...settings, ...args])
    const [reply, waiting, wakeMs, bad] = this.#read(replyForm, raw)
    redis.codec.noteBad('queue ticket', bad)
    this.#waiting = waiting
    this.#wakeMs = wakeMs
    if (waiting > 0) this.#arm(wakeMs > 0 ? Math.min(wakeMs, TICK_MS) : TICK_MS)
    return reply
  }

  #read<T>(form: z.ZodType<T>, value: unknown): T {
    return this.#parts.redis.codec.reply(form, value)
  }

  #remember(ticket: string, attempt: Attempt): void {
    this.#attempts.set(ticket, attempt)
    if (this.#attempts.size <= MOST_ATTEMPTS) return
    const [oldest = ''] = this.#attempts.keys()
    this.#attempts.delete(oldest)
  }

  #lookSoon(): void {
    if (this.#watched.size > 0) this.#arm(SOONEST_LOOK_MS)
  }

  #arm(inMs: number): void {
    if (this.#isClosed) return
    const { scheduler } = this.#parts
    const atMs = scheduler.nowMs() + Math.max(inMs, SOONEST_LOOK_MS)
    if (this.#disarm && this.#armedForMs <= atMs) return
    this.#disarm?.()
    this.#armedForMs = atMs
    this.#disarm = scheduler.at(atMs, () => {
      this.#disarm = undefined
      void this.look()
    })
  }
}

function placeFrom(position: number, etaSeconds: number): QueuePlace {
  return { admitted: position === 0, position, etaSeconds }
}

function gone(): RefusalError {
  return new RefusalError(refuse('queue/ticket-gone'))
}

function newAttempt(): Attempt {
  return { id: randomBytes(12).toString('base64url'), isUnsure: false }
}
