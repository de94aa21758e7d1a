import type { Room } from '@colyseus/sdk'
import type { Reservation, Resume } from '../src/contract/reservation.ts'
import type { XpnnDeskView } from '../src/contract/xpnn.ts'
import { ClockOffset } from './ClockOffset.ts'
import type { DeskEvent } from './deskEvents.ts'
import { EventCursor } from './EventCursor.ts'
import type { Answer, Payload, RequestType } from './messages.ts'
import { type LinkEnd, type LinkStatus, RoomLink } from './RoomLink.ts'
import { ConnectionLost, refusedFrom } from './refused.ts'

export interface DeskCallbacks {
  /** The state changed; it is live, so take from it what is needed now. */
  onState?(state: XpnnDeskView): void
  /** An event in the order of `seq`; `isLive` is false for those told again after a join. */
  onEvent?(event: DeskEvent, isLive: boolean): void
  onStatus?(status: LinkStatus): void
}

/** What a desk needs of the client around it. */
export interface DeskSurroundings {
  consume(reservation: Reservation): Promise<Room>
  /** Where the player's seat is now; null when there is none. */
  resume(): Promise<Resume | null>
  readonly pulseMs: number
}

/**
 * A seat at a desk: the state, the events in strict order and the requests, through every drop.
 * The first request after each join or return is `desk/since`.
 */
export class DeskConnection {
  readonly deskId: string
  readonly clock = new ClockOffset()
  readonly #callbacks: DeskCallbacks
  readonly #surroundings: DeskSurroundings
  readonly #link: RoomLink
  readonly #cursor: EventCursor<DeskEvent>
  #isLive = false
  #isAsking = false

  private constructor(deskId: string, surroundings: DeskSurroundings, callbacks: DeskCallbacks) {
    this.deskId = deskId
    this.#surroundings = surroundings
    this.#callbacks = callbacks
    this.#cursor = new EventCursor((event) => callbacks.onEvent?.(event, this.#isLive))
    this.#link = new RoomLink({
      rejoin: () => this.#rejoin(),
      follow: (reservation) => surroundings.consume(reservation),
      attach: (room) => this.#attach(room),
      catchUp: (room) => this.#catchUp(room),
      onStatus: (status) => callbacks.onStatus?.(status),
      pulseMs: surroundings.pulseMs,
    })
  }

  /**
   * Joins with a reservation; one that is used up or too old is replaced once.
   *
   * @throws Refused, ConnectionLost
   */
  static async join(
    entry: { readonly deskId: string; readonly reservation: Reservation },
    surroundings: DeskSurroundings,
    callbacks: DeskCallbacks = {},
  ): Promise<DeskConnection> {
    const desk = new DeskConnection(entry.deskId, surroundings, callbacks)
    const room = await surroundings.consume(entry.reservation).catch(async (error: unknown) => {
      const again = await desk.#rejoin()
      if (!again) throw refusedFrom(error) ?? new ConnectionLost('could not join the desk', error)
      return again
    })
    await desk.#link.adopt(room)
    return desk
  }

  get state(): XpnnDeskView | undefined {
    return this.#link.room?.state as XpnnDeskView | undefined
  }

  /** The `seq` of the last event that was applied. */
  get seq(): number {
    return this.#cursor.seq
  }

  /** One request after the other, repeated with its `rid` after a drop. */
  request<T extends RequestType>(type: T, payload: Payload<T>): Promise<Answer<T>> {
    return this.#link.line.request(type, payload) as Promise<Answer<T>>
  }

  /** Closes the connection from our side; the seat is kept unless `desk/leave` was asked before. */
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
    this.#isLive = false
    room.onStateChange((state) => {
      const view = state as XpnnDeskView
      this.clock.add(view.serverNowMs, Date.now())
      this.#callbacks.onState?.(view)
    })
    room.onMessage<DeskEvent>('desk/event', (event) => {
      this.#cursor.take(event)
      if (this.#isLive && this.#cursor.hasGap) void this.#fillGap(room)
    })
  }

  async #catchUp(room: Room): Promise<void> {
    this.#isLive = false
    await this.#askSince(room)
    this.#isLive = true
  }

  async #askSince(room: Room): Promise<void> {
    try {
      const answer: Answer<'desk/since'> = await room.request('desk/since', { seq: this.seq })
      for (const event of answer.events) this.#cursor.take(event as DeskEvent)
    } catch (error) {
      if (refusedFrom(error)?.code !== 'desk/gap') throw error
      const state = room.state as XpnnDeskView
      this.#cursor.jump(state.seq)
      this.#callbacks.onState?.(state)
    }
  }

  async #fillGap(room: Room): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    await this.#askSince(room).catch(() => {}) // A drop meanwhile: the return catches up.
    this.#isAsking = false
  }

  async #rejoin(): Promise<Room | null> {
    const resume = await this.#surroundings.resume()
    if (!resume || resume.deskId !== this.deskId) return null
    if (!resume.reservation) throw new ConnectionLost('the desk is being taken over')
    return await this.#surroundings.consume(resume.reservation)
  }
}
