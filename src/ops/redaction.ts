/**
 * Keeps secrets out of the log twice over: by the name of a field, at any depth, and by the look of
 * a text, wherever it stands (a WebSocket URL carries the session token, a path the queue ticket).
 */
export const REDACTED = '[redacted]'

const SECRET_NAMES = new Set(
  [
    'token',
    'accessToken',
    'refreshToken',
    'reconnectionToken',
    '_authToken',
    'sessionToken',
    'adminToken',
    'ticket',
    'password',
    'deviceId',
    'authorization',
    'proxy-authorization',
    'cookie',
    'set-cookie',
    'secret',
    'tokenSecret',
    'reservation',
    'sealed',
    'proof',
    'redisUrl',
    'databaseUrl',
  ].map((name) => name.toLowerCase()),
)

// Deeper than anything we log on purpose; a cycle ends here too.
const DEEPEST = 6

/** A copy in which every field with a secret's name says `[redacted]`. Errors are left as they are. */
export function redactFields(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  if (depth >= DEEPEST) return '[deep]'
  if (Array.isArray(value)) return value.map((each) => redactFields(each, depth + 1))
  if (ArrayBuffer.isView(value)) return '[bytes]'
  if (value instanceof Date) return value
  const copy: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(value)) {
    const isSecret = SECRET_NAMES.has(name.toLowerCase()) && each !== undefined && each !== null
    copy[name] = isSecret ? REDACTED : redactFields(each, depth + 1)
  }
  return copy
}

const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  // A JSON Web Token, wherever it is.
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, REDACTED],
  [/\bBearer\s+[\w.~+/=-]+/gi, `Bearer ${REDACTED}`],
  [/\b(_authToken|reconnectionToken|refreshToken|token|ticket)=[^&\s"'\\]+/gi, `$1=${REDACTED}`],
  [/(\/auth\/queue\/)[\w-]{16,}/g, `$1${REDACTED}`],
  [/((?:mysql|rediss?):\/\/)[^@\s"/]*@/g, `$1${REDACTED}@`],
]

/** The same text without what looks like a secret. */
export function redactText(text: string): string {
  let clean = text
  for (const [pattern, replacement] of SECRET_TEXTS) clean = clean.replace(pattern, replacement)
  return clean
}
