import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { matchMaker } from '@colyseus/core'
import { type RefusalCode, refuse, statusOf } from '../contract/refusals.ts'
import { TRACE_HEADER } from '../ops/traceId.ts'
import { CORS_HEADERS } from './cors.ts'
import { cleanHeaders, findAddressMistake } from './doorChecks.ts'
import { isMatchmake, readMatchmakeBody } from './matchmakeBody.ts'
import { problemOf } from './problem.ts'

export interface DoorOptions {
  /** Told of what the listeners behind the door threw, with the request's trace id. */
  readonly onFault?: (error: unknown, traceId: string) => void
}

type Listener = (...args: unknown[]) => unknown

/**
 * One door for everything that comes in. To be called once, after Colyseus's `listen()`: it takes the
 * server's `request` and `upgrade` listeners and lets through only what they can stand. [HP10] What
 * the base cannot parse is refused here, because there it would end the process. [HP11] A body for
 * `/matchmake` is read and checked here, because the base reads 2 MB of anything.
 */
export function guardServer(server: Server, options: DoorOptions = {}): void {
  const onFault = options.onFault ?? (() => {})
  quietBaseCors()

  const requestListeners = server.listeners('request') as Listener[]
  server.removeAllListeners('request')
  server.on('request', (req, res) => {
    const traceId = cleanHeaders(req)
    const fail = (error: unknown) => {
      onFault(error, traceId)
      answer(res, 'server/fault', isMatchmake(req))
    }
    admitRequest(req, res, traceId, () => {
      for (const listener of requestListeners) settle(listener.call(server, req, res), fail)
    }).catch(fail)
  })

  const upgradeListeners = server.listeners('upgrade') as Listener[]
  server.removeAllListeners('upgrade')
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    const traceId = cleanHeaders(req)
    // Until the base takes it over, a reset of this socket has nobody else to hear it.
    socket.on('error', () => socket.destroy())
    const fail = (error: unknown) => {
      onFault(error, traceId)
      socket.destroy()
    }
    try {
      if (findAddressMistake(req)) return refuseUpgrade(socket, traceId)
      for (const listener of upgradeListeners) {
        settle(listener.call(server, req, socket, head), fail)
      }
    } catch (error) {
      fail(error)
    }
  })
}

async function admitRequest(
  req: IncomingMessage,
  res: ServerResponse,
  traceId: string,
  goOn: () => void,
): Promise<void> {
  res.setHeader(TRACE_HEADER, traceId)
  for (const [name, value] of Object.entries(CORS_HEADERS)) res.setHeader(name, value)
  const mistake = findAddressMistake(req)
  if (mistake) return answer(res, 'request/invalid', false, mistake)
  if (req.method === 'OPTIONS') {
    res.writeHead(204).end()
    return
  }
  if (isMatchmake(req)) {
    const read = await readMatchmakeBody(req)
    if ('isGone' in read) return
    // Taking in what is already on its way lets the refusal arrive before the connection closes.
    if ('refusal' in read) req.resume()
    if ('refusal' in read) return answer(res, read.refusal, true)
    // The base takes a body that is there already, and believes the content type.
    Object.assign(req, { body: read.body })
    req.headers['content-type'] = 'application/json'
  }
  goOn()
}

/** `/matchmake` keeps the SDK's form of an error, everything else has ours. */
function answer(res: ServerResponse, code: RefusalCode, isForSdk: boolean, detail?: string): void {
  if (res.headersSent) {
    res.destroy()
    return
  }
  const status = statusOf(code)
  const content = isForSdk ? { code: status, error: code } : problemOf(refuse(code, detail))
  res.writeHead(status, {
    'Content-Type': isForSdk ? 'application/json' : 'application/problem+json',
    'Cache-Control': 'no-store',
    // The rest of what this client sends is not read.
    Connection: 'close',
  })
  res.end(JSON.stringify(content))
}

function refuseUpgrade(socket: Duplex, traceId: string): void {
  const body = JSON.stringify(problemOf(refuse('request/invalid')))
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `${TRACE_HEADER}: ${traceId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

/** A listener may be async: its rejection is a fault of this request, not of the process. */
function settle(result: unknown, fail: (error: unknown) => void): void {
  if (result instanceof Promise) result.catch(fail)
}

/** The base adds its own CORS headers, reflecting any origin with credentials: ours instead. */
function quietBaseCors(): void {
  const { controller } = matchMaker
  Object.assign(controller, { DEFAULT_CORS_HEADERS: CORS_HEADERS, getCorsHeaders: () => ({}) })
}
