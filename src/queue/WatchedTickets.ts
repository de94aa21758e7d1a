import type { EpochMs } from '../contract/ids.ts'
import type { QueuePlace, QueueWatcher } from './LoginQueue.ts'

/** A ticket is one person: a page, its reload and a phone. The oldest watch gives way. */
const MOST_WATCHERS = 4
/** A watcher whose position does not change still hears of his ETA this often. */
const RETELL_MS = 5000

interface Watched {
  readonly watchers: Set<QueueWatcher>
  toldPosition: number
  toldAtMs: EpochMs
}

/** Who watches which ticket at this process, and what they were told last. */
export class WatchedTickets {
  readonly #byTicket = new Map<string, Watched>()

  get size(): number {
    return this.#byTicket.size
  }

  tickets(): string[] {
    return [...this.#byTicket.keys()]
  }

  /** Tells the watcher the place at once. Returns how to stop it. */
  add(ticket: string, watcher: QueueWatcher, place: QueuePlace, nowMs: EpochMs): () => void {
    let watched = this.#byTicket.get(ticket)
    if (!watched) {
      watched = { watchers: new Set(), toldPosition: place.position, toldAtMs: nowMs }
      this.#byTicket.set(ticket, watched)
    }
    if (watched.watchers.size >= MOST_WATCHERS) {
      const [oldest] = watched.watchers
      if (oldest) watched.watchers.delete(oldest)
      oldest?.onEnd()
    }
    watched.watchers.add(watcher)
    watcher.onPlace(place)
    return () => {
      watched.watchers.delete(watcher)
      if (watched.watchers.size === 0 && this.#byTicket.get(ticket) === watched) {
        this.#byTicket.delete(ticket)
      }
    }
  }

  /** [QU12] Tells a change at once and the same again after a while; an admission is the end. */
  tell(ticket: string, place: QueuePlace, nowMs: EpochMs): void {
    const watched = this.#byTicket.get(ticket)
    if (!watched) return
    if (place.position === watched.toldPosition && nowMs - watched.toldAtMs < RETELL_MS) return
    watched.toldPosition = place.position
    watched.toldAtMs = nowMs
    for (const watcher of watched.watchers) watcher.onPlace(place)
    if (place.admitted) this.end(ticket)
  }

  end(ticket: string): void {
    const watched = this.#byTicket.get(ticket)
    this.#byTicket.delete(ticket)
    for (const watcher of watched?.watchers ?? []) watcher.onEnd()
    watched?.watchers.clear()
  }

  endAll(): void {
    for (const ticket of this.tickets()) this.end(ticket)
  }
}
