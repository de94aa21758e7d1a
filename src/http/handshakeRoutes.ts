import { Router } from 'express'
import type { Handshakes } from '../auth/handshakes.ts'
import { routes } from '../contract/http.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import { type EndpointParts, endpoint } from './endpoint.ts'

export interface HandshakeParts extends EndpointParts {
  readonly handshakes: Handshakes
  /** Resolves with 0, or with the milliseconds after which this ip may begin another one. */
  readonly takeHandshake: (ip: string | undefined) => Promise<number>
}

/** Agreeing on a key for sealed credentials. */
export function handshakeRoutes(parts: HandshakeParts): Router {
  const router = Router()
  endpoint(router, parts, routes.handshake, async ({ body, ctx }) => {
    // [HS6] Before the work: two scalar multiplications are what a flood would be after.
    const retryAfterMs = await parts.takeHandshake(ctx.ip)
    if (retryAfterMs > 0) {
      throw new RefusalError(refuse('rate/limited', undefined, { retryAfterMs }))
    }
    return parts.handshakes.open(body.publicKey)
  })
  endpoint(router, parts, routes.handshakeProof, async ({ body, params }) => {
    await parts.handshakes.prove(params['handshakeId'] ?? '', body.proof)
    return undefined
  })
  return router
}
