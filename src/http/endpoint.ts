import express, { type Request, type Response, type Router } from 'express'
import type { z } from 'zod'
import { checkForm } from '../contract/checkForm.ts'
import {
  MAX_BODY_BYTES,
  type RouteContract,
  type SealedBody,
  sealedBodySchema,
} from '../contract/http.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Session } from '../login/Session.ts'
import type { Sessions } from '../login/Sessions.ts'
import type { LogFor } from '../ops/logging.ts'
import type { Metrics } from '../ops/metrics.ts'
import type { RequestContext } from '../ops/RequestContext.ts'
import { refusalOf } from './problem.ts'
import { contextOf, setContext } from './requestContext.ts'

export interface EndpointParts {
  readonly sessions: Sessions
  readonly metrics: Metrics
  readonly logFor: LogFor
  /** [HS5] Opens a sealed body of an `/auth/` call; without it those are not taken. */
  readonly unseal?: (body: SealedBody) => Promise<unknown>
  /** [OP1] Throws a refusal unless that is the bearer token of an operator. */
  readonly admitOperator?: (bearer: string | undefined) => void
}

/** One request of a route, parsed. */
export interface Call<C extends RouteContract> {
  readonly body: C['body'] extends z.ZodType ? z.output<C['body']> : undefined
  readonly params: Readonly<Record<string, string>>
  /** Set where the route needs a session. */
  readonly session: Session | undefined
  readonly ctx: RequestContext
  readonly req: Request
  readonly res: Response
}

export type Answer<C extends RouteContract> = C['answer'] extends z.ZodType
  ? z.input<C['answer']>
  : undefined

// Inflating is off: a small packed body could be a large one.
const parseJson = express.json({ limit: MAX_BODY_BYTES, inflate: false })

/**
 * Binds a route of the contract: authenticates where it needs a session, validates the body, calls
 * the handler, checks and sends the answer, and measures it. A handler of a route without a JSON
 * answer may send one itself.
 */
export function endpoint<C extends RouteContract>(
  router: Router,
  parts: EndpointParts,
  contract: C,
  handler: (call: Call<C>) => Promise<Answer<C>>,
): void {
  const label = `${contract.method} ${contract.path}`
  const run = async (req: Request, res: Response) => {
    const startedAtMs = performance.now()
    const done = (outcome: string) =>
      parts.metrics.observe(label, outcome, (performance.now() - startedAtMs) / 1000)
    try {
      if (contract.needsAdmin) admitOperator(parts, req)
      const session = contract.needsSession ? await authenticate(parts, req, res) : undefined
      const body = contract.body ? await readBody(parts, contract, req, res) : undefined
      const params = req.params as Record<string, string>
      const ctx = contextOf(res)
      const call = { body, params, session, ctx, req, res } as Call<C>
      send(contract, res, await handler(call))
      done('ok')
      parts.logFor(ctx).debug({ route: label }, 'answered')
    } catch (error) {
      done(refusalOf(error)?.refusal ?? 'server/fault')
      throw error
    }
  }
  if (contract.method === 'GET') router.get(contract.path, run)
  else router.post(contract.path, run)
}

async function authenticate(parts: EndpointParts, req: Request, res: Response): Promise<Session> {
  const session = await parts.sessions.authenticate(bearerOf(req))
  const { playerId, sessionId } = session
  setContext(res, { ...contextOf(res), playerId, sessionId })
  return session
}

function admitOperator(parts: EndpointParts, req: Request): void {
  if (!parts.admitOperator) throw new RefusalError(refuse('http/not-found'))
  parts.admitOperator(bearerOf(req))
}

export function bearerOf(req: Request): string | undefined {
  return /^Bearer +([^\s]+)$/i.exec(req.headers.authorization ?? '')?.[1]
}

/** [HP4] Reads at most 16 KiB of JSON and checks it; unknown fields are refused. */
async function readBody(
  parts: EndpointParts,
  contract: RouteContract,
  req: Request,
  res: Response,
): Promise<unknown> {
  await new Promise<void>((resolve, reject) => {
    parseJson(req, res, (error?: unknown) => (error ? reject(error) : resolve()))
  })
  if (req.body === undefined) {
    throw new RefusalError(refuse('request/invalid', 'The body must be application/json.'))
  }
  if (!contract.body) return undefined
  const checked = checkForm(contract.body, await plainBody(parts, contract, req.body))
  if ('value' in checked) return checked.value
  throw new RefusalError(refuse('request/invalid', checked.mistake))
}

/** What the client means: of a sealed body that which was sealed. */
async function plainBody(
  parts: EndpointParts,
  contract: RouteContract,
  body: unknown,
): Promise<unknown> {
  if (!parts.unseal || !contract.path.startsWith('/auth/')) return body
  const sealed = checkForm(sealedBodySchema, body)
  return 'value' in sealed ? parts.unseal(sealed.value) : body
}

function send(contract: RouteContract, res: Response, answer: unknown): void {
  if (res.headersSent) return
  res.set('cache-control', 'no-store').status(contract.status)
  // What leaves is what the contract says: a mistake of ours is a fault here, not at the client.
  if (contract.answer) res.json(contract.answer.parse(answer))
  else res.end()
}
