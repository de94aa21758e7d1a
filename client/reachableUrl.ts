const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * A server that was not told its public address names the loopback one, which is of no use on
 * another machine: there, the address the page came from is the one that works.
 *
 * @param url where the SDK would go
 * @param origin where this client reached the server
 */
export function reachableUrl(url: URL, origin: string): string {
  const from = new URL(origin)
  if (!LOOPBACK.test(url.hostname) || LOOPBACK.test(from.hostname)) return url.href
  const reachable = new URL(url)
  reachable.host = from.host
  reachable.port = from.port
  return reachable.href
}
