import type { Application } from 'express'
import { RefusalError, refuse } from '../contract/refusals.ts'
import { type AdminParts, adminRoutes } from './adminRoutes.ts'
import { type AuthParts, authRoutes } from './authRoutes.ts'
import { type FairParts, fairRoutes } from './fairRoutes.ts'
import { type HandshakeParts, handshakeRoutes } from './handshakeRoutes.ts'
import { type HealthParts, healthRoutes } from './healthRoutes.ts'
import { type LoginRouteParts, loginRoutes } from './loginRoutes.ts'
import { connectSources } from './origin.ts'
import { pageRoutes } from './pageRoutes.ts'
import { problems } from './problem.ts'
import { traceRequests } from './requestContext.ts'
import { securityHeaders } from './securityHeaders.ts'

export interface HttpParts
  extends HealthParts,
    HandshakeParts,
    AuthParts,
    LoginRouteParts,
    FairParts,
    AdminParts {
  readonly ledger: FairParts['ledger'] & AdminParts['ledger']
  /** The folder of the built page. */
  readonly pageFolder: string
}

/** Puts all of Parlor's HTTP on an Express application. */
export function buildHttp(app: Application, parts: HttpParts): void {
  const { config, logFor } = parts
  app.disable('x-powered-by')
  app.set('etag', false)
  app.use(traceRequests)
  app.use(securityHeaders({ connectSources: connectSources(config), isHttps: config.isProduction }))
  app.use(healthRoutes(parts))
  app.use(handshakeRoutes(parts))
  app.use(authRoutes(parts))
  app.use(loginRoutes(parts))
  app.use(fairRoutes(parts))
  app.use(adminRoutes(parts))
  app.use(pageRoutes(parts.pageFolder))
  app.use((_req, _res) => {
    throw new RefusalError(refuse('http/not-found'))
  })
  app.use(problems(logFor))
}
