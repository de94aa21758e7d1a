import { setTimeout as pause } from 'node:timers/promises'
import type { Scheduler } from '../desk/Scheduler.ts'
import type { QueueStore, SavedTicket, TicketChanges } from '../stores/QueueStore.ts'

/** Who comes within this time shares a commit: at most 200 a second, however many come. */
const GATHER_MS = 5
/** [QU14] Admissions and ends of tickets are written at the latest after this long. */
export const LATE_WRITE_MS = 250
/** After a fault of the store; those who come meanwhile try it too. */
const RETRY_MS = 1000
/** Some MB of changes while the store is away; beyond it nobody is taken in. */
const MOST_UNSAVED = 200_000

export interface TicketBookParts {
  readonly store: QueueStore
  readonly scheduler: Scheduler
  /** Told when a write that nobody waits for has failed; it is tried again. */
  readonly onFault: (error: unknown) => void
}

/**
 * Keeps the queue's tickets in the store, many at a time: one write is under way, and all that
 * happens meanwhile is the next one.
 */
export class TicketBook {
  readonly #parts: TicketBookParts
  readonly #added = new Map<number, SavedTicket>()
  readonly #admitted = new Set<number>()
  readonly #removed = new Set<number>()
  #writing: Promise<void> = Promise.resolve()
  /** The batch that is still open. */
  #next: Promise<void> | undefined
  #callOff: (() => void) | undefined

  constructor(parts: TicketBookParts) {
    this.#parts = parts
  }

  /** Everything that was saved, in the order of the line. */
  read(): Promise<SavedTicket[]> {
    return this.#parts.store.all()
  }

  /** [QU13] Resolves when the ticket is safe; rejects when it is not, and then it will not be. */
  async add(ticket: SavedTicket): Promise<void> {
    if (this.#unsaved() >= MOST_UNSAVED) throw new Error('the queue cannot be saved now')
    this.#added.set(ticket.place, ticket)
    await this.flush()
  }

  admit(place: number): void {
    const fresh = this.#added.get(place)
    if (fresh) this.#added.set(place, { ...fresh, isAdmitted: true })
    else this.#admitted.add(place)
    this.#writeWithin(LATE_WRITE_MS)
  }

  remove(place: number): void {
    this.#admitted.delete(place)
    if (this.#added.delete(place)) return
    this.#removed.add(place)
    this.#writeWithin(LATE_WRITE_MS)
  }

  /** Writes all there is, together with what comes in the next few milliseconds. */
  flush(): Promise<void> {
    this.#next ??= this.#openBatch()
    return this.#next
  }

  async #openBatch(): Promise<void> {
    await this.#writing
    await pause(GATHER_MS)
    this.#next = undefined
    const write = this.#write()
    this.#writing = write.catch(() => {})
    return write
  }

  async #write(): Promise<void> {
    this.#callOff?.()
    this.#callOff = undefined
    if (this.#unsaved() === 0) return
    const changes: TicketChanges = {
      added: [...this.#added.values()],
      admitted: [...this.#admitted],
      removed: [...this.#removed],
    }
    for (const each of [this.#added, this.#admitted, this.#removed]) each.clear()
    try {
      await this.#parts.store.save(changes)
    } catch (error) {
      // Whether it was written nobody knows; whose ticket was to be added is told that it was not.
      for (const { place } of changes.added) this.#removed.add(place)
      for (const place of changes.admitted) if (!this.#removed.has(place)) this.#admitted.add(place)
      for (const place of changes.removed) this.#removed.add(place)
      this.#writeWithin(RETRY_MS)
      throw error
    }
  }

  #writeWithin(ms: number): void {
    const { scheduler, onFault } = this.#parts
    this.#callOff ??= scheduler.at(scheduler.nowMs() + ms, () => {
      this.#callOff = undefined
      this.flush().catch(onFault)
    })
  }

  #unsaved(): number {
    return this.#added.size + this.#admitted.size + this.#removed.size
  }
}
