import type { IncomingMessage } from 'node:http'
import type { HandshakeStore } from '../auth/HandshakeStore.ts'
import { Handshakes } from '../auth/handshakes.ts'
import { operatorToken } from '../auth/operatorToken.ts'
import type { Config } from '../config.ts'
import type { Scheduler } from '../desk/Scheduler.ts'
import type { DoorOptions } from '../http/door.ts'
import type { HandshakeParts } from '../http/handshakeRoutes.ts'
import { originPolicy } from '../http/originPolicy.ts'
import { addressReader, peerOf } from '../http/peerAddress.ts'
import { SocketWatch } from '../http/SocketWatch.ts'
import { IpLimit } from '../ops/IpLimit.ts'
import type { Log } from '../ops/Log.ts'
import type { Metrics } from '../ops/metrics.ts'

/** A handshake costs 0.3 ms: a thousand in 10 s are 3 % of a core. */
const HANDSHAKES_OF_IP = { points: 1000, seconds: 10 }
/** Closing handshakes are waited for by us, see `SocketWatch`. */
const CLOSE_WITHIN_MS = 2000
/** A message of 4 KiB in pieces of 64 bytes; nobody has a reason for smaller ones. */
const MOST_FRAGMENTS = 64

export interface GateParts {
  readonly config: Config
  readonly scheduler: Scheduler
  readonly log: Log
  readonly metrics: Metrics
  readonly handshakes: HandshakeStore
}

/** All that stands between strangers and the house, built from the configuration. */
export function buildGate({ config, scheduler, log, metrics, ...stores }: GateParts) {
  warnOfOpenGates(config, log)
  const sockets = new SocketWatch({
    heartbeatMs: config.heartbeatSeconds * 1000,
    nowMs: () => scheduler.nowMs(),
    peerOf,
    onEnded: metrics.counter('parlor_sockets_ended_total', 'WebSockets we ended.', 'why'),
  })
  metrics.gauge('parlor_sockets', 'Open WebSockets.', () => sockets.size())
  const handshakes = new Handshakes(scheduler, stores.handshakes)
  const requests = new IpLimit(config.ipRequests)
  const newSockets = new IpLimit(config.ipSockets)
  const newHandshakes = new IpLimit(HANDSHAKES_OF_IP)
  const door: DoorOptions = {
    onFault: (error, traceId) => log.error({ err: error, traceId }, 'a request failed'),
    originOf: originPolicy({
      allowed: config.allowedOrigins,
      ownAddresses: () => ownAddresses(config),
    }),
    addressOf: warnOnce(config, log),
    takeRequest: (ip) => requests.take(ip),
    takeSocket: async (ip) => (sockets.hasRoomFor(ip) ? newSockets.take(ip) : 1000),
  }
  const http: Pick<HandshakeParts, 'handshakes' | 'takeHandshake' | 'unseal' | 'admitOperator'> = {
    handshakes,
    takeHandshake: (ip) => newHandshakes.take(ip),
    unseal: (body) => handshakes.unseal(body),
    ...(config.adminToken ? { admitOperator: operatorToken(config.adminToken) } : {}),
  }
  // Beats are ours: the base's own count pongs only, and sees a dead client a beat too late.
  const transport = { pingInterval: 0, closeTimeout: CLOSE_WITHIN_MS, maxFragments: MOST_FRAGMENTS }
  return { door, http, sockets, transport }
}

/** [GA3] The page of a process may come to those beside it: pm2 instance n adds n to the port. */
function ownAddresses({ publicAddress, instance }: Config): string[] {
  const match = /^(.*):(\d+)$/.exec(publicAddress ?? '')
  if (!match) return publicAddress ? [publicAddress] : []
  return Array.from({ length: instance + 1 }, (_, n) => `${match[1]}:${Number(match[2]) - n}`)
}

function warnOfOpenGates(config: Config, log: Log): void {
  if (!config.isProduction) return
  if (config.allowedOrigins?.includes('*')) {
    log.warn({}, 'ALLOWED_ORIGINS is *: pages of any stranger may use this server')
  }
  if (config.adminToken && Buffer.byteLength(config.adminToken) < 24) {
    log.warn({}, 'ADMIN_TOKEN is shorter than 24 bytes; it may be guessed')
  }
}

/** Reads the address; tells once that a proxy stands in front of which nobody has told us. */
function warnOnce(config: Config, log: Log) {
  const addressOf = addressReader(config.trustedProxies)
  let isTold = config.trustedProxies !== 0 || !config.isProduction
  return (req: IncomingMessage) => {
    if (!isTold && req.headers['x-forwarded-for'] !== undefined) {
      isTold = true
      log.warn({}, 'X-Forwarded-For is not believed: set TRUSTED_PROXIES if a proxy is in front')
    }
    return addressOf(req)
  }
}
