import { Router } from 'express'
import { routes } from '../contract/http.ts'
import type { Login } from '../login/Login.ts'
import { type EndpointParts, endpoint } from './endpoint.ts'

export interface LoginRouteParts extends EndpointParts {
  readonly login: Login
}

/** From a ticket to a session, on to fresh tokens, and out. */
export function loginRoutes(parts: LoginRouteParts): Router {
  const router = Router()
  endpoint(router, parts, routes.login, async ({ body, ctx }) => {
    const answer = await parts.login.redeem(body.ticket, ctx)
    parts.logFor({ ...ctx, playerId: answer.player.playerId }).info('logged in')
    return answer
  })
  endpoint(router, parts, routes.refresh, ({ body, ctx }) =>
    parts.login.refresh(body.refreshToken, ctx),
  )
  endpoint(router, parts, routes.logout, async ({ session, ctx }) => {
    if (session) await parts.sessions.end(session.sessionId, 'logged-out')
    parts.logFor(ctx).info('logged out')
    return undefined
  })
  return router
}
