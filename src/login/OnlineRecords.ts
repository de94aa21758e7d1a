import type { Whereabouts } from '../contract/hall.ts'
import type { DeskId, EpochMs, GameId, PlayerId, TierId } from '../contract/ids.ts'
import type { Clock } from '../desk/Scheduler.ts'

/** A dropped player counts as being in the house for this long; a later return may exceed it. */
export const COUNT_DROPPED_MS = 300_000

export interface SeatPlace {
  readonly gameId: GameId
  readonly tierId: TierId
  readonly deskId: DeskId
}

/** What rooms tell and ask about where players are. */
export interface Whereabout {
  /** The player holds a seat there. */
  setDesk(playerId: PlayerId, seat: SeatPlace): Promise<void>
  /** The seat is gone; that of another desk, taken meanwhile, stays. */
  clearDesk(playerId: PlayerId, deskId: DeskId): Promise<void>
  seatOf(playerId: PlayerId): Promise<SeatPlace | undefined>
  whereaboutsOf(playerId: PlayerId): Promise<Whereabouts>
  /** The state of each, by player id as text. */
  statesOf(playerIds: readonly PlayerId[]): Promise<Record<string, Whereabouts['state']>>
}

/** How a session is connected: not yet, now, or not any more. */
export type SessionLink = 'new' | 'connected' | 'dropped'

interface OnlineRecord {
  /** The number of the login that wrote last; 0 when only a seat is known. */
  sessionNo: number
  link: SessionLink | 'none'
  isInArea: boolean
  droppedAtMs: EpochMs | undefined
  seat: SeatPlace | undefined
}

/**
 * One record a player: is he connected, since when not, and where is his seat. [OR1] It lives while
 * there is a session or a seat. [OR2] Every write of a session names its number, which each login
 * raises; a late write of an earlier session changes nothing.
 */
export class OnlineRecords implements Whereabout {
  readonly #clock: Clock
  readonly #records = new Map<PlayerId, OnlineRecord>()
  #connected = 0
  /** Sessions without a connection, in the order in which they came to that. */
  readonly #unconnected = new Map<PlayerId, EpochMs>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Says how the session of that number is connected now. */
  link(
    playerId: PlayerId,
    sessionNo: number,
    link: SessionLink,
    place?: { readonly isInArea: boolean },
  ): void {
    const record = this.#recordOf(playerId)
    if (sessionNo < record.sessionNo) return
    const nowMs = this.#clock.nowMs()
    if (record.link === 'connected') this.#connected--
    this.#unconnected.delete(playerId)
    if (link === 'connected') this.#connected++
    else this.#unconnected.set(playerId, nowMs)
    // Logging in again does not end a drop; connecting does.
    if (link === 'connected') record.droppedAtMs = undefined
    else if (link === 'dropped') record.droppedAtMs ??= nowMs
    record.sessionNo = sessionNo
    record.link = link
    record.isInArea = place?.isInArea ?? false
  }

  /** The session of that number is over. */
  unlink(playerId: PlayerId, sessionNo: number): void {
    const record = this.#records.get(playerId)
    if (!record || sessionNo < record.sessionNo) return
    if (record.link === 'connected') this.#connected--
    this.#unconnected.delete(playerId)
    if (record.link === 'connected') record.droppedAtMs ??= this.#clock.nowMs()
    record.link = 'none'
    record.isInArea = false
    this.#forgetIfEmpty(playerId, record)
  }

  async setDesk(playerId: PlayerId, { gameId, tierId, deskId }: SeatPlace): Promise<void> {
    this.#recordOf(playerId).seat = { gameId, tierId, deskId }
  }

  async clearDesk(playerId: PlayerId, deskId: DeskId): Promise<void> {
    const record = this.#records.get(playerId)
    if (record?.seat?.deskId !== deskId) return
    record.seat = undefined
    this.#forgetIfEmpty(playerId, record)
  }

  async seatOf(playerId: PlayerId): Promise<SeatPlace | undefined> {
    return this.#records.get(playerId)?.seat
  }

  async whereaboutsOf(playerId: PlayerId): Promise<Whereabouts> {
    const record = this.#records.get(playerId)
    const state = stateOf(record)
    const { seat, droppedAtMs } = record ?? {}
    return { state, ...seat, ...(state === 'dropped' && droppedAtMs ? { droppedAtMs } : {}) }
  }

  async statesOf(playerIds: readonly PlayerId[]): Promise<Record<string, Whereabouts['state']>> {
    const states = playerIds.map((id) => [String(id), stateOf(this.#records.get(id))] as const)
    return Object.fromEntries(states)
  }

  /** [OR4] Players in the house: the connected, and the unconnected of the last 300 s. */
  onlinePlayers(): number {
    const oldestMs = this.#clock.nowMs() - COUNT_DROPPED_MS
    for (const [playerId, sinceMs] of this.#unconnected) {
      if (sinceMs > oldestMs) break
      this.#unconnected.delete(playerId)
    }
    return this.#connected + this.#unconnected.size
  }

  /** Players of whom anything is known; who has left is none of them. */
  size(): number {
    return this.#records.size
  }

  #recordOf(playerId: PlayerId): OnlineRecord {
    let record = this.#records.get(playerId)
    if (!record) {
      record = {
        sessionNo: 0,
        link: 'none',
        isInArea: false,
        droppedAtMs: undefined,
        seat: undefined,
      }
      this.#records.set(playerId, record)
    }
    return record
  }

  #forgetIfEmpty(playerId: PlayerId, record: OnlineRecord): void {
    if (record.link === 'none' && !record.seat) this.#records.delete(playerId)
  }
}

/** [OR3] A seat shows as `desk` while its player is connected, and as `dropped` while he is not. */
function stateOf(record: OnlineRecord | undefined): Whereabouts['state'] {
  if (!record) return 'offline'
  if (record.link === 'connected') {
    if (record.seat) return 'desk'
    return record.isInArea ? 'area' : 'hall'
  }
  return record.seat || record.droppedAtMs !== undefined ? 'dropped' : 'offline'
}
