import express, { Router } from 'express'
import { RefusalError, refuse } from '../contract/refusals.ts'

/**
 * The built page. [HP9] Files under `/assets/` carry a hash in their name and are kept for a year; the
 * page itself is asked for anew each time, so that a new release is seen at once.
 */
export function pageRoutes(folder: string): Router {
  const router = Router()
  router.get('/', (_req, res, next) => {
    res.set('cache-control', 'no-cache')
    res.sendFile('index.html', { root: folder, cacheControl: false }, (error) => {
      // A client that went away is nobody's fault.
      if (!error || res.headersSent) return
      next(new RefusalError(refuse('http/not-found', 'The page has not been built.')))
    })
  })
  const kept = { index: false, redirect: false, dotfiles: 'ignore' } as const
  const assets = express.static(`${folder}/assets`, { ...kept, immutable: true, maxAge: '1y' })
  router.use('/assets', assets)
  router.use(express.static(folder, { ...kept, maxAge: '1h' }))
  return router
}
