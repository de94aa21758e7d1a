import type { RefusalCode } from '../src/contract/refusals.ts'

/** A legal "no" of the server, from a route, a join or a room. */
export class Refused extends Error {
  readonly code: RefusalCode | (string & {})
  /** When it makes sense to ask again, where the server says so. */
  readonly retryAfterMs: number | undefined

  constructor(code: string, detail?: string, retryAfterMs?: number) {
    super(detail ?? code)
    this.name = 'Refused'
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

/** The server could not be reached, or the connection ended before the answer came. */
export class ConnectionLost extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'ConnectionLost'
  }
}

/**
 * Reads a refusal out of what the SDK throws: a rejected request carries it in `reason`, a refused
 * join as `message` with an HTTP status as `code`. Undefined if the error is no refusal.
 */
export function refusedFrom(error: unknown): Refused | undefined {
  if (error instanceof Refused) return error
  if (typeof error !== 'object' || error === null) return undefined
  const { name, reason, message, code } = error as Record<string, unknown>
  if (name === 'rejected' && typeof reason === 'object' && reason !== null) {
    const told = reason as { code?: unknown; message?: unknown; retryAfterMs?: unknown }
    if (typeof told.code !== 'string') return undefined
    return new Refused(
      told.code,
      typeof told.message === 'string' ? told.message : undefined,
      typeof told.retryAfterMs === 'number' ? told.retryAfterMs : undefined,
    )
  }
  const looksLikeACode = typeof message === 'string' && /^[a-z]+\/[a-z-]+$/.test(message)
  if (looksLikeACode && typeof code === 'number') return new Refused(message)
  return undefined
}
