import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import proxyAddress from 'proxy-addr'
import type { TrustedProxies } from '../config.ts'

/** Says who is asking: the ip behind the proxies that are trusted. */
export type AddressReader = (req: IncomingMessage) => string | undefined

/**
 * [GA5] Reads `X-Forwarded-For` from its end, past the trusted proxies alone: what an untrusted one,
 * or a client, wrote there is not believed. Without trusted proxies it is the socket's peer.
 */
export function addressReader(trusted: TrustedProxies): AddressReader {
  const trust =
    typeof trusted === 'number'
      ? (_address: string, hop: number) => hop < trusted
      : proxyAddress.compile([...trusted])
  return (req) => {
    const peer = plainIp(req.socket.remoteAddress)
    if (trusted === 0 || peer === undefined) return peer
    // A hop may have written anything; what is no address stands for the proxy itself.
    return plainIp(proxyAddress(req, trust)) ?? peer
  }
}

const resolved = new WeakMap<IncomingMessage, string>()

/** Keeps what the door has found out, for those behind it. */
export function setPeer(req: IncomingMessage, ip: string | undefined): void {
  if (ip) resolved.set(req, ip)
}

/** Who is asking, as the door has found out; the socket's peer where there was no door. */
export function peerOf(req: IncomingMessage): string | undefined {
  return resolved.get(req) ?? plainIp(req.socket.remoteAddress)
}

/** An address without the port some proxies add, and IPv4 in its own form; undefined if it is none. */
function plainIp(address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  const bare = /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^([\d.]+):\d+$/, '$1')
  const ip = bare.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
  return isIP(ip) === 0 ? undefined : ip
}
