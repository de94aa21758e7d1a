import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { matchMaker } from '@colyseus/core'
import { type RefusalCode, refuse, statusOf } from '../contract/refusals.ts'
import { TRACE_HEADER } from '../ops/traceId.ts'
import { corsHeaders } from './cors.ts'
import { cleanHeaders, findAddressMistake } from './doorChecks.ts'
import { isMatchmake, readMatchmakeBody } from './matchmakeBody.ts'
import { type OriginPolicy, originPolicy } from './originPolicy.ts'
import { type AddressReader, addressReader, peerOf } from './peerAddress.ts'
import { problemOf } from './problem.ts'

// A phone on a bad network needs seconds for 16 KiB, not minutes.
const HEAD_WITHIN_MS = 15_000
const REQUEST_WITHIN_MS = 30_000

export interface DoorOptions {
  /** Told of what the listeners behind the door threw, with the request's trace id. */
  readonly onFault?: (error: unknown, traceId: string) => void
  /** Which pages may use this server; without it only those it serves itself. */
  readonly originOf?: OriginPolicy
  /** Who is asking; without it the socket's peer. */
  readonly addressOf?: AddressReader
  /** Resolve with 0, or with the milliseconds after which one more of this ip may pass. */
  readonly takeRequest?: (ip: string | undefined) => Promise<number>
  readonly takeSocket?: (ip: string | undefined) => Promise<number>
}

type Listener = (...args: unknown[]) => unknown
type Gate = Required<DoorOptions>

/** Why something does not pass, and for how long. */
interface No {
  readonly code: RefusalCode
  readonly detail?: string
  readonly retryAfterMs?: number
}

/**
 * One door for everything that comes in. To be called once, after Colyseus's `listen()`: it takes the
 * server's `request` and `upgrade` listeners and lets through only what they can stand. [HP10] What
 * the base cannot parse is refused here, because there it would end the process. [HP11] A body for
 * `/matchmake` is read and checked here, because the base reads 2 MB of anything. [GA2] Strangers'
 * pages and [GA6] floods of one ip do not get behind it.
 */
export function guardServer(server: Server, options: DoorOptions = {}): void {
  const gate: Gate = {
    onFault: () => {},
    originOf: originPolicy({ allowed: undefined }),
    addressOf: addressReader(0),
    takeRequest: async () => 0,
    takeSocket: async () => 0,
    ...options,
  }
  quietBaseCors()
  boundSlowness(server)

  const requestListeners = server.listeners('request') as Listener[]
  server.removeAllListeners('request')
  server.on('request', (req, res) => {
    const traceId = cleanHeaders(req, gate.addressOf(req))
    const fail = (error: unknown) => {
      gate.onFault(error, traceId)
      answer(res, { code: 'server/fault' }, isMatchmake(req))
    }
    admitRequest(gate, req, res, traceId, () => {
      for (const listener of requestListeners) settle(listener.call(server, req, res), fail)
    }).catch(fail)
  })

  const upgradeListeners = server.listeners('upgrade') as Listener[]
  server.removeAllListeners('upgrade')
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    const traceId = cleanHeaders(req, gate.addressOf(req))
    // Until the base takes it over, a reset of this socket has nobody else to hear it.
    socket.on('error', () => socket.destroy())
    const fail = (error: unknown) => {
      gate.onFault(error, traceId)
      socket.destroy()
    }
    admitUpgrade(gate, req, socket, traceId, () => {
      for (const listener of upgradeListeners) {
        settle(listener.call(server, req, socket, head), fail)
      }
    }).catch(fail)
  })
}

async function admitRequest(
  gate: Gate,
  req: IncomingMessage,
  res: ServerResponse,
  traceId: string,
  goOn: () => void,
): Promise<void> {
  res.setHeader(TRACE_HEADER, traceId)
  const origin = gate.originOf(req)
  for (const [name, value] of Object.entries(corsHeaders(origin))) res.setHeader(name, value)
  const isForSdk = isMatchmake(req)
  const mistake = findAddressMistake(req)
  if (mistake) return answer(res, { code: 'request/invalid', detail: mistake }, false)
  const retryAfterMs = await gate.takeRequest(peerOf(req))
  if (retryAfterMs > 0) return answer(res, { code: 'rate/limited', retryAfterMs }, isForSdk)
  if (origin.kind === 'refused') return answer(res, { code: 'http/origin-refused' }, isForSdk)
  if (req.method === 'OPTIONS') {
    res.writeHead(204).end()
    return
  }
  if (isForSdk) {
    // The base would answer without a word, which the SDK cannot read.
    if (isStopping()) return answer(res, { code: 'server/draining' }, true)
    const read = await readMatchmakeBody(req)
    if ('isGone' in read) return
    // Taking in what is already on its way lets the refusal arrive before the connection closes.
    if ('refusal' in read) req.resume()
    if ('refusal' in read) return answer(res, { code: read.refusal }, true)
    // The base takes a body that is there already, and believes the content type.
    Object.assign(req, { body: read.body })
    req.headers['content-type'] = 'application/json'
  }
  goOn()
}

async function admitUpgrade(
  gate: Gate,
  req: IncomingMessage,
  socket: Duplex,
  traceId: string,
  goOn: () => void,
): Promise<void> {
  if (findAddressMistake(req)) return refuseUpgrade(socket, traceId, { code: 'request/invalid' })
  const retryAfterMs = await gate.takeSocket(peerOf(req))
  if (retryAfterMs > 0) {
    return refuseUpgrade(socket, traceId, { code: 'rate/limited', retryAfterMs })
  }
  if (gate.originOf(req).kind === 'refused') {
    return refuseUpgrade(socket, traceId, { code: 'http/origin-refused' })
  }
  if (!socket.destroyed) goOn()
}

/** [GA8] Who sends a head or a body byte by byte does not hold a connection for minutes. */
function boundSlowness(server: Server): void {
  server.headersTimeout = HEAD_WITHIN_MS
  server.requestTimeout = REQUEST_WITHIN_MS
}

function isStopping(): boolean {
  return matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN
}

/** `/matchmake` keeps the SDK's form of an error, everything else has ours. */
function answer(res: ServerResponse, no: No, isForSdk: boolean): void {
  if (res.headersSent) {
    res.destroy()
    return
  }
  const { code, detail, retryAfterMs } = no
  const status = statusOf(code)
  const fields = retryAfterMs === undefined ? undefined : { retryAfterMs }
  const content = isForSdk
    ? { code: status, error: code, ...fields }
    : problemOf(refuse(code, detail, fields))
  res.writeHead(status, {
    'Content-Type': isForSdk ? 'application/json' : 'application/problem+json',
    'Cache-Control': 'no-store',
    ...retryAfter(retryAfterMs),
    // The rest of what this client sends is not read.
    Connection: 'close',
  })
  res.end(JSON.stringify(content))
}

function refuseUpgrade(socket: Duplex, traceId: string, { code, retryAfterMs }: No): void {
  const status = statusOf(code)
  const body = JSON.stringify(problemOf(refuse(code)))
  const headers = {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    [TRACE_HEADER]: traceId,
    ...retryAfter(retryAfterMs),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'))
}

function retryAfter(retryAfterMs: number | undefined): Record<string, string> {
  return retryAfterMs === undefined ? {} : { 'Retry-After': `${Math.ceil(retryAfterMs / 1000)}` }
}

/** A listener may be async: its rejection is a fault of this request, not of the process. */
function settle(result: unknown, fail: (error: unknown) => void): void {
  if (result instanceof Promise) result.catch(fail)
}

/** The base adds its own CORS headers, reflecting any origin with credentials: ours are set already. */
function quietBaseCors(): void {
  const { controller } = matchMaker
  Object.assign(controller, { DEFAULT_CORS_HEADERS: {}, getCorsHeaders: () => ({}) })
}
