import type { Log } from '../ops/Log.ts'

/**
 * The base's own log lines, as debug lines of ours: it prints a stack for each refused join, which
 * is nobody's fault. What fails is caught and logged by us.
 */
export function baseLogger(log: Log) {
  const debug = (...parts: unknown[]) =>
    log.debug({ from: 'colyseus' }, parts.map((part) => String(part)).join(' '))
  return { debug, info: debug, trace: debug, warn: debug, error: debug }
}
