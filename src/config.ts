import { isIP } from 'node:net'
import { fileURLToPath } from 'node:url'
import { WECHAT_FLOWS, type WechatSettings } from './auth/WechatSettings.ts'
import {
  checkSecret,
  type DatabaseConfig,
  parseDatabaseUrl,
  parseHostPort,
  parsePublicAddress,
  parseRedisUrl,
} from './ops/addresses.ts'
import {
  badSecret,
  badValue,
  ConfigError,
  commaList,
  type Environment,
  integer,
  oneOf,
  seconds,
  text,
} from './ops/environment.ts'

/** Where WeChat answers. */
const WECHAT_BASE_URL = 'https://api.weixin.qq.com'

export type { DatabaseConfig }
export { ConfigError }

export const ROLES = ['auth', 'hall', 'area', 'desk', 'locator'] as const
export type Role = (typeof ROLES)[number]

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** How many may be admitted from the login queue in any window of that length. */
export interface LoginRate {
  readonly admissions: number
  readonly windowMs: number
}

/** At most so many points in that time; undefined means no limit. */
export interface Rate {
  readonly points: number
  readonly seconds: number
}

/** Which proxies are believed when they say whom they forward for: so many hops, or these. */
export type TrustedProxies = number | readonly string[]

/** Everything the environment says, checked and frozen. Read once, in `main.ts`. */
export interface Config {
  readonly isProduction: boolean
  /** `NODE_APP_INSTANCE` of pm2, 0 without; already added to the ports here. */
  readonly instance: number
  readonly host: string
  readonly port: number
  /** `host[:port]` clients are told; undefined only in production without Redis, when not set. */
  readonly publicAddress: string | undefined
  readonly roles: readonly Role[]
  /** Names of the games hosted here; undefined means all. */
  readonly games: readonly string[] | undefined
  readonly processMaxPlayers: number
  readonly heartbeatSeconds: number
  readonly resumeSeconds: number
  /** Holds a password where the database has one. */
  readonly database: DatabaseConfig
  readonly databasePool: number
  /** For how many days hands are listed and can be looked up; 0 keeps all. */
  readonly historyDays: number
  readonly redisUrl: string | undefined
  readonly redisPrefix: string
  /** Undefined only outside production: then one is made and kept, see `auth/tokenSecret.ts`. */
  readonly tokenSecret: string | undefined
  /** Origins of pages that may use this server; undefined: its own. `*` means any. */
  readonly allowedOrigins: readonly string[] | undefined
  /** 0: nobody, the peer of the socket is who asks. */
  readonly trustedProxies: TrustedProxies
  /** HTTP requests of one ip. */
  readonly ipRequests: Rate | undefined
  /** New WebSockets of one ip. */
  readonly ipSockets: Rate | undefined
  /** Undefined: admin routes are closed. */
  readonly adminToken: string | undefined
  readonly loginRate: LoginRate
  readonly maxPlayers: number
  readonly tiersFile: string
  /** 0 means off. */
  readonly botFillSeconds: number
  readonly logLevel: LogLevel
  /** Undefined: nobody signs in with WeChat. */
  readonly wechat: WechatSettings | undefined
}

export const SHIPPED_TIERS_FILE = fileURLToPath(new URL('../config/tiers.json', import.meta.url))

// setTimeout cannot wait longer than 24.8 days; a week is more than anybody resumes.
const LONGEST_RESUME_SECONDS = 7 * 24 * 3600

/**
 * Reads every variable of the configuration table. [CF1] A bad value throws a `ConfigError` of one
 * line that names the variable, what is allowed and the value (of a secret: its length).
 */
export function readConfig(env: Environment): Config {
  const isProduction = env['NODE_ENV'] === 'production'
  const instance = integer(env, 'NODE_APP_INSTANCE', { fallback: 0, min: 0, max: 999 })
  const redisUrl = optional(text(env, 'REDIS_URL'), parseRedisUrl)
  const port = integer(env, 'PORT', { fallback: 2567, min: 1, max: 65_535 }) + instance
  if (port > 65_535) throw badValue('PORT', `at most ${65_535 - instance} here`, env['PORT'] ?? '')
  return deepFreeze({
    isProduction,
    instance,
    host: host(env),
    port,
    publicAddress: publicAddress(env, { isProduction, instance, port, redisUrl }),
    roles: roles(env),
    games: games(env),
    processMaxPlayers: integer(env, 'PROCESS_MAX_PLAYERS', {
      fallback: 2000,
      min: 1,
      max: 100_000,
    }),
    heartbeatSeconds: seconds(env, 'HEARTBEAT_SECONDS', { fallback: 5, min: 0.1, max: 300 }),
    resumeSeconds: seconds(env, 'RESUME_SECONDS', {
      fallback: 5400,
      min: 0,
      max: LONGEST_RESUME_SECONDS,
    }),
    database: database(env, redisUrl),
    databasePool: integer(env, 'DATABASE_POOL', { fallback: 10, min: 1, max: 1000 }),
    historyDays: integer(env, 'HISTORY_DAYS', { fallback: 90, min: 0, max: 36_500 }),
    redisUrl,
    redisPrefix: redisPrefix(env),
    tokenSecret: tokenSecret(env, isProduction),
    adminToken: adminToken(env),
    allowedOrigins: allowedOrigins(env),
    trustedProxies: trustedProxies(env),
    ipRequests: rate(env, 'IP_REQUESTS', '3000/10'),
    ipSockets: rate(env, 'IP_SOCKETS', '2000/10'),
    loginRate: loginRate(env),
    maxPlayers: integer(env, 'MAX_PLAYERS', { fallback: 10_000, min: 1, max: 10_000_000 }),
    tiersFile: text(env, 'TIERS_FILE') ?? SHIPPED_TIERS_FILE,
    botFillSeconds: seconds(env, 'BOT_FILL_SECONDS', {
      // Without Redis somebody is trying Parlor alone: there should be somebody to play with.
      fallback: redisUrl ? 0 : 5,
      min: 0,
      max: 3600,
    }),
    logLevel: oneOf(env, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    wechat: wechat(env, isProduction),
  })
}

function host(env: Environment): string {
  const value = text(env, 'HOST') ?? '0.0.0.0'
  const isHost = /^[0-9a-fA-F:.]+$/.test(value) || parseHostPort(value)?.host === value
  if (!isHost) throw badValue('HOST', 'an IP address or a host name', value)
  return value
}

function publicAddress(
  env: Environment,
  at: { isProduction: boolean; instance: number; port: number; redisUrl: string | undefined },
): string | undefined {
  const value = text(env, 'PUBLIC_ADDRESS')
  if (value !== undefined) return parsePublicAddress(value, at.instance)
  if (!at.isProduction) return `127.0.0.1:${at.port}`
  if (at.redisUrl) {
    throw badValue('PUBLIC_ADDRESS', 'set (host or host:port) with REDIS_URL in production', '')
  }
  return undefined
}

function roles(env: Environment): Role[] {
  const names = commaList(env, 'ROLES')
  if (!names) return [...ROLES]
  return names.map((name) => {
    const role = ROLES.find((each) => each === name)
    if (!role) throw badValue('ROLES', `a comma list of ${ROLES.join(', ')}`, name)
    return role
  })
}

function games(env: Environment): string[] | undefined {
  const names = commaList(env, 'GAMES')
  for (const name of names ?? []) {
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
      throw badValue('GAMES', 'a comma list of room names such as xpnn', name)
    }
  }
  return names
}

function database(env: Environment, redisUrl: string | undefined): DatabaseConfig {
  const url = text(env, 'DATABASE_URL') ?? 'sqlite:./data/parlor.sqlite'
  const parsed = parseDatabaseUrl(url)
  if (redisUrl && parsed.kind !== 'mysql') {
    throw badValue('DATABASE_URL', 'a mysql:// address when REDIS_URL is set', url)
  }
  return parsed
}

function redisPrefix(env: Environment): string {
  const value = text(env, 'REDIS_PREFIX') ?? 'parlor:'
  if (!/^[\x21-\x7e]{1,64}$/.test(value)) {
    throw badValue('REDIS_PREFIX', '1 to 64 printable ASCII characters', value)
  }
  return value
}

function tokenSecret(env: Environment, isProduction: boolean): string | undefined {
  const value = env['TOKEN_SECRET'] || undefined
  if (value !== undefined) return checkSecret('TOKEN_SECRET', value, isProduction)
  if (isProduction) throw badValue('TOKEN_SECRET', 'set (at least 32 bytes) in production', '')
  return undefined
}

function loginRate(env: Environment): LoginRate {
  const value = text(env, 'LOGIN_RATE') ?? '1000/10'
  const match = /^(\d{1,7})\/(\d{1,4}(?:\.\d{1,3})?)$/.exec(value)
  const admissions = Number(match?.[1])
  const windowMs = Number(match?.[2]) * 1000
  if (!match || admissions < 1 || windowMs < 1 || windowMs > 3_600_000) {
    throw badValue('LOGIN_RATE', 'ADMISSIONS/SECONDS such as 1000/10, seconds at most 3600', value)
  }
  return { admissions, windowMs }
}

function adminToken(env: Environment): string | undefined {
  const value = text(env, 'ADMIN_TOKEN')
  // Whatever has a blank in it cannot be sent as a bearer token.
  if (value === undefined || /^[\x21-\x7e]+$/.test(value)) return value
  throw badSecret('ADMIN_TOKEN', 'printable ASCII without blanks', value)
}

function allowedOrigins(env: Environment): string[] | undefined {
  const origins = commaList(env, 'ALLOWED_ORIGINS')
  for (const origin of origins ?? []) {
    // A path, a name in capitals or a port that goes without saying would never match.
    const isOrigin = /^https?:/.test(origin) && URL.canParse(origin)
    if (origin === '*' || (isOrigin && new URL(origin).origin === origin)) continue
    throw badValue('ALLOWED_ORIGINS', 'a comma list of origins such as https://a.example', origin)
  }
  return origins
}

function trustedProxies(env: Environment): TrustedProxies {
  const value = text(env, 'TRUSTED_PROXIES') ?? '0'
  if (/^\d{1,2}$/.test(value)) return Number(value)
  const proxies = commaList(env, 'TRUSTED_PROXIES') ?? []
  for (const proxy of proxies) {
    const [ip = '', bits, more] = proxy.split('/')
    const version = isIP(ip)
    const most = version === 6 ? 128 : 32
    const isMask = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
    if (proxy === 'loopback' || (version !== 0 && isMask && more === undefined)) continue
    throw badValue('TRUSTED_PROXIES', 'a number of hops or a comma list such as 10.0.0.0/8', proxy)
  }
  return proxies
}

function rate(env: Environment, name: string, fallback: string): Rate | undefined {
  const value = text(env, name) ?? fallback
  if (value === 'off') return undefined
  const match = /^(\d{1,7})\/(\d{1,4})$/.exec(value)
  const points = Number(match?.[1])
  const seconds = Number(match?.[2])
  if (match && points >= 1 && seconds >= 1 && seconds <= 3600) return { points, seconds }
  throw badValue(name, 'NUMBER/SECONDS such as 3000/10, or off', value)
}

/** [WX5] Both the app id and the secret, or neither. */
function wechat(env: Environment, isProduction: boolean): WechatSettings | undefined {
  const appId = text(env, 'WECHAT_APP_ID')
  const secret = text(env, 'WECHAT_SECRET')
  const baseUrl = text(env, 'WECHAT_BASE_URL') ?? WECHAT_BASE_URL
  const isUrl = /^https?:/.test(baseUrl) && URL.canParse(baseUrl)
  if (!isUrl || (isProduction && !baseUrl.startsWith('https:'))) {
    throw badValue('WECHAT_BASE_URL', 'an https:// address (or http:// in development)', baseUrl)
  }
  const flow = oneOf(env, 'WECHAT_FLOW', WECHAT_FLOWS, 'mini-program')
  if (appId === undefined && secret === undefined) return undefined
  if (appId === undefined || !/^[A-Za-z0-9_-]{1,64}$/.test(appId)) {
    throw badValue('WECHAT_APP_ID', '1 to 64 letters and digits where WeChat is used', appId ?? '')
  }
  if (secret === undefined) throw badValue('WECHAT_SECRET', 'set with WECHAT_APP_ID', '')
  return { appId, secret, baseUrl, flow }
}

function optional<T>(value: string | undefined, parse: (value: string) => T): T | undefined {
  return value === undefined ? undefined : parse(value)
}

function deepFreeze<T extends object>(value: T): T {
  for (const each of Object.values(value)) {
    if (typeof each === 'object' && each !== null) deepFreeze(each)
  }
  return Object.freeze(value)
}
