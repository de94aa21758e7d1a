import { isIPv6 } from 'node:net'

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/**
 * Whom an address belongs to, as far as counting goes: an IPv4 address itself; of IPv6 the first 64
 * bits, because one line at home has all the rest. `unknown` where there is none.
 */
export function ipBlockOf(ip: string | undefined): string {
  if (!ip) return 'unknown'
  const mapped = MAPPED.exec(ip)?.[1]
  if (mapped) return mapped
  const plain = ip.split('%')[0] ?? ip
  if (!isIPv6(plain)) return ip
  const [head = '', tail] = plain.toLowerCase().split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail ? tail.split(':') : []
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  const groups = tail === undefined ? first : [...first, ...zeros, ...last]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
