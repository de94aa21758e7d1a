/** What `DATABASE_URL` says. `path` is `:memory:` for a database that ends with the process. */
export interface DatabaseUrl {
  readonly kind: 'sqlite'
  readonly path: string
}

export const MEMORY = ':memory:'
const SQLITE = 'sqlite:'

/**
 * Reads `sqlite:PATH` or `sqlite::memory:`; a relative path counts from the working directory.
 * Throws a `RangeError` whose message says what is allowed, without the value: it may hold a
 * password.
 */
export function parseDatabaseUrl(text: string): DatabaseUrl {
  const path = text.startsWith(SQLITE) ? text.slice(SQLITE.length) : ''
  const isPlainPath = path === MEMORY || (path !== '' && !path.includes('\0'))
  if (!isPlainPath) throw new RangeError('must be sqlite:PATH or sqlite::memory:')
  return { kind: 'sqlite', path }
}
