import type { IncomingMessage } from 'node:http'

export interface OriginOptions {
  /** `ALLOWED_ORIGINS`; undefined: the server's own. */
  readonly allowed: readonly string[] | undefined
  /** `host[:port]` of this process and those beside it, whose page may come here too. */
  readonly ownAddresses?: () => readonly string[]
}

/** What a request says of the page it comes from. */
export type OriginVerdict =
  /** No page, or one that need not be named: native clients, servers, navigation. */
  | { readonly kind: 'none' }
  | { readonly kind: 'allowed'; readonly origin: string }
  | { readonly kind: 'refused' }

export type OriginPolicy = (req: IncomingMessage) => OriginVerdict

/**
 * [GA1] Compares the whole origin, letter by letter as browsers write it. A request without one
 * passes: only browsers send it, and only browsers can be lured by a stranger's page.
 */
export function originPolicy(options: OriginOptions): OriginPolicy {
  const { allowed, ownAddresses = () => [] } = options
  const isAllowed = (origin: string, req: IncomingMessage): boolean => {
    if (allowed) return allowed.includes('*') || allowed.includes(origin)
    const scheme = schemeOf(req)
    return [req.headers.host, ...ownAddresses()].some(
      (address) => address !== undefined && origin === originOf(scheme, address),
    )
  }
  return (req) => {
    const origins = originsOf(req)
    if (origins.length === 0) return { kind: 'none' }
    const [origin = ''] = origins
    if (origins.length > 1 || !isAllowed(origin, req)) return { kind: 'refused' }
    return { kind: 'allowed', origin: allowed?.includes('*') ? '*' : origin }
  }
}

/** Every origin the request names; the WebSocket of 2011 (version 8) has a header of its own. */
function originsOf({ headers }: IncomingMessage): string[] {
  const old = headers['sec-websocket-origin']
  const more = Array.isArray(old) ? old : [old]
  return [headers.origin, ...more].filter((origin) => origin !== undefined)
}

/** https if this connection is, or if the proxy says so: no page can write that header. */
function schemeOf(req: IncomingMessage): string {
  const isEncrypted = 'encrypted' in req.socket && req.socket.encrypted === true
  return isEncrypted || req.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
}

/** The origin of a `host[:port]`; undefined where that is none. */
function originOf(scheme: string, address: string): string | undefined {
  const url = `${scheme}://${address}`
  return URL.canParse(url) ? new URL(url).origin : undefined
}
