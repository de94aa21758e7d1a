import type { IncomingMessage } from 'node:http'
import { parseHostPort } from '../ops/addresses.ts'
import { TRACE_HEADER, traceIdOf } from '../ops/traceId.ts'
import { setPeer } from './peerAddress.ts'

// Anything longer is no address of ours; a session token in a WebSocket URL takes about 600.
const LONGEST_TARGET = 4096

/**
 * What is wrong with a request's address, or undefined. The base builds a URL from both without
 * asking: one it cannot parse, or with a name and password in it, is an unhandled rejection there.
 */
export function findAddressMistake(req: IncomingMessage): string | undefined {
  const { host } = req.headers
  if (host === undefined || !parseHostPort(host)) return 'The Host header is missing or malformed.'
  const target = req.url ?? ''
  if (!target.startsWith('/') || target.length > LONGEST_TARGET) {
    return 'The request target must be a path.'
  }
  return undefined
}

/**
 * Rewrites the headers that the base believes, so that what comes after the door may: who is asking
 * (`ip`, not what a client writes), the scheme, and the trace id. Returns the trace id.
 */
export function cleanHeaders(req: IncomingMessage, ip: string | undefined): string {
  const { headers } = req
  delete headers['x-forwarded-for']
  delete headers['x-client-ip']
  delete headers['x-real-ip']
  if (ip) headers['x-real-ip'] = ip
  setPeer(req, ip)
  const scheme = headers['x-forwarded-proto']
  if (scheme !== 'http' && scheme !== 'https') delete headers['x-forwarded-proto']
  const traceId = traceIdOf(headers[TRACE_HEADER])
  headers[TRACE_HEADER] = traceId
  return traceId
}
