import type { ErrorRequestHandler, Response } from 'express'
import type { Problem } from '../contract/http.ts'
import {
  isRefusal,
  type Refusal,
  RefusalError,
  refuse,
  statusOf,
  textOf,
} from '../contract/refusals.ts'
import { type LogFor, logFault } from '../ops/logging.ts'
import { contextOf } from './requestContext.ts'

/** A refusal in the form of every error of our routes. */
export function problemOf(refusal: Refusal): Problem {
  const { refusal: code, detail, fields } = refusal
  const title = textOf(code)
  return { ...fields, title, status: statusOf(code), code, detail: detail ?? title }
}

export function sendProblem(res: Response, refusal: Refusal): void {
  const problem = problemOf(refusal)
  const retryAfterMs = refusal.fields?.['retryAfterMs']
  if (typeof retryAfterMs === 'number')
    res.set('retry-after', String(Math.ceil(retryAfterMs / 1000)))
  // The rest of a body that is too long is not read; the connection ends with the answer.
  if (problem.status === 413) res.set('connection', 'close')
  res.set('cache-control', 'no-store')
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

/**
 * [HP2] Every error becomes a problem. [HP3] What is no refusal and no fault of the request is logged
 * once under its trace id and answered `server/fault`, without a word of what it was.
 */
export function problems(logFor: LogFor): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const refusal = refusalOf(error)
    if (!refusal) {
      // The route, not what a client wrote: one kind of fault has one kind of line.
      const route = (req.route as { path?: unknown } | undefined)?.path ?? '(no route)'
      logFault(logFor(contextOf(res)), error, `fault in ${req.method} ${String(route)}`)
    }
    if (res.headersSent) res.destroy()
    else sendProblem(res, refusal ?? refuse('server/fault'))
  }
}

/** The refusal an error stands for: ours, or that of Express and its body parser; else undefined. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof RefusalError) return error.refusal
  if (isRefusal(error)) return error
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown }
  if (type === 'entity.too.large') return refuse('http/too-large')
  if (type === 'entity.parse.failed') return refuse('request/invalid', 'The body is not JSON.')
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined
  return refuse(status === 404 ? 'http/not-found' : 'request/invalid')
}
