import { Client, type Room } from '@colyseus/sdk'
import type { Admission, QueuePlace, SessionAnswer } from '../src/contract/http.ts'
import type { Reservation, Resume } from '../src/contract/reservation.ts'
import { type DeskCallbacks, DeskConnection } from './DeskConnection.ts'
import { type HallCallbacks, HallConnection } from './HallConnection.ts'
import type { Answer, Payload } from './messages.ts'
import { sleep } from './pauses.ts'
import { waitForAdmission } from './queueWait.ts'
import { reachableUrl } from './reachableUrl.ts'
import { ConnectionLost, Refused, refusedFrom } from './refused.ts'
import { SessionKeeper } from './SessionKeeper.ts'
import { redeemTicket, refreshSession, signInAsGuest, signOut } from './signIn.ts'

/** So often a place that is just starting (`locator/starting`) is asked for again. */
const STARTING_TRIES = 10
const STARTING_PAUSE_MS = 500

export interface ParlorClientOptions {
  /** Origin with scheme of any process, `http://127.0.0.1:2567`. */
  readonly origin: string
  /** Milliseconds between pings that watch over a connection; 0 (for bots) for none. */
  readonly pulseMs?: number
  readonly onSession?: (session: SessionAnswer) => void
  readonly onExpired?: () => void
}

/** What one may do while one waits in the login queue. */
export interface QueueWait {
  readonly onPlace?: (place: QueuePlace) => void
  readonly signal?: AbortSignal
}

/**
 * A player's client, for browsers, bots and tests: sign in, wait in the queue, then the hall and a
 * desk, each of which finds its way back after a drop by itself.
 */
export class ParlorClient {
  readonly #options: ParlorClientOptions
  readonly #sdk: Client
  #keeper: SessionKeeper | undefined
  #hall: HallConnection | undefined

  constructor(options: ParlorClientOptions) {
    this.#options = options
    this.#sdk = new Client(options.origin.replace(/^http/, 'ws'), {
      urlBuilder: (url) => reachableUrl(url, options.origin),
    })
  }

  get session(): SessionAnswer | undefined {
    return this.#keeper?.session
  }

  get hall(): HallConnection | undefined {
    return this.#hall
  }

  /**
   * Signs in as a guest, waits in the queue and logs in.
   *
   * @throws Refused, ConnectionLost, or the signal's reason
   */
  async signInAsGuest(deviceId: string, wait: QueueWait = {}): Promise<SessionAnswer> {
    return this.enter(await signInAsGuest(this.#options.origin, deviceId), wait)
  }

  /**
   * From an admission, however one signed in (`registerAccount`, `signInWithAccount`, …), through the
   * queue to a session.
   *
   * @throws Refused, ConnectionLost, or the signal's reason
   */
  async enter(admission: Admission, wait: QueueWait = {}): Promise<SessionAnswer> {
    const { origin } = this.#options
    if (!admission.admitted) {
      wait.onPlace?.(admission)
      await waitForAdmission({ origin, ticket: admission.ticket, ...wait })
    }
    return this.#begin(await redeemTicket(origin, admission.ticket))
  }

  /** Takes up a session again after a reload. Refused `login/expired` when it is over. */
  async takeUp(refreshToken: string): Promise<SessionAnswer> {
    return this.#begin(await refreshSession(this.#options.origin, refreshToken))
  }

  async joinHall(callbacks: HallCallbacks = {}): Promise<HallConnection> {
    this.#hall = await HallConnection.join(
      {
        join: () => this.#joinWithFreshToken(() => this.#sdk.joinOrCreate('hall')),
        consume: (reservation) => this.#consume(reservation),
        pulseMs: this.#options.pulseMs ?? 0,
      },
      callbacks,
    )
    return this.#hall
  }

  /** Asks the hall for a desk, also while the process that will host it is starting. */
  async findDesk(entry: Payload<'desk/quick'>): Promise<Answer<'desk/quick'>> {
    if (!this.#hall) throw new ConnectionLost('not in the hall')
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#hall.request('desk/quick', entry)
      } catch (error) {
        const isStarting = error instanceof Refused && error.code === 'locator/starting'
        if (!isStarting || attempt >= STARTING_TRIES) throw error
        await sleep(error.retryAfterMs ?? STARTING_PAUSE_MS)
      }
    }
  }

  /** Takes the place that a reservation of the hall holds. */
  joinDesk(
    entry: { readonly deskId: string; readonly reservation: Reservation },
    callbacks: DeskCallbacks = {},
  ): Promise<DeskConnection> {
    const surroundings = {
      consume: (reservation: Reservation) => this.#consume(reservation),
      resume: () => this.resume(),
      pulseMs: this.#options.pulseMs ?? 0,
    }
    return DeskConnection.join(entry, surroundings, callbacks)
  }

  /** Where the player still has a seat, with a fresh reservation; asked without the hall. */
  async resume(): Promise<Resume | null> {
    if (!this.#keeper) throw new ConnectionLost('not signed in')
    return (await this.#keeper.refresh()).resume
  }

  async signOut(): Promise<void> {
    const token = this.session?.token
    this.close()
    if (token) await signOut(this.#options.origin, token)
  }

  /** Lets go of everything here; session and seat stay on the server. */
  close(): void {
    this.#hall?.close()
    this.#hall = undefined
    this.#keeper?.stop()
    this.#keeper = undefined
  }

  #begin(session: SessionAnswer): SessionAnswer {
    this.#keeper?.stop()
    const take = (renewed: SessionAnswer) => {
      this.#sdk.auth.token = renewed.token
      this.#options.onSession?.(renewed)
    }
    this.#keeper = new SessionKeeper({
      origin: this.#options.origin,
      session,
      onSession: take,
      ...(this.#options.onExpired ? { onExpired: this.#options.onExpired } : {}),
    })
    take(session)
    return session
  }

  #consume(reservation: Reservation): Promise<Room> {
    return this.#sdk.consumeSeatReservation(reservation)
  }

  async #joinWithFreshToken(join: () => Promise<Room>): Promise<Room> {
    try {
      return await join()
    } catch (error) {
      const refused = refusedFrom(error)
      if (refused?.code !== 'login/unauthorized') throw refused ?? error
      await this.#keeper?.refresh()
      return await join()
    }
  }
}
