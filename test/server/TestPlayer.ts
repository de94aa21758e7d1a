import { randomUUID } from 'node:crypto'
import { Client, Room } from '@colyseus/sdk'
import type { Profile } from '../../src/contract/hall.ts'
import type { SessionAnswer } from '../../src/contract/http.ts'
import type { Reservation } from '../../src/contract/reservation.ts'
import type { XpnnDeskView, XpnnSeatView } from '../../src/contract/xpnn.ts'
import type { TestServer } from './startServer.ts'

// The SDK tells on the console what it does; the tests look at what it does.
console.info = () => {}

export interface DeskEventMessage {
  readonly seq: number
  readonly type: string
  readonly [field: string]: unknown
}

export interface Refused {
  readonly code: string
  readonly message: string
  readonly [field: string]: unknown
}

/** Told of every raw frame a client receives, before the SDK sees it. */
export type FrameTap = (room: Room, bytes: Uint8Array) => void
let tap: FrameTap | undefined
type Incoming = { onMessageCallback(event: { data: ArrayBuffer }): void }
const incoming = Room.prototype as unknown as Incoming
const original = incoming.onMessageCallback
incoming.onMessageCallback = function (event) {
  tap?.(this as unknown as Room, new Uint8Array(event.data.slice(0)))
  original.call(this, event)
}
export function tapFrames(hear: FrameTap | undefined): void {
  tap = hear
}

/** POSTs JSON; returns status and body. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : undefined, response }
}

/** A player on the plain SDK, as any client maker would write one. */
export class TestPlayer {
  readonly server: TestServer
  readonly client: Client
  readonly session: SessionAnswer
  readonly deviceId: string
  readonly events: DeskEventMessage[] = []
  /** Close codes of the desk connection. */
  readonly deskCloses: number[] = []
  readonly hallCloses: number[] = []
  /** Reasons of `session/ended`, in the hall and at desks. */
  readonly ended: string[] = []
  /** Of all its connections so far. */
  readonly sessionIds: string[] = []
  #early: DeskEventMessage[] | undefined
  hall!: Room
  desk: Room | undefined

  private constructor(server: TestServer, session: SessionAnswer, deviceId: string) {
    this.server = server
    this.session = session
    this.deviceId = deviceId
    this.client = new Client(server.url)
    this.client.auth.token = session.token
  }

  static async signIn(server: TestServer, deviceId = `device-${randomUUID()}`) {
    return TestPlayer.enter(server, await logIn(server, deviceId), deviceId)
  }

  /** The same player after a reload: new tokens for the session, a new page. */
  async reload(): Promise<TestPlayer> {
    const { refreshToken } = this.session
    const { body, status } = await post(`${this.server.url}/login/refresh`, { refreshToken })
    if (status !== 200) throw new Error(`refresh failed: ${JSON.stringify(body)}`)
    return TestPlayer.enter(this.server, body, this.deviceId)
  }

  static async enter(server: TestServer, session: SessionAnswer, deviceId: string) {
    const player = new TestPlayer(server, session, deviceId)
    server.beforeStop.push(() => player.stayAway())
    await player.enterHall()
    return player
  }

  get playerId(): number {
    return this.session.player.playerId
  }

  async enterHall(): Promise<void> {
    this.hall = await this.client.joinOrCreate('hall')
    this.sessionIds.push(this.hall.sessionId)
    this.hall.onMessage('*', () => {})
    this.hall.onMessage('session/ended', ({ reason }) => this.ended.push(reason))
    this.hall.onLeave((code) => this.hallCloses.push(code))
  }

  me(): Promise<Profile> {
    return this.hall.request('player/me', {})
  }

  /** Sits down at a desk of the tier. */
  async sitDown(tierId = 10101, more: object = {}): Promise<Room> {
    const { reservation } = await this.hall.request<unknown, { reservation: Reservation }>(
      'desk/quick',
      { tierId, ...more },
    )
    return this.takeSeat(reservation)
  }

  async takeSeat(reservation: unknown): Promise<Room> {
    const desk = await this.client.consumeSeatReservation(reservation as never)
    return this.watchDesk(desk as Room)
  }

  /** Handlers set in the same turn as the join: nothing is lost. */
  async watchDesk(desk: Room): Promise<Room> {
    // A new desk counts its events from 1; a return to the same one goes on.
    if (this.desk?.roomId !== desk.roomId) this.events.length = 0
    this.desk = desk
    this.sessionIds.push(desk.sessionId)
    desk.reconnection.minUptime = 0
    desk.onMessage('*', () => {})
    // The desk one has left goes on telling until it closes the connection.
    desk.onMessage('desk/event', (event: DeskEventMessage) => {
      if (this.desk === desk) this.hear(event)
    })
    desk.onMessage('session/ended', ({ reason }) => this.ended.push(reason))
    desk.onLeave((code) => this.deskCloses.push(code))
    // A connection that is lost again meanwhile comes back here.
    desk.onReconnect(() => void this.catchUp(desk).catch(() => {}))
    await this.catchUp(desk)
    return desk
  }

  /** The first request after each join: until it is answered, live events wait. */
  async catchUp(desk: Room): Promise<void> {
    const seq = this.events.at(-1)?.seq ?? 0
    this.#early = []
    const { events } = await desk.request<unknown, { events: DeskEventMessage[] }>('desk/since', {
      seq,
    })
    const early = this.#early
    this.#early = undefined
    for (const event of [...events, ...early]) this.hear(event)
  }

  hear(event: DeskEventMessage): void {
    if (this.#early) {
      this.#early.push(event)
      return
    }
    const last = this.events.at(-1)?.seq ?? 0
    if (event.seq <= last) return
    if (event.seq !== last + 1) throw new Error(`seq ${event.seq} after ${last}`)
    this.events.push(event)
  }

  get state(): XpnnDeskView {
    return this.desk?.state as unknown as XpnnDeskView
  }

  get seat(): XpnnSeatView | undefined {
    return [...this.state.seats].find((seat) => seat.playerId === this.playerId)
  }

  ask<T = Record<string, unknown>>(type: string, payload: object = {}): Promise<T> {
    if (!this.desk) throw new Error('sits nowhere')
    return this.desk.request(type, payload)
  }

  /** The refusal of a desk request that must be refused. */
  refusal(type: string, payload: object = {}): Promise<Refused> {
    return refusalOf(this.ask(type, payload))
  }

  eventsOf(type: string): DeskEventMessage[] {
    return this.events.filter((event) => event.type === type)
  }

  /** Resolves with the state once it satisfies the condition. */
  until(what: string, condition: (state: XpnnDeskView) => boolean, ms = 15_000): Promise<void> {
    return waitUntil(
      `player ${this.playerId}: ${what}`,
      () => {
        const { state } = this
        return Boolean(state?.seats) && condition(state)
      },
      ms,
    )
  }

  phase(phase: string): Promise<void> {
    return this.until(`phase ${phase}`, (state) => state.phase === phase)
  }

  /** Cuts the connection without a goodbye, as a lost network does. */
  cut(): void {
    const { connection } = this.desk as unknown as { connection: { close(): void } }
    connection.close()
  }

  /** Loses all connections and does not come back by itself. */
  vanish(): void {
    this.stayAway()
    for (const room of [this.desk, this.hall]) room?.connection.close()
  }

  /** No automatic return from now on. */
  stayAway(): void {
    for (const room of [this.desk, this.hall]) if (room) room.reconnection.enabled = false
  }

  async goAway(): Promise<void> {
    this.stayAway()
    for (const room of [this.desk, this.hall]) {
      if (!room) continue
      if (room.connection.isOpen) await room.leave().catch(() => {})
    }
  }
}

/** From a device to a session. */
export async function logIn(server: TestServer, deviceId: string): Promise<SessionAnswer> {
  const admission = await post(`${server.url}/auth/guest`, { deviceId })
  const { body, status } = await post(`${server.url}/login`, { ticket: admission.body.ticket })
  if (status !== 200) throw new Error(`login failed: ${JSON.stringify(body)}`)
  return body
}

/** The `{ code, message }` that a request is refused with; fails if it is not refused. */
export async function refusalOf(request: Promise<unknown>): Promise<Refused> {
  try {
    const answer = await request
    throw new Error(`was not refused: ${JSON.stringify(answer)}`)
  } catch (error) {
    const { reason } = error as { reason?: Refused }
    if (!reason) throw error
    return reason
  }
}

/** Looks again and again; the deadline only says how long a broken build may hang. */
export async function waitUntil(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  ms = 15_000,
): Promise<void> {
  const deadline = Date.now() + ms
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
