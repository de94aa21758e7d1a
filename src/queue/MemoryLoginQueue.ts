import { randomBytes } from 'node:crypto'
import type { LoginRate } from '../config.ts'
import type { EpochMs, PlayerId } from '../contract/ids.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Scheduler } from '../desk/Scheduler.ts'
import { AdmissionRate } from './AdmissionRate.ts'
import { LeavingPace } from './LeavingPace.ts'
import type {
  EnterOptions,
  LoginQueue,
  QueuePlace,
  QueueTicket,
  QueueWatcher,
} from './LoginQueue.ts'
import type { TicketBook } from './TicketBook.ts'
import { newTicketSeed, ticketOf } from './tickets.ts'
import { WaitingLine } from './WaitingLine.ts'

/** A waiting ticket dies this long after the last sign of life: time to restart a phone. */
export const WAITING_LIFE_MS = 10 * 60_000
/** An admitted ticket holds a place in the house, so it dies soon. */
export const ADMITTED_LIFE_MS = 60_000
/** While somebody waits, expiry, capacity and watchers are looked at this often. */
const TICK_MS = 1000
/** A watcher whose position does not change still hears of his ETA this often. */
const RETELL_MS = 5000
/** About 30 MB of tickets; who would be further back is better told to come again. */
const MOST_WAITING = 100_000
/** A ticket is one person: a page, its reload and a phone. The oldest watch gives way. */
const MOST_WATCHERS = 4

export interface MemoryLoginQueueParts {
  readonly scheduler: Scheduler
  readonly rate: LoginRate
  readonly maxPlayers: number
  /** How many players are in the house now. */
  readonly onlinePlayers: () => number
  readonly mostWaiting?: number
  /** Where the line survives the process; without it, it does not. */
  readonly book?: TicketBook
  /** Makes tickets of seeds; the same key after a restart, or those of before are worth nothing. */
  readonly ticketKey?: Uint8Array
}

interface Entry {
  readonly ticket: string
  /** Its number in the book. */
  readonly place: number
  readonly playerId: PlayerId
  state: 'waiting' | 'admitted' | 'redeemed'
  /** Admitted beside the capacity: counted as online already. */
  isCountedOnline: boolean
  diesAtMs: EpochMs
  readonly watchers: Set<QueueWatcher>
  toldPosition: number
  toldAtMs: EpochMs
  /** Until the ticket is safe in the book: nobody is told of it before. */
  saving: Promise<void> | undefined
}

/** The login queue of a server of one process. Call `restore` before anybody enters. */
export class MemoryLoginQueue implements LoginQueue {
  readonly #parts: MemoryLoginQueueParts
  readonly #rate: AdmissionRate
  readonly #ticketKey: Uint8Array
  readonly #pace = new LeavingPace()
  readonly #byTicket = new Map<string, Entry>()
  /** Waiting or admitted, not redeemed. */
  readonly #byPlayer = new Map<PlayerId, Entry>()
  readonly #line = new WaitingLine<Entry>()
  /** The waiting, longest silent first. */
  readonly #bySilence = new Set<Entry>()
  /** The admitted and redeemed, oldest first. */
  readonly #admitted = new Set<Entry>()
  readonly #watched = new Set<Entry>()
  /** Places of the house held by admitted tickets. */
  #held = 0
  /** Somebody waits and no place is free. */
  #isFull = false
  #toldAtMs = 0
  #armedForMs = Number.POSITIVE_INFINITY
  #disarm: (() => void) | undefined
  #lastPlace = 0

  constructor(parts: MemoryLoginQueueParts) {
    this.#parts = parts
    this.#rate = new AdmissionRate(parts.rate)
    this.#ticketKey = parts.ticketKey ?? randomBytes(32)
  }

  /**
   * [QU13] Puts the line back as it stood, with the same tickets. All get a fresh life: the restart
   * was not their silence. [QU4] The admitted count in the rate as if admitted now. Returns how many
   * there are.
   */
  async restore(): Promise<number> {
    const saved = (await this.#parts.book?.read()) ?? []
    const nowMs = this.#parts.scheduler.nowMs()
    for (const { place, playerId, seed, isAdmitted } of saved) {
      const entry = this.#lineUp(playerId, { place, seed }, nowMs)
      if (!isAdmitted) continue
      if (this.#rate.freeAt(nowMs) > 0) this.#rate.take(nowMs)
      this.#admit(entry, nowMs, false)
    }
    this.#turn()
    return saved.length
  }

  async enter(playerId: PlayerId, { skips, isNewcomer }: EnterOptions): Promise<QueueTicket> {
    const nowMs = this.#turn()
    let entry = this.#byPlayer.get(playerId)
    if (!entry) {
      if (!skips && this.#line.length >= (this.#parts.mostWaiting ?? MOST_WAITING)) {
        throw new RefusalError(refuse('queue/full'))
      }
      entry = this.#newEntry(playerId, nowMs)
    }
    if (entry.state === 'waiting') {
      if (skips) this.#admit(entry, nowMs, !isNewcomer)
      else this.#touch(entry, nowMs)
    }
    this.#turn()
    if (entry.saving) await entry.saving
    return {
      ticket: entry.ticket,
      ...this.#place(entry, this.#parts.scheduler.nowMs()),
      expiresAtMs: entry.diesAtMs,
    }
  }

  async placeOf(ticket: string): Promise<QueuePlace> {
    const nowMs = this.#turn()
    const entry = this.#living(ticket)
    if (entry.state === 'waiting') this.#touch(entry, nowMs)
    return this.#place(entry, nowMs)
  }

  async redeem(ticket: string): Promise<PlayerId> {
    const nowMs = this.#turn()
    const entry = this.#living(ticket)
    if (entry.state === 'waiting') {
      this.#touch(entry, nowMs)
      const { position, etaSeconds } = this.#place(entry, nowMs)
      throw new RefusalError(refuse('queue/not-yet', undefined, { position, etaSeconds }))
    }
    entry.state = 'redeemed'
    this.#byPlayer.delete(entry.playerId)
    this.#endWatches(entry)
    return entry.playerId
  }

  async confirm(ticket: string): Promise<void> {
    const entry = this.#byTicket.get(ticket)
    if (entry?.state !== 'redeemed') return
    this.#drop(entry)
    this.#turn()
  }

  async giveBack(ticket: string): Promise<void> {
    const nowMs = this.#turn()
    const entry = this.#byTicket.get(ticket)
    if (entry?.state !== 'redeemed') return
    // Somebody who has asked anew meanwhile has another ticket and needs no second one.
    if (this.#byPlayer.has(entry.playerId)) return this.#drop(entry)
    entry.state = 'admitted'
    this.#byPlayer.set(entry.playerId, entry)
    entry.diesAtMs = nowMs + ADMITTED_LIFE_MS
    moveToEnd(this.#admitted, entry)
  }

  async watch(ticket: string, watcher: QueueWatcher): Promise<() => void> {
    const nowMs = this.#turn()
    const entry = this.#living(ticket)
    if (entry.watchers.size >= MOST_WATCHERS) {
      const [oldest] = entry.watchers
      if (oldest) this.#unwatch(entry, oldest)
      oldest?.onEnd()
    }
    entry.watchers.add(watcher)
    this.#watched.add(entry)
    const place = this.#place(entry, nowMs)
    entry.toldPosition = place.position
    entry.toldAtMs = nowMs
    watcher.onPlace(place)
    if (place.admitted) this.#endWatches(entry)
    return () => this.#unwatch(entry, watcher)
  }

  waiting(): number {
    return this.#line.length
  }

  async close(): Promise<void> {
    this.#disarm?.()
    this.#disarm = undefined
    for (const entry of [...this.#watched]) this.#endWatches(entry)
    await this.#parts.book?.flush()
  }

  /** Everything that is due: expiry, admissions, news for the watchers, the next wake-up. */
  #turn(): EpochMs {
    const nowMs = this.#parts.scheduler.nowMs()
    this.#expire(nowMs)
    this.#admitDue(nowMs)
    this.#tell(nowMs)
    this.#arm(nowMs)
    return nowMs
  }

  #expire(nowMs: EpochMs): void {
    for (const entry of this.#admitted) {
      if (entry.diesAtMs > nowMs) break
      this.#drop(entry)
    }
    for (const entry of this.#bySilence) {
      if (entry.diesAtMs > nowMs) break
      if (entry.watchers.size > 0) this.#touch(entry, nowMs)
      else this.#drop(entry)
    }
  }

  /** [QU3] Always the head of the line: who came first is admitted first. */
  #admitDue(nowMs: EpochMs): void {
    let free = this.#freePlaces()
    let admitted = 0
    for (let head = this.#line.first(); head && free > 0; head = this.#line.first()) {
      if (this.#rate.freeAt(nowMs) < 1) break
      this.#rate.take(nowMs)
      this.#admit(head, nowMs, false)
      admitted++
      free--
    }
    // While the house is full, as many are admitted as have left it.
    if (this.#isFull) this.#pace.note(admitted, nowMs)
    else this.#pace.pause()
    this.#isFull = this.#line.length > 0 && free <= 0
  }

  #freePlaces(): number {
    return this.#parts.maxPlayers - this.#parts.onlinePlayers() - this.#held
  }

  #admit(entry: Entry, nowMs: EpochMs, isCountedOnline: boolean): void {
    this.#line.remove(entry)
    this.#bySilence.delete(entry)
    entry.state = 'admitted'
    entry.isCountedOnline = isCountedOnline
    entry.diesAtMs = nowMs + ADMITTED_LIFE_MS
    this.#admitted.add(entry)
    this.#parts.book?.admit(entry.place)
    if (!isCountedOnline) this.#held++
    for (const watcher of entry.watchers) watcher.onPlace(this.#place(entry, nowMs))
    this.#endWatches(entry)
  }

  #tell(nowMs: EpochMs): void {
    // Once a tick for all, not at each question of one: ten thousand may be watching.
    if (nowMs - this.#toldAtMs < TICK_MS) return
    this.#toldAtMs = nowMs
    for (const entry of this.#watched) {
      const place = this.#place(entry, nowMs)
      if (place.position === entry.toldPosition && nowMs - entry.toldAtMs < RETELL_MS) continue
      entry.toldAtMs = nowMs
      entry.toldPosition = place.position
      for (const watcher of entry.watchers) watcher.onPlace(place)
    }
  }

  /** One wake-up at most, and none while nobody waits and no admitted ticket is out. */
  #arm(nowMs: EpochMs): void {
    const [oldestAdmitted] = this.#admitted
    let atMs = oldestAdmitted?.diesAtMs ?? Number.POSITIVE_INFINITY
    if (this.#line.length > 0) {
      const rateMs = this.#isFull ? TICK_MS : this.#rate.waitMs(1, nowMs)
      atMs = Math.min(atMs, nowMs + Math.min(Math.max(rateMs, 1), TICK_MS))
    }
    if (atMs === Number.POSITIVE_INFINITY) {
      this.#disarm?.()
      this.#disarm = undefined
    } else if (!this.#disarm || atMs < this.#armedForMs) {
      this.#disarm?.()
      this.#armedForMs = atMs
      this.#disarm = this.#parts.scheduler.at(atMs, () => {
        this.#disarm = undefined
        this.#turn()
      })
    }
  }

  #place(entry: Entry, nowMs: EpochMs): QueuePlace {
    const position = this.#line.positionOf(entry)
    if (position === 0) return { admitted: true, position, etaSeconds: 0 }
    const free = Math.max(0, this.#freePlaces())
    const forPlaceMs = position > free ? this.#pace.waitMs(position - free) : 0
    const waitMs = Math.max(this.#rate.waitMs(position, nowMs), forPlaceMs)
    return { admitted: false, position, etaSeconds: Math.max(1, Math.ceil(waitMs / 1000)) }
  }

  #newEntry(playerId: PlayerId, nowMs: EpochMs): Entry {
    const place = this.#lastPlace + 1
    const seed = newTicketSeed()
    const entry = this.#lineUp(playerId, { place, seed }, nowMs)
    entry.saving = this.#parts.book?.add({ place, playerId, seed, isAdmitted: false }).then(
      () => {
        entry.saving = undefined
      },
      (error) => {
        this.#drop(entry)
        throw error
      },
    )
    return entry
  }

  #lineUp(
    playerId: PlayerId,
    { place, seed }: { place: number; seed: string },
    nowMs: EpochMs,
  ): Entry {
    const entry: Entry = {
      ticket: ticketOf(this.#ticketKey, seed),
      place,
      playerId,
      state: 'waiting',
      isCountedOnline: false,
      diesAtMs: nowMs + WAITING_LIFE_MS,
      watchers: new Set(),
      toldPosition: 0,
      toldAtMs: nowMs,
      saving: undefined,
    }
    this.#lastPlace = Math.max(this.#lastPlace, place)
    this.#byTicket.set(entry.ticket, entry)
    this.#byPlayer.set(playerId, entry)
    this.#bySilence.add(entry)
    this.#line.push(entry)
    return entry
  }

  #living(ticket: string): Entry {
    const entry = this.#byTicket.get(ticket)
    if (!entry || entry.state === 'redeemed') throw new RefusalError(refuse('queue/ticket-gone'))
    return entry
  }

  #touch(entry: Entry, nowMs: EpochMs): void {
    entry.diesAtMs = nowMs + WAITING_LIFE_MS
    moveToEnd(this.#bySilence, entry)
  }

  #drop(entry: Entry): void {
    this.#line.remove(entry)
    this.#bySilence.delete(entry)
    if (this.#admitted.delete(entry) && !entry.isCountedOnline) this.#held--
    this.#byTicket.delete(entry.ticket)
    this.#parts.book?.remove(entry.place)
    if (this.#byPlayer.get(entry.playerId) === entry) this.#byPlayer.delete(entry.playerId)
    this.#endWatches(entry)
  }

  #unwatch(entry: Entry, watcher: QueueWatcher): void {
    entry.watchers.delete(watcher)
    if (entry.watchers.size === 0) this.#watched.delete(entry)
  }

  #endWatches(entry: Entry): void {
    const watchers = [...entry.watchers]
    entry.watchers.clear()
    this.#watched.delete(entry)
    for (const watcher of watchers) watcher.onEnd()
  }
}

/** A Set keeps its order of insertion: this makes the entry the newest. */
function moveToEnd(set: Set<Entry>, entry: Entry): void {
  set.delete(entry)
  set.add(entry)
}
