import type { Room } from '@colyseus/sdk'
import { CLOSE, type SessionEndReason } from '../src/contract/close.ts'
import type { Reservation } from '../src/contract/reservation.ts'
import { PulseWatch } from './PulseWatch.ts'
import { pauseMs } from './pauses.ts'
import { RequestLine } from './RequestLine.ts'
import { ConnectionLost, Refused, refusedFrom } from './refused.ts'

/** The SDK first tries the same process and room: 0.2, 0.4 and 0.8 s after the drop. */
const SDK_TRIES = 3
/** Close code of the SDK for a connection given up in order to reconnect. */
const TRY_AGAIN = 4010
/** Then the way back is asked for, so often, before the player is asked to press a button. */
const RETURN_TRIES = 7

export type LinkStatus =
  | { readonly kind: 'open' }
  | { readonly kind: 'returning'; readonly attempt: number }
  /** The tries are used up; `retry()` begins anew. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'ended'; readonly reason: LinkEnd }

/** `gone`: the place does not exist any more; `left`: the server let go of us, or we of it. */
export type LinkEnd = SessionEndReason | 'left' | 'gone'

export interface LinkPlan {
  /** Joins anew on the way back; null when there is nothing to come back to. */
  rejoin(): Promise<Room | null>
  /** Joins where the room was moved to. */
  follow(reservation: Reservation): Promise<Room>
  /** Sets the handlers; called in the same tick in which the room is joined. */
  attach(room: Room): void
  /** The first requests after each join or return, sent past the line. */
  catchUp(room: Room): Promise<void>
  onStatus(status: LinkStatus): void
  /** Milliseconds between pings that watch over the connection; 0 for none. */
  readonly pulseMs: number
}

const ENDS_BY_CODE: Readonly<Record<number, LinkEnd>> = {
  [CLOSE.consented]: 'left',
  [CLOSE.signedInElsewhere]: 'signed-in-elsewhere',
  [CLOSE.loggedOut]: 'logged-out',
  [CLOSE.kicked]: 'kicked',
  [CLOSE.idle]: 'idle',
}

/** One room and the way back to it after every kind of drop. */
export class RoomLink {
  readonly line = new RequestLine((type, payload) => this.#requestNow(type, payload))
  readonly #plan: LinkPlan
  #room: Room | undefined
  #pulse: PulseWatch | undefined
  #endReason: SessionEndReason | undefined
  #movedTo: Reservation | undefined
  #endPause: (() => void) | undefined
  #isOver = false
  #isReturning = false

  constructor(plan: LinkPlan) {
    this.#plan = plan
  }

  get room(): Room | undefined {
    return this.#room
  }

  /** Takes a room that was joined in this very tick. */
  async adopt(room: Room): Promise<void> {
    this.#room = room
    room.reconnection.minUptime = 0
    room.reconnection.maxRetries = SDK_TRIES
    // Requests are kept and repeated by the line; what the SDK would keep could overtake them.
    room.reconnection.maxEnqueuedMessages = 0
    this.#plan.attach(room)
    room.onMessage<{ reason: SessionEndReason }>('session/ended', ({ reason }) => {
      this.#endReason = reason
    })
    for (const moved of ['desk/moved', 'hall/moved', 'area/moved']) {
      room.onMessage<{ reservation: Reservation }>(moved, ({ reservation }) => {
        this.#movedTo = reservation
      })
    }
    // Without a listener the SDK's errors of a failing reconnect would have nowhere to go.
    room.onError(() => {})
    room.onDrop(() => this.#dropped(room))
    room.onReconnect(() => void this.#settleAgain(room))
    room.onLeave((code) => this.#left(room, code))
    if (this.#plan.pulseMs > 0) this.#pulse = new PulseWatch(room, this.#plan.pulseMs)
    await this.#settle(room)
  }

  /** Looks after the connection at once: the page is visible again, or the network is back. */
  check(): void {
    this.#endPause?.()
    this.#pulse?.beat(performance.now())
  }

  /** The network is known to be gone: the way back begins now and not after unanswered pings. */
  drop(): void {
    if (this.#room) this.#giveUp(this.#room)
  }

  /** Begins the way back anew after `lost`. */
  retry(): void {
    if (!this.#isOver && !this.#isReturning) void this.#return()
  }

  /** Ends the link for good; `reason` is told as the status. */
  end(reason: LinkEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#pulse?.stop()
    this.line.end(new ConnectionLost(`the connection ended: ${reason}`))
    if (this.#room?.connection?.isOpen) void this.#room.leave()
    this.#plan.onStatus({ kind: 'ended', reason })
  }

  /** A request past the line, for `catchUp`. */
  async #requestNow(type: string, payload: unknown): Promise<unknown> {
    if (!this.#room?.connection?.isOpen) throw new ConnectionLost('not connected')
    return await this.#room.request(type, payload)
  }

  /** The SDK is back in the room by itself. */
  async #settleAgain(room: Room): Promise<void> {
    // The SDK acknowledges its join only behind this callback, and what comes before that is lost.
    await Promise.resolve()
    // A refusal here is as good as a drop: the next return asks again.
    await this.#settle(room).catch(() => this.#giveUp(room))
  }

  async #settle(room: Room): Promise<void> {
    try {
      await this.#plan.catchUp(room)
    } catch (error) {
      if (refusedFrom(error)) throw error
      // Dropped meanwhile, or no answer in time: either way the next return catches up.
      this.#giveUp(room)
      return
    }
    if (this.#isOver || room !== this.#room || !room.connection.isOpen) return
    this.#plan.onStatus({ kind: 'open' })
    this.line.open()
  }

  /** Closes a connection that is of no use, so that the way back begins. */
  #giveUp(room: Room): void {
    if (room === this.#room && room.connection.isOpen) room.connection.close(TRY_AGAIN)
  }

  #dropped(room: Room): void {
    if (this.#isOver || room !== this.#room) return
    this.line.hold()
    this.#plan.onStatus({ kind: 'returning', attempt: room.reconnection.retryCount + 1 })
  }

  #left(room: Room, code: number): void {
    if (this.#isOver || room !== this.#room) return
    this.line.hold()
    this.#pulse?.stop()
    const reason = this.#endReason ?? ENDS_BY_CODE[code]
    if (reason) this.end(reason)
    else void this.#return()
  }

  async #return(): Promise<void> {
    if (this.#isReturning) return
    this.#isReturning = true
    try {
      for (let attempt = 0; attempt < RETURN_TRIES && !this.#isOver; attempt += 1) {
        this.#plan.onStatus({ kind: 'returning', attempt: SDK_TRIES + attempt + 1 })
        const isDone = await this.#tryOnce()
        if (isDone) return
        await this.#pause(pauseMs(attempt, Math.random()))
      }
      if (!this.#isOver) this.#plan.onStatus({ kind: 'lost' })
    } finally {
      this.#isReturning = false
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async #tryOnce(): Promise<boolean> {
    const movedTo = this.#movedTo
    this.#movedTo = undefined
    try {
      const room = movedTo ? await this.#plan.follow(movedTo) : await this.#plan.rejoin()
      if (this.#isOver) {
        void room?.leave()
        return true
      }
      if (!room) {
        this.end('gone')
        return true
      }
      await this.adopt(room)
      return true
    } catch (error) {
      const refused = error instanceof Refused ? error : refusedFrom(error)
      if (refused?.code !== 'login/expired') return false
      this.end('expired')
      return true
    }
  }
}
