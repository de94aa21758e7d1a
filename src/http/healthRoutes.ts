import { Router } from 'express'
import { routes } from '../contract/http.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import { type EndpointParts, endpoint } from './endpoint.ts'

export interface HealthParts extends EndpointParts {
  /** May players be sent here: started, not draining, with its stores. */
  readonly isReady: () => Promise<boolean>
}

/** Alive, ready, and the figures. */
export function healthRoutes(parts: HealthParts): Router {
  const router = Router()
  endpoint(router, parts, routes.healthz, async () => ({ status: 'alive' as const }))
  endpoint(router, parts, routes.readyz, async () => {
    // A check that fails is an answer, not a fault: something it needs is away.
    const isReady = await parts.isReady().catch(() => false)
    if (!isReady) throw new RefusalError(refuse('server/draining'))
    return { status: 'ready' as const }
  })
  endpoint(router, parts, routes.metrics, async ({ res }) => {
    const { registry } = parts.metrics
    const figures = await registry.metrics()
    res.set('cache-control', 'no-store').set('content-type', registry.contentType).send(figures)
    return undefined
  })
  return router
}
