import type { Request } from 'express'
import type { Config } from '../config.ts'

/**
 * The origin a client is told to log in at. [HP6] In development that is the Host it asked for, so
 * that the page works under whatever name the machine has; in production it is `PUBLIC_ADDRESS`
 * where it is set. The scheme is https when this connection is, or when the proxy in front says
 * so; who lies in that header misleads nobody but himself.
 */
export function originFor(
  req: Request,
  config: Pick<Config, 'isProduction' | 'publicAddress'>,
): string {
  const isEncrypted = 'encrypted' in req.socket && req.socket.encrypted === true
  const isHttps = isEncrypted || req.headers['x-forwarded-proto'] === 'https'
  const publicAddress = config.isProduction ? config.publicAddress : undefined
  return `${isHttps ? 'https' : 'http'}://${publicAddress ?? req.headers.host ?? config.publicAddress}`
}

/** Where the page may connect to beside its own origin: this host's processes, on any port. */
export function connectSources(config: Pick<Config, 'publicAddress'>): string[] {
  const host = config.publicAddress?.replace(/:\d+$/, '')
  if (!host) return []
  return ['http', 'https', 'ws', 'wss'].map((scheme) => `${scheme}://${host}:*`)
}
