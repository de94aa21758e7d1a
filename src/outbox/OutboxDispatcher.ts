import type { PlayerId } from '../contract/ids.ts'
import type { Scheduler } from '../desk/Scheduler.ts'
import type { Log } from '../ops/Log.ts'
import type { OutboxNotice, OutboxStore } from '../stores/OutboxStore.ts'

/** It looks by itself too: another process, or one that died, may have written. */
const LOOK_EVERY_MS = 1000
/** One statement's worth of ids, and of work between two turns of the loop. */
const BATCH = 200
/** Players skipped in one pass because they could not be told; more means nobody can be. */
const MAX_SKIPPED = 100

export interface DispatcherParts {
  readonly store: OutboxStore
  readonly scheduler: Scheduler
  /** Tells one player; what it throws is logged, and he is told again. */
  readonly deliver: (notice: OutboxNotice) => void | Promise<void>
  readonly log: Log
}

/**
 * Tells players what was committed, at least once, and each player in the order of the commits.
 * [OB2] What was told is removed afterwards, so a crash in between tells it again: receivers drop
 * what they have by its id.
 */
export class OutboxDispatcher {
  readonly #parts: DispatcherParts
  #pass: Promise<void> | undefined
  #isNudged = false
  #isClosed = false
  /** Told, but their removal failed: at most a batch. They are not told again. [OB4] */
  #told: number[] = []
  #callOff: (() => void) | undefined

  constructor(parts: DispatcherParts) {
    this.#parts = parts
  }

  /** Something was committed: looks now, or, if it is looking already, right after. */
  nudge(): void {
    if (this.#isClosed) return
    if (this.#pass) {
      this.#isNudged = true
      return
    }
    this.#callOff?.()
    this.#isNudged = false
    this.#pass = this.#dispatchAll()
      .catch((error) => this.#parts.log.warn({ err: error }, 'the outbox cannot be read now'))
      .then(() => this.#rest())
  }

  /** Looks no more; resolves when what is under way is done. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#callOff?.()
    await this.#pass
  }

  #rest(): void {
    this.#pass = undefined
    if (this.#isClosed) return
    if (this.#isNudged) return this.nudge()
    const { scheduler } = this.#parts
    this.#callOff = scheduler.at(scheduler.nowMs() + LOOK_EVERY_MS, () => this.nudge())
  }

  async #dispatchAll(): Promise<void> {
    const { store } = this.#parts
    const skipped = new Set<PlayerId>()
    while (!this.#isClosed && skipped.size <= MAX_SKIPPED) {
      await this.#removeTold()
      // Always from the beginning: a lower id may be committed later than a higher one.
      const notices = await store.next(BATCH, [...skipped])
      for (const notice of notices) await this.#tell(notice, skipped)
      if (notices.length < BATCH) break
    }
    await this.#removeTold()
  }

  /** [OB3] Who cannot be told waits with all that follows; the others do not wait for him. */
  async #tell(notice: OutboxNotice, skipped: Set<PlayerId>): Promise<void> {
    if (skipped.has(notice.playerId)) return
    try {
      await this.#parts.deliver(notice)
      this.#told.push(notice.id)
    } catch (error) {
      skipped.add(notice.playerId)
      const { id, playerId, type } = notice
      this.#parts.log.warn({ err: error, id, playerId, type }, 'a notice could not be told')
    }
  }

  async #removeTold(): Promise<void> {
    await this.#parts.store.remove(this.#told)
    this.#told = []
  }
}
