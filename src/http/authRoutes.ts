import { Router } from 'express'
import type { Guests } from '../auth/guests.ts'
import type { Config } from '../config.ts'
import { routes } from '../contract/http.ts'
import type { Login } from '../login/Login.ts'
import type { LoginQueue } from '../queue/LoginQueue.ts'
import { type EndpointParts, endpoint } from './endpoint.ts'
import { originFor } from './origin.ts'
import { sendQueueEvents } from './queueEvents.ts'

export interface AuthParts extends EndpointParts {
  readonly config: Pick<Config, 'isProduction' | 'publicAddress'>
  readonly guests: Guests
  readonly login: Login
  readonly queue: LoginQueue
}

/** Who are you, and where do you stand in the queue. */
export function authRoutes(parts: AuthParts): Router {
  const router = Router()
  endpoint(router, parts, routes.guest, async ({ body, req, ctx }) => {
    const { playerId } = await parts.guests.signIn(body.deviceId)
    const admission = await parts.login.admit(playerId)
    parts.logFor({ ...ctx, playerId }).info({ position: admission.position }, 'guest signed in')
    return { ...admission, loginUrl: originFor(req, parts.config) }
  })
  endpoint(router, parts, routes.queuePlace, ({ params }) =>
    parts.queue.placeOf(params['ticket'] ?? ''),
  )
  endpoint(router, parts, routes.queueEvents, async ({ params, req, res }) => {
    await sendQueueEvents(parts.queue, params['ticket'] ?? '', req, res)
    return undefined
  })
  return router
}
