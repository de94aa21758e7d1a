import { randomUUID } from 'node:crypto'
import type { Gold, PlayerId } from '../contract/ids.ts'
import { type Refusal, refuse } from '../contract/refusals.ts'
import { type Ledger, LedgerError, type PotShare, type Settlement } from '../ledger/Ledger.ts'
import type { Log } from '../ops/Log.ts'
import type { Scheduler } from './Scheduler.ts'

const FIRST_PAUSE_MS = 50
/** Short enough that queued settlements drain within 5 s of the database's return (target R6). */
const LONGEST_PAUSE_MS = 2000
/**
 * The work of a second. While the database answers only a few dozen operations wait; this many mean
 * that it is away, and hands in play (each adds its settlement and its leavers at most) still drain
 * within 5 s of its return.
 */
const MAX_UNFINISHED = 1000

/**
 * The gold at the desks: takes stakes and gives them back, pays hands and voids them. What must
 * happen is tried again under the same key until it has happened, so that a database that is away
 * for a while costs nobody anything. [GD1]
 */
export class Stakes {
  readonly #ledger: Ledger
  readonly #scheduler: Scheduler
  readonly #log: Log
  /** Stakes on their way back, by player; as many as there are players leaving at this moment. */
  readonly #returning = new Map<PlayerId, Promise<unknown>>()
  readonly #maxUnfinished: number
  #unfinished = 0

  constructor(ledger: Ledger, scheduler: Scheduler, log: Log, maxUnfinished = MAX_UNFINISHED) {
    this.#ledger = ledger
    this.#scheduler = scheduler
    this.#log = log
    this.#maxUnfinished = maxUnfinished
  }

  /** Operations that must still happen. */
  get unfinished(): number {
    return this.#unfinished
  }

  /** [GD4] So much waits for the database that nobody may sit down and no hand may start. */
  get isFull(): boolean {
    return this.#unfinished >= this.#maxUnfinished
  }

  /** [GD2] Moves the player's whole wallet into escrow: the stake, or why there is none. */
  async take(playerId: PlayerId, deskNo: number, atLeast: Gold): Promise<Gold | Refusal> {
    await this.returned(playerId)
    try {
      return await this.#ledger.stake(`stake:${randomUUID()}`, { playerId, deskNo, atLeast })
    } catch (error) {
      if (error instanceof LedgerError && error.code === 'ledger/too-poor') {
        return refuse('desk/too-poor')
      }
      if (error instanceof LedgerError && error.code === 'ledger/staked-elsewhere') {
        return refuse('desk/already-seated')
      }
      throw error
    }
  }

  /** Gives a stake back, now or as soon as the database answers. Never rejects. */
  giveBack(
    key: string,
    move: { playerId: PlayerId; deskNo: number; intoPot: Gold },
  ): Promise<unknown> {
    const done = this.#untilDone(`give back ${key}`, () => this.#ledger.unstake(key, move))
    const settled = done.catch((error) => {
      this.#log.error({ err: error, key, ...move }, 'a stake could not be given back')
    })
    this.#returning.set(move.playerId, settled)
    settled.then(() => {
      if (this.#returning.get(move.playerId) === settled) this.#returning.delete(move.playerId)
    })
    return settled
  }

  /** Resolves when no stake of this player is on its way back. */
  async returned(playerId: PlayerId): Promise<void> {
    await this.#returning.get(playerId)
  }

  /** What came into the wallet meanwhile joins the stake. Returns the stake. */
  topUp(playerId: PlayerId, deskNo: number): Promise<Gold> {
    return this.#ledger.topUp(`top-up:${randomUUID()}`, { playerId, deskNo })
  }

  /** Pays a hand; rejects only with what no second try can mend. Returns the stakes by line. */
  settle(settlement: Settlement): Promise<Gold[]> {
    return this.#untilDone(`settle ${settlement.handId}`, () => this.#ledger.settle(settlement))
  }

  voidHand(hand: { handId: string; deskNo: number; fromPot: readonly PotShare[] }): Promise<void> {
    return this.#untilDone(`void ${hand.handId}`, () => this.#ledger.voidHand(hand))
  }

  async #untilDone<T>(what: string, run: () => Promise<T>): Promise<T> {
    this.#unfinished++
    try {
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
        try {
          return await run()
        } catch (error) {
          if (error instanceof LedgerError && error.code !== 'ledger/unavailable') throw error
          this.#log.warn({ err: error, pauseMs }, `${what}: failed, will try again`)
          await this.#pause(pauseMs)
        }
      }
    } finally {
      this.#unfinished--
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#scheduler.at(this.#scheduler.nowMs() + ms, resolve)
    })
  }
}
