import type { IncomingMessage } from 'node:http'
import { MAX_BODY_BYTES } from '../contract/http.ts'
import type { RefusalCode } from '../contract/refusals.ts'

export type MatchmakeBody =
  | { readonly body: string }
  | { readonly refusal: RefusalCode }
  /** The client went away before its end. */
  | { readonly isGone: true }

/** Is this a call that the base's matchmaker answers, reading its body without a limit? */
export function isMatchmake(req: IncomingMessage): boolean {
  return (
    req.method !== 'GET' && req.method !== 'HEAD' && /^\/matchmake(\/|\?|$)/.test(req.url ?? '')
  )
}

/**
 * Reads the whole body of a matchmaking call, declared or chunked, up to 16 KiB: a JSON object, or
 * nothing, which counts as `{}`.
 */
export async function readMatchmakeBody(req: IncomingMessage): Promise<MatchmakeBody> {
  if (Number(req.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    return { refusal: 'http/too-large' }
  }
  const chunks: Buffer[] = []
  let length = 0
  try {
    // `break` would destroy the request and with it the socket the refusal has to leave by.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > MAX_BODY_BYTES) return { refusal: 'http/too-large' }
      chunks.push(chunk)
    }
  } catch {
    return { isGone: true }
  }
  const body = Buffer.concat(chunks).toString('utf8') || '{}'
  return isJsonObject(body) ? { body } : { refusal: 'request/invalid' }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
