import type { DestinationStream } from 'pino'

/**
 * Log lines for somebody who watches a terminal; undefined where nobody does (a file, a pipe, pm2)
 * or where the package for it, a development dependency, is not installed: then JSON lines.
 */
export async function terminalStream(): Promise<DestinationStream | undefined> {
  if (!process.stdout.isTTY) return undefined
  try {
    const { default: pretty } = await import('pino-pretty')
    return pretty({ sync: true, timestampKey: 'atMs', translateTime: 'SYS:HH:MM:ss' })
  } catch {
    return undefined
  }
}
