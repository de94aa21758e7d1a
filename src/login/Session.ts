import type { SessionEndReason } from '../contract/close.ts'
import type { EpochMs, PlayerId, SessionId } from '../contract/ids.ts'
import type { RefreshFamily } from './RefreshFamily.ts'

/** What a room hands in for each of its connections. */
export interface SessionConnection {
  readonly kind: 'hall' | 'area' | 'desk'
  /** Says `session/ended { reason }` to the client and closes; must not throw. */
  end(reason: SessionEndReason): void
}

/** One login of one player, from the redeemed ticket to the way out. */
export interface Session {
  readonly sessionId: SessionId
  readonly playerId: PlayerId
  /** Raised at each login: whoever has the higher number is the later one. */
  readonly sessionNo: number
  readonly openedAtMs: EpochMs
}

/** The session as `Sessions` keeps it. */
export interface OpenSession extends Session {
  readonly family: RefreshFamily
  readonly connections: Set<SessionConnection>
  /** Its tokens are void (one was stolen); it waits for the owner's login or for its end. */
  isVoid: boolean
  /** Calls off the end of the resume window while nobody is connected. */
  cancelEnd: (() => void) | undefined
  /** Two refreshes of one session run one after the other. */
  refreshing: Promise<unknown>
}
