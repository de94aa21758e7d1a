import type { Room } from '@colyseus/sdk'
import type { HallView } from '../src/contract/hall.ts'
import type { Reservation } from '../src/contract/reservation.ts'
import type { Answer, Payload, RequestType } from './messages.ts'
import { type LinkEnd, type LinkStatus, RoomLink } from './RoomLink.ts'
import { refusedFrom } from './refused.ts'

/** A notice of the player: `gold/changed` and the like, numbered by `seq`. */
export interface HallNotice {
  readonly seq: number
  readonly type: string
  readonly [field: string]: unknown
}

export interface HallCallbacks {
  onState?(state: HallView): void
  onNotice?(notice: HallNotice): void
  /** Notices were lost: whatever they may have changed has to be loaded anew. */
  onGap?(): void
  onStatus?(status: LinkStatus): void
}

export interface HallSurroundings {
  join(): Promise<Room>
  consume(reservation: Reservation): Promise<Room>
  readonly pulseMs: number
}

/** Pushes of the hall that carry a `seq` of the player. */
const NUMBERED = ['gold/changed', 'mail/new']

/** The hall: live tiers, the player's notices and requests, through every drop. */
export class HallConnection {
  readonly #link: RoomLink
  readonly #callbacks: HallCallbacks
  #seq = 0
  #lastId = 0

  private constructor(surroundings: HallSurroundings, callbacks: HallCallbacks) {
    this.#callbacks = callbacks
    this.#link = new RoomLink({
      rejoin: () => surroundings.join(),
      follow: (reservation) => surroundings.consume(reservation),
      attach: (room) => this.#attach(room),
      catchUp: (room) => this.#catchUp(room),
      onStatus: (status) => callbacks.onStatus?.(status),
      pulseMs: surroundings.pulseMs,
    })
  }

  /** @throws Refused, ConnectionLost */
  static async join(
    surroundings: HallSurroundings,
    callbacks: HallCallbacks = {},
  ): Promise<HallConnection> {
    const hall = new HallConnection(surroundings, callbacks)
    await hall.#link.adopt(await surroundings.join())
    return hall
  }

  get state(): HallView | undefined {
    return this.#link.room?.state as HallView | undefined
  }

  /** One request after the other, repeated with its `rid` after a drop. */
  request<T extends RequestType>(type: T, payload: Payload<T>): Promise<Answer<T>> {
    return this.#link.line.request(type, payload) as Promise<Answer<T>>
  }

  close(reason: LinkEnd = 'left'): void {
    this.#link.end(reason)
  }

  retry(): void {
    this.#link.retry()
  }

  drop(): void {
    this.#link.drop()
  }

  check(): void {
    this.#link.check()
  }

  #attach(room: Room): void {
    room.onStateChange((state) => this.#callbacks.onState?.(state as HallView))
    for (const type of NUMBERED) {
      room.onMessage<{ seq: number }>(type, (push) => this.#take({ ...push, type }))
    }
    // What this client does not know of (chat, teams) is no reason for a warning.
    room.onMessage('*', () => {})
  }

  async #catchUp(room: Room): Promise<void> {
    if (this.#seq === 0) return
    try {
      const answer: Answer<'hall/since'> = await room.request('hall/since', { seq: this.#seq })
      for (const notice of answer.events) this.#take(notice as HallNotice)
    } catch (error) {
      if (refusedFrom(error)?.code !== 'hall/gap') throw error
      this.#seq = 0
      this.#callbacks.onGap?.()
    }
  }

  #take(notice: HallNotice): void {
    if (notice.seq <= this.#seq) return
    this.#seq = notice.seq
    // Notices from the outbox may come twice, under another `seq`; their ids only grow.
    const { id } = notice
    if (typeof id === 'number') {
      if (id <= this.#lastId) return
      this.#lastId = id
    }
    this.#callbacks.onNotice?.(notice)
  }
}
