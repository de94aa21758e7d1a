import { randomBytes } from 'node:crypto'
import type { SessionTokens } from '../auth/tokens.ts'
import type { SessionEndReason } from '../contract/close.ts'
import type { PlayerId, SessionId } from '../contract/ids.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Scheduler } from '../desk/Scheduler.ts'
import type { OnlineRecords } from './OnlineRecords.ts'
import { digestOf, newRefreshToken, RefreshFamily, type SessionGrant } from './RefreshFamily.ts'
import type { OpenSession, Session, SessionConnection } from './Session.ts'

/** Hall, area and desk, with some coming while others go; the oldest gives way beyond it. */
const MOST_CONNECTIONS = 8
// A store that is away must not keep a player's seat and team for ever: the last goes on and on.
const LEAVE_RETRY_MS = [1000, 5000, 15_000, 60_000]

export interface SessionsParts {
  readonly scheduler: Scheduler
  readonly tokens: SessionTokens
  readonly records: OnlineRecords
  readonly resumeMs: number
  /** The full leave, see `leaving`. Idempotent; after a fault it is tried again until it succeeds. */
  readonly onLeave: (session: Session, reason: SessionEndReason) => Promise<void>
  /** Told of every fault of `onLeave` and of a connection that cannot be ended. */
  readonly onFault: (error: unknown, session: Session) => void
}

/**
 * The sessions of this process: at most one a player. Who has a session keeps it through a drop for
 * the resume window; a new login ends it, and logging out, a kick or the end of the window run the
 * full leave.
 */
export class Sessions {
  readonly #parts: SessionsParts
  readonly #byId = new Map<SessionId, OpenSession>()
  readonly #byPlayer = new Map<PlayerId, OpenSession>()
  /** Digest of a refresh token → its session; bounded by the families of the living sessions. */
  readonly #byRefresh = new Map<string, OpenSession>()
  /** Full leaves under way; a login of the same player waits for its end. */
  readonly #leaving = new Map<PlayerId, Promise<void>>()
  #lastNo = 0

  constructor(parts: SessionsParts) {
    this.#parts = parts
  }

  /**
   * [SE1] Opens the player's session and ends his earlier one: `signed-in-elsewhere` for its
   * connections, nothing to see where it had none (a return). Its tokens are void at once. Seat, hand
   * and team stay.
   */
  async logIn(playerId: PlayerId): Promise<{ session: Session; grant: SessionGrant }> {
    for (let leave = this.#leaving.get(playerId); leave; leave = this.#leaving.get(playerId)) {
      await leave
    }
    const session = this.#open(playerId)
    return { session, grant: await this.#grant(session) }
  }

  /**
   * [SE5] Exchanges the good refresh token for new tokens of the same session. Refuses
   * `login/expired`: unknown, over, or used before (which also voids all tokens of the session).
   */
  async refresh(refreshToken: string): Promise<{ session: Session; grant: SessionGrant }> {
    const digest = digestOf(refreshToken)
    const session = this.#byRefresh.get(digest)
    if (!session) throw new RefusalError(refuse('login/expired'))
    const turn = session.refreshing.then(() => this.#refresh(session, digest))
    session.refreshing = turn.catch(() => undefined)
    return { session, grant: await turn }
  }

  /** [SE3] The session of a token, for HTTP and for joining a room. Refuses `login/unauthorized`. */
  async authenticate(token: unknown): Promise<Session> {
    const claims = await this.#parts.tokens.verify(token)
    const session = await this.checkLive(claims.sessionId)
    if (session.playerId !== claims.playerId) throw unauthorized()
    return session
  }

  /** [SE4] For reconnects: the session counts, not the token's expiry. Refuses `login/unauthorized`. */
  async checkLive(sessionId: SessionId): Promise<Session> {
    return this.#live(sessionId)
  }

  /**
   * [SE4] For reconnects: a token of that very session, expired or not. [GA12] Who has only stolen
   * the connection's own token does not come back in the owner's place. Refuses `login/unauthorized`.
   */
  async checkReturn(sessionId: SessionId, token: unknown): Promise<Session> {
    const claims = await this.#parts.tokens.verify(token, { mayBeExpired: true })
    if (claims.sessionId !== sessionId) throw unauthorized()
    return this.#live(sessionId)
  }

  /** Has a session, connected or within the resume window: skips the queue. */
  hasSession(playerId: PlayerId): boolean {
    return this.#byPlayer.has(playerId)
  }

  /**
   * A room has a connection of the session. [SE2] A second hall connection replaces the first
   * (`replaced`). Refuses `login/unauthorized` when the session is over.
   */
  attach(sessionId: SessionId, connection: SessionConnection): void {
    const session = this.#live(sessionId)
    if (session.connections.has(connection)) return
    const replaced = [...session.connections].filter(
      (each, index) =>
        (connection.kind === 'hall' && each.kind === 'hall') ||
        index <= session.connections.size - MOST_CONNECTIONS,
    )
    session.connections.add(connection)
    for (const each of replaced) this.#endConnection(session, each, 'replaced')
    session.cancelEnd?.()
    session.cancelEnd = undefined
    this.#recordLink(session)
  }

  /** A connection closed. With the last one the player is dropped and the resume window runs. */
  detach(sessionId: SessionId, connection: SessionConnection): void {
    const session = this.#byId.get(sessionId)
    if (!session?.connections.delete(connection)) return
    this.#recordLink(session)
    if (session.connections.size === 0) this.#startResumeWindow(session)
  }

  /** [SE8] Ends the session and runs the full leave. Resolves when that has run once. */
  async end(sessionId: SessionId, reason: SessionEndReason): Promise<void> {
    const session = this.#byId.get(sessionId)
    if (!session) return
    this.#close(session, reason)
    await this.#leave(session, reason)
  }

  /** Ends whatever session the player has, e.g. by an operator. */
  async endOfPlayer(playerId: PlayerId, reason: SessionEndReason): Promise<void> {
    const session = this.#byPlayer.get(playerId)
    if (session) await this.end(session.sessionId, reason)
  }

  /** The session the player has, and what it is connected to. */
  ofPlayer(playerId: PlayerId): (Session & { readonly connections: string[] }) | undefined {
    const session = this.#byPlayer.get(playerId)
    if (!session) return undefined
    return { ...factsOf(session), connections: [...session.connections].map(({ kind }) => kind) }
  }

  /** How many sessions are kept, connected or not. */
  size(): number {
    return this.#byId.size
  }

  /** Calls off all timers: the process stops, nobody leaves. */
  close(): void {
    for (const session of this.#byId.values()) session.cancelEnd?.()
  }

  #open(playerId: PlayerId): OpenSession {
    const earlier = this.#byPlayer.get(playerId)
    const session: OpenSession = {
      sessionId: randomBytes(18).toString('base64url'),
      playerId,
      sessionNo: ++this.#lastNo,
      openedAtMs: this.#parts.scheduler.nowMs(),
      family: new RefreshFamily(),
      connections: new Set(),
      isVoid: false,
      cancelEnd: undefined,
      refreshing: Promise.resolve(),
    }
    this.#byId.set(session.sessionId, session)
    this.#byPlayer.set(playerId, session)
    this.#parts.records.link(playerId, session.sessionNo, 'new')
    if (earlier) this.#close(earlier, 'signed-in-elsewhere')
    this.#startResumeWindow(session)
    return session
  }

  async #grant(session: OpenSession): Promise<SessionGrant> {
    const { token, expiresAtMs } = await this.#parts.tokens.sign(
      session.playerId,
      session.sessionId,
    )
    const { refreshToken, digest } = newRefreshToken()
    const grant: SessionGrant = { token, refreshToken, expiresAtMs }
    // Another login may have ended it while the token was being signed.
    if (this.#byId.get(session.sessionId) !== session) return grant
    for (const old of session.family.add(digest, grant, this.#parts.scheduler.nowMs())) {
      this.#byRefresh.delete(old)
    }
    this.#byRefresh.set(digest, session)
    return grant
  }

  async #refresh(session: OpenSession, digest: string): Promise<SessionGrant> {
    if (session.isVoid || this.#byRefresh.get(digest) !== session) {
      throw new RefusalError(refuse('login/expired'))
    }
    const use = session.family.use(digest, this.#parts.scheduler.nowMs())
    if (use === 'rotate') return this.#grant(session)
    if (use !== 'stolen') return use.sameAnswer
    this.#void(session)
    throw new RefusalError(refuse('login/expired'))
  }

  /** Somebody else has had its tokens: nobody may use them, the owner signs in again. */
  #void(session: OpenSession): void {
    session.isVoid = true
    this.#forgetRefresh(session)
    for (const each of [...session.connections]) {
      this.#endConnection(session, each, 'signed-in-elsewhere')
    }
    this.#recordLink(session)
    if (!session.cancelEnd) this.#startResumeWindow(session)
  }

  #live(sessionId: SessionId): OpenSession {
    const session = this.#byId.get(sessionId)
    if (!session || session.isVoid) throw unauthorized()
    return session
  }

  #startResumeWindow(session: OpenSession): void {
    const { scheduler, resumeMs } = this.#parts
    session.cancelEnd = scheduler.at(scheduler.nowMs() + resumeMs, () => {
      void this.end(session.sessionId, 'expired')
    })
  }

  #close(session: OpenSession, reason: SessionEndReason): void {
    this.#byId.delete(session.sessionId)
    if (this.#byPlayer.get(session.playerId) === session) this.#byPlayer.delete(session.playerId)
    this.#forgetRefresh(session)
    session.cancelEnd?.()
    for (const each of [...session.connections]) this.#endConnection(session, each, reason)
    this.#parts.records.unlink(session.playerId, session.sessionNo)
  }

  #forgetRefresh(session: OpenSession): void {
    for (const digest of session.family.digests()) this.#byRefresh.delete(digest)
  }

  #endConnection(
    session: OpenSession,
    connection: SessionConnection,
    reason: SessionEndReason,
  ): void {
    session.connections.delete(connection)
    try {
      connection.end(reason)
    } catch (error) {
      this.#parts.onFault(error, factsOf(session))
    }
  }

  #recordLink({ playerId, sessionNo, connections }: OpenSession): void {
    const link = connections.size > 0 ? 'connected' : 'dropped'
    const isInArea = [...connections].some((each) => each.kind === 'area')
    this.#parts.records.link(playerId, sessionNo, link, { isInArea })
  }

  /** Runs the full leave, one at a time for a player; a login meanwhile waits for it. */
  #leave(session: OpenSession, reason: SessionEndReason, attempt = 0): Promise<void> {
    const before = this.#leaving.get(session.playerId) ?? Promise.resolve()
    const leave = before
      .then(() => this.#parts.onLeave(factsOf(session), reason))
      .catch((error: unknown) => {
        this.#parts.onFault(error, factsOf(session))
        this.#leaveLater(session, reason, attempt)
      })
      .finally(() => {
        if (this.#leaving.get(session.playerId) === leave) this.#leaving.delete(session.playerId)
      })
    this.#leaving.set(session.playerId, leave)
    return leave
  }

  #leaveLater(session: OpenSession, reason: SessionEndReason, attempt: number): void {
    const waitMs = LEAVE_RETRY_MS[Math.min(attempt, LEAVE_RETRY_MS.length - 1)] ?? 0
    const { scheduler } = this.#parts
    scheduler.at(scheduler.nowMs() + waitMs, () => {
      // Who has signed in again meanwhile stays.
      if (!this.hasSession(session.playerId)) void this.#leave(session, reason, attempt + 1)
    })
  }
}

/** The session without its connections and tokens: what others may keep or log. */
function factsOf({ sessionId, playerId, sessionNo, openedAtMs }: OpenSession): Session {
  return { sessionId, playerId, sessionNo, openedAtMs }
}

function unauthorized(): RefusalError {
  return new RefusalError(refuse('login/unauthorized'))
}
