import type { EpochMs, PlayerId, SessionId } from '../contract/ids.ts'
import type { SessionLink } from './OnlineRecords.ts'
import type { Session } from './Session.ts'

/** Names one login of one player: of a later login the number is higher. */
export interface SessionRef {
  readonly playerId: PlayerId
  readonly sessionNo: number
}

/** What is kept of the session a player has. */
export interface StoredSession extends Session {
  /** Which process wrote last, and which start of it. */
  readonly process: string
  readonly link: SessionLink
  readonly droppedAtMs?: EpochMs | undefined
  /** Its tokens are void (one was stolen); it waits for the owner's login or for its end. */
  readonly isVoid: boolean
}

/** News that may be lost: that session is over, or its tokens are void. */
export interface SessionEnding extends SessionRef {
  readonly reason: 'signed-in-elsewhere' | 'logged-out' | 'kicked' | 'expired'
}

/** What became of a refresh token that was used. */
export type Rotation = 'rotated' | 'stolen' | 'gone' | { readonly sealedAnswer: string }

/**
 * The sessions of all processes: at most one a player. Every write names a session and does nothing,
 * answering false, where that session is over. What it throws is a fault of the store.
 */
export interface SessionStore {
  /** The player's session from now on; `earlierNo` is of the one that is over by it. */
  open(
    playerId: PlayerId,
    sessionId: SessionId,
  ): Promise<{ readonly session: Session; readonly earlierNo: number | undefined }>
  ofPlayer(playerId: PlayerId): Promise<StoredSession | undefined>
  link(session: SessionRef, link: 'connected' | 'dropped'): Promise<boolean>
  /** Sign of life of a process that has the session; false where it is over or void. */
  renew(session: SessionRef): Promise<boolean>
  /** True for the one call that ended it. */
  end(session: SessionRef, reason: SessionEnding['reason']): Promise<boolean>
  /** The digest of the only good refresh token from now on. */
  grant(session: SessionRef, digest: string): Promise<boolean>
  /** Whose refresh token that is, or was. */
  ownerOf(digest: string): Promise<SessionRef | undefined>
  /**
   * Uses a refresh token up. `sealedAnswer`, readable to the holder of the used token alone, is what
   * another use of it gets within 30 s; any other use of an old one is a theft and voids the session.
   */
  rotate(
    session: SessionRef,
    digests: { readonly used: string; readonly next: string },
    sealedAnswer: string,
  ): Promise<Rotation>
  /** Players in the house: the connected, and the unconnected of the last 300 s. */
  onlinePlayers(): Promise<number>
  /** Hears of endings, of this process and others. Returns how to stop it. */
  onEnded(hear: (ending: SessionEnding) => void): () => void
  /** Told when news may have been missed. */
  onBack(run: () => void): () => void
}
