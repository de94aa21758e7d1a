import { badSecret, badValue } from './environment.ts'

/** The path of a SQLite database that ends with the process. */
export const MEMORY = ':memory:'

/** Where gold and players are kept. */
export type DatabaseConfig =
  | { readonly kind: 'sqlite' /** Or `MEMORY`. */; readonly path: string }
  | {
      readonly kind: 'mysql'
      readonly host: string
      readonly port: number
      readonly user: string
      readonly password: string
      readonly database: string
    }

/** A database that ends with the process. */
export const IN_MEMORY: DatabaseConfig = { kind: 'sqlite', path: MEMORY }

const DATABASE_FORMS = 'sqlite:PATH, sqlite::memory: or mysql://user:password@host:port/database'

/**
 * Reads `DATABASE_URL`; a relative path counts from the working directory. A password never appears
 * in the refusal. What it cannot do (options behind a `?`, a fragment) it refuses.
 */
export function parseDatabaseUrl(value: string): DatabaseConfig {
  if (value.startsWith('sqlite:') && !value.startsWith('sqlite://')) {
    const path = value.slice('sqlite:'.length)
    if (path !== '' && !path.includes('\0')) return { kind: 'sqlite', path }
  }
  if (value.startsWith('mysql://') && URL.canParse(value)) {
    const url = new URL(value)
    const database = unescaped(url.pathname.slice(1))
    const user = unescaped(url.username)
    const password = unescaped(url.password)
    const port = url.port === '' ? 3306 : Number(url.port)
    // An IPv6 address stands in brackets in a URL, and without them everywhere else.
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const isPlain = url.search === '' && url.hash === '' && !database?.includes('/')
    if (host && port > 0 && user && database && password !== undefined && isPlain) {
      return { kind: 'mysql', host, port, user, password, database }
    }
  }
  throw badValue('DATABASE_URL', DATABASE_FORMS, withoutPassword(value))
}

/** Checks `REDIS_URL` and gives it back. */
export function parseRedisUrl(value: string): string {
  if (/^rediss?:\/\//.test(value) && URL.canParse(value) && new URL(value).hostname) return value
  throw badValue(
    'REDIS_URL',
    'redis://[user:password@]host[:port][/number]',
    withoutPassword(value),
  )
}

const HOST_FORM = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)$/

/** Splits `host[:port]`; undefined when it is not of that form. */
export function parseHostPort(value: string): { host: string; port?: number } | undefined {
  const match = /^(.*?)(?::(\d{1,5}))?$/.exec(value)
  const host = match?.[1] ?? ''
  if (!HOST_FORM.test(host) || !URL.canParse(`http://${value}/`)) return undefined
  if (match?.[2] === undefined) return { host }
  const port = Number(match[2])
  return port >= 1 && port <= 65_535 ? { host, port } : undefined
}

/** Reads `PUBLIC_ADDRESS` and adds the instance number to its port. */
export function parsePublicAddress(value: string, instance: number): string {
  const address = parseHostPort(value)
  if (!address) throw badValue('PUBLIC_ADDRESS', 'host or host:port', value)
  if (instance === 0) return value
  if (address.port === undefined) {
    throw badValue('PUBLIC_ADDRESS', 'host:port where there are several instances', value)
  }
  const port = address.port + instance
  if (port > 65_535) {
    throw badValue('PUBLIC_ADDRESS', `a port of at most ${65_535 - instance}`, value)
  }
  return `${address.host}:${port}`
}

/** Checks a signing secret; production wants at least 32 bytes. */
export function checkSecret(name: string, value: string, isProduction: boolean): string {
  if (isProduction && Buffer.byteLength(value) < 32) {
    throw badSecret(name, 'at least 32 bytes long in production', value)
  }
  return value
}

function unescaped(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

function withoutPassword(value: string): string {
  return value.replace(/:\/\/.*@/, '://***@')
}
