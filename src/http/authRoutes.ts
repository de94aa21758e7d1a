import { Router } from 'express'
import type { Guests } from '../auth/guests.ts'
import { routes } from '../contract/http.ts'
import type { LoginQueue } from '../queue/LoginQueue.ts'
import { type AccountRouteParts, accountRoutes } from './accountRoutes.ts'
import { admit } from './admit.ts'
import { endpoint } from './endpoint.ts'
import { sendQueueEvents } from './queueEvents.ts'

export interface AuthParts extends AccountRouteParts {
  readonly guests: Guests
  readonly queue: LoginQueue
}

/** Who are you, and where do you stand in the queue. */
export function authRoutes(parts: AuthParts): Router {
  const router = Router()
  endpoint(router, parts, routes.guest, async ({ body, req, ctx }) => {
    const { playerId } = await parts.guests.signIn(body.deviceId)
    return admit(parts, playerId, 'guest', { req, ctx })
  })
  endpoint(router, parts, routes.queuePlace, ({ params }) =>
    parts.queue.placeOf(params['ticket'] ?? ''),
  )
  endpoint(router, parts, routes.queueEvents, async ({ params, req, res }) => {
    await sendQueueEvents(parts.queue, params['ticket'] ?? '', req, res)
    return undefined
  })
  router.use(accountRoutes(parts))
  return router
}
