import { randomBytes } from 'node:crypto'

export const TRACE_HEADER = 'x-trace-id'

// Safe in a log line, a header and a file name.
const SAFE_FORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** [LO5] The client's own trace id if it is of safe form (1 to 64 of `A-Z a-z 0-9 . _ -`), else a new one. */
export function traceIdOf(offered: unknown, make: () => string = newTraceId): string {
  return typeof offered === 'string' && SAFE_FORM.test(offered) ? offered : make()
}

function newTraceId(): string {
  return randomBytes(12).toString('hex')
}
