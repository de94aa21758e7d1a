import type { Admission, SessionAnswer } from '../contract/http.ts'
import type { PlayerId } from '../contract/ids.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Resume } from '../contract/reservation.ts'
import type { Ledger } from '../ledger/Ledger.ts'
import type { RequestContext } from '../ops/RequestContext.ts'
import type { LoginQueue } from '../queue/LoginQueue.ts'
import type { PlayerStore } from '../stores/PlayerStore.ts'
import type { Whereabout } from './OnlineRecords.ts'
import type { SessionGrant } from './RefreshFamily.ts'
import type { Sessions } from './Sessions.ts'

export interface LoginParts {
  readonly queue: LoginQueue
  readonly sessions: Sessions
  readonly records: Whereabout
  readonly players: PlayerStore
  readonly ledger: Ledger
  /** Counts who came by the operators' lane. */
  readonly operatorAdmitted?: () => void
  /** The way back to the seat the player still has, or null. */
  readonly resumeOf: (playerId: PlayerId, ctx: RequestContext) => Promise<Resume | null>
}

/** From who somebody is to a session: the queue, the ticket, and what the client is told. */
export class Login {
  readonly #parts: LoginParts

  constructor(parts: LoginParts) {
    this.#parts = parts
  }

  /**
   * [QU6] A place in the queue; who has a seat or a session is admitted at once. [QU16] So are
   * operators: each is counted, and one who is not in the house yet takes a place in it.
   */
  async admit(
    playerId: PlayerId,
    { isOperator = false } = {},
  ): Promise<Omit<Admission, 'loginUrl'>> {
    const { queue, sessions, records, operatorAdmitted } = this.#parts
    const isKnown = sessions.hasSession(playerId) || (await records.seatOf(playerId)) !== undefined
    const options = { skips: isKnown || isOperator, isNewcomer: !isKnown }
    const { expiresAtMs, ...place } = await queue.enter(playerId, options)
    if (isOperator) operatorAdmitted?.()
    return { playerId, ...place, expiresAt: expiresAtMs }
  }

  /**
   * [SE9] Redeems a ticket. A fault on the way gives the ticket back, so that nobody queues twice.
   * Refuses `queue/not-yet` and `queue/ticket-gone`.
   */
  async redeem(ticket: string, ctx: RequestContext): Promise<SessionAnswer> {
    const { queue, sessions } = this.#parts
    const playerId = await queue.redeem(ticket)
    try {
      const player = await this.#playerOf(playerId)
      const { grant } = await sessions.logIn(playerId)
      await queue.confirm(ticket)
      return await this.#answer(player, grant, ctx)
    } catch (error) {
      await queue.giveBack(ticket)
      throw error
    }
  }

  /** New tokens for the same session, without queueing. Refuses `login/expired`. */
  async refresh(refreshToken: string, ctx: RequestContext): Promise<SessionAnswer> {
    const { session, grant } = await this.#parts.sessions.refresh(refreshToken)
    return this.#answer(await this.#playerOf(session.playerId), grant, ctx)
  }

  async #playerOf(playerId: PlayerId): Promise<SessionAnswer['player']> {
    const { players, ledger } = this.#parts
    const [player, gold] = await Promise.all([players.byId(playerId), ledger.goldOf([playerId])])
    if (!player)
      throw new RefusalError(refuse('login/expired', 'There is no such player any more.'))
    return {
      playerId,
      nickname: player.nickname,
      avatar: player.avatar,
      gold: gold.get(playerId) ?? 0,
    }
  }

  async #answer(
    player: SessionAnswer['player'],
    grant: SessionGrant,
    ctx: RequestContext,
  ): Promise<SessionAnswer> {
    return {
      token: grant.token,
      refreshToken: grant.refreshToken,
      expiresAt: grant.expiresAtMs,
      // One process: there is no other one to go to.
      endpoints: [],
      player,
      resume: await this.#parts.resumeOf(player.playerId, ctx),
    }
  }
}
