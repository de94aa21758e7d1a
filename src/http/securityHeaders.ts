import type { RequestHandler } from 'express'
import helmet from 'helmet'

/**
 * [HP7] The page runs its own scripts and styles only, connects to this house only, and is framed by
 * nobody. `isHttps`: also tells browsers to stay on https.
 */
export function securityHeaders(options: {
  readonly connectSources: readonly string[]
  readonly isHttps: boolean
}): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'"],
        manifestSrc: ["'self'"],
        connectSrc: ["'self'", ...options.connectSources],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: options.isHttps ? undefined : false,
    // Answers of the API are meant for pages of other origins too; those are let in by CORS.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  })
}
