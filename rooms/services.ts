import type { SessionEndReason } from '../src/contract/close.ts'
import type { PlayerId, SessionId } from '../src/contract/ids.ts'
import type { Log } from '../src/ops/Log.ts'
import type { ReplyCache } from '../src/requests/ReplyCache.ts'

/** One connection of a session, as the sessions know it. */
export interface Connection {
  readonly kind: 'hall' | 'area' | 'desk'
  end(reason: SessionEndReason): void
}

export interface RoomSessions {
  /** Throws the refusal `login/unauthorized`. */
  authenticate(token: unknown): Promise<{ sessionId: SessionId; playerId: PlayerId }>
  /**
   * Throws `login/unauthorized` if the session is over or the token is of another one; the token's
   * expiry does not matter.
   */
  checkReturn(sessionId: SessionId, token: unknown): Promise<unknown>
  attach(sessionId: SessionId, connection: Connection): void
  detach(sessionId: SessionId, connection: Connection): void
}

/** What watches over the sockets beneath the rooms; `socket` is a client's `ref`. */
export interface RoomSockets {
  /** The room has let it in. */
  admitted(socket: object): void
  /** The client has said that it is ready. */
  joined(socket: object): void
  /** The session token it came with. */
  tokenOf(socket: object): string | undefined
}

/** What every room gets from the process. */
export interface RoomServices {
  readonly sessions: RoomSessions
  readonly sockets: RoomSockets
  readonly replies: ReplyCache
  readonly log: Log
  /** Whether debug lines are wanted: one a request would cost too much to make and throw away. */
  readonly isDebug?: boolean
  readonly nowMs: () => number
  readonly resumeSeconds: number
  readonly observe: (type: string, outcome: string, seconds: number) => void
}

/** Who sent a message. */
export interface Caller {
  readonly playerId: PlayerId
  readonly sessionId: SessionId
  readonly ip: string | undefined
  readonly traceId: string
  readonly rid: string | undefined
}
