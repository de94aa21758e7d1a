import { ConnectionLost, Refused } from './refused.ts'

/** An HTTP answer that takes longer counts as lost. */
const HTTP_TIMEOUT_MS = 10_000

export interface RouteCall {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
  /** The session token, for routes that need one. */
  readonly token?: string
}

/**
 * Calls one route of the contract.
 *
 * @returns the JSON of the answer, undefined for 204
 * @throws Refused for a problem+json answer, ConnectionLost when nobody answers
 */
export async function callRoute<Answer>(origin: string, call: RouteCall): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (call.body !== undefined) headers['content-type'] = 'application/json'
  if (call.token) headers['authorization'] = `Bearer ${call.token}`
  let response: Response
  try {
    response = await fetch(origin + call.path, {
      method: call.method,
      headers,
      signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    })
  } catch (error) {
    throw new ConnectionLost(`no answer from ${call.path}`, error)
  }
  if (response.status === 204) return undefined as Answer
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer as Answer
  const problem = (answer ?? {}) as { code?: string; detail?: string; retryAfterMs?: number }
  if (!problem.code) throw new ConnectionLost(`${call.path} answered ${response.status}`)
  throw new Refused(problem.code, problem.detail, problem.retryAfterMs)
}
