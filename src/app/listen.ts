import type { Server as HttpServer } from 'node:http'
import type { Server } from '@colyseus/core'
import type { Config } from '../config.ts'

/**
 * Resolves when the server listens where the configuration says. Rejects when it cannot, e.g. with
 * `EADDRINUSE`: the base hears of that and waits for ever.
 */
export async function listen(
  server: Server,
  httpServer: HttpServer,
  { port, host }: Pick<Config, 'port' | 'host'>,
): Promise<void> {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  httpServer.once('error', reject)
  try {
    await Promise.race([server.listen(port, host), failed])
  } finally {
    httpServer.off('error', reject)
  }
}
