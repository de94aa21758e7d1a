import { startApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'
import { terminalStream } from './ops/terminalStream.ts'

/** Starts the server from the environment and stops it on a signal; a second signal stops it now. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const logTo = await terminalStream()
  const app = await startApp(config, logTo ? { logTo } : {})
  // The base would turn these into a shutdown: one bug must not end everybody's game.
  process.on('uncaughtException', (error) => app.fault(error, 'uncaught exception'))
  process.on('unhandledRejection', (error) => app.fault(error, 'unhandled rejection'))
  let isStopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1)
      isStopping = true
      app.stop().then(
        () => process.exit(0),
        (error) => {
          app.fault(error, 'could not stop cleanly')
          process.exit(1)
        },
      )
    })
  }
  // pm2 waits for this with `wait_ready`.
  process.send?.('ready')
}

main().catch((error: unknown) => {
  const isExpected = error instanceof ConfigError || isPortTaken(error)
  console.error(isExpected ? (error as Error).message : error)
  process.exit(1)
})

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
