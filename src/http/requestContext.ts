import type { RequestHandler, Response } from 'express'
import type { RequestContext } from '../ops/RequestContext.ts'
import { TRACE_HEADER, traceIdOf } from '../ops/traceId.ts'
import { peerOf } from './peerAddress.ts'

/** [HP1] Makes the context of each request; every answer carries its trace id. */
export const traceRequests: RequestHandler = (req, res, next) => {
  const traceId = traceIdOf(req.headers[TRACE_HEADER])
  res.set(TRACE_HEADER, traceId)
  const ip = peerOf(req)
  setContext(res, { traceId, ...(ip ? { ip } : {}) })
  next()
}

export function contextOf(res: Response): RequestContext {
  return res.locals['ctx'] as RequestContext
}

export function setContext(res: Response, ctx: RequestContext): void {
  res.locals['ctx'] = ctx
}
