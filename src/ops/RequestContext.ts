import type { PlayerId, SessionId } from '../contract/ids.ts'

/**
 * Goes explicitly with each request, from the door to the last log line and row: who asks, from
 * where, and the trace id that ties all lines of one request together.
 */
export interface RequestContext {
  /** The client's own, if it sent a good one; else made at the door. */
  readonly traceId: string
  readonly playerId?: PlayerId
  readonly sessionId?: SessionId
  readonly ip?: string
  readonly game?: string
  readonly deskId?: string
}
