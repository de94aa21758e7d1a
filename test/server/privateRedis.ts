import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProgram, skipWithout } from './findProgram.ts'
import { freePort } from './freePort.ts'
import { OwnedProcess } from './OwnedProcess.ts'

const server = findProgram('redis-server', 'valkey-server')

/** Why tests on Redis cannot run here, if they cannot. In CI a missing server is a failure. */
export const noRedis = skipWithout(server, 'no Redis found: apt install redis-server')

/** A Redis of this process alone. */
export interface PrivateRedis {
  /** `redis://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  /** Of the process that runs now: another one after `start()`. */
  readonly pid: number
  /** SIGKILL, if no other signal is named. */
  kill(signal?: NodeJS.Signals): void
  /** Waits until a killed server is gone, then starts it again on the same port and folder. */
  start(): Promise<void>
  /** Ends the server and removes its files. May be called twice. */
  stop(): Promise<void>
}

const READY_WITHIN_MS = 10_000

/**
 * Starts a Redis reachable from this machine alone. It keeps nothing on disk, so that it comes back
 * empty, unless `settings` (of redis.conf, e.g. `{ appendonly: 'yes' }`) say otherwise.
 */
export async function startPrivateRedis(
  options: { settings?: Record<string, string>; port?: number } = {},
): Promise<PrivateRedis> {
  if (!server) throw new Error('Redis is missing: apt install redis-server')
  const folder = mkdtempSync(join(tmpdir(), 'parlor-redis-'))
  const logFile = join(folder, 'log')
  const port = options.port ?? (await freePort())
  const settings = { bind: '127.0.0.1', save: '', appendonly: 'no', ...options.settings }
  const args = [
    ['--port', String(port)],
    ['--dir', folder],
    ...Object.entries(settings).map(([name, value]) => [`--${name}`, value]),
  ].flat()
  const run = async () => {
    const child = new OwnedProcess(server, args, { folder, logFile })
    await untilReady(child, port, logFile)
    return child
  }
  let running = await run()

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return running.pid
    },
    kill: (signal = 'SIGKILL') => running.kill(signal),
    start: async () => {
      await running.exited()
      running = await run()
    },
    stop: async () => {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilReady(child: OwnedProcess, port: number, logFile: string): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS
  while (performance.now() < deadline && !child.hasExited) {
    if ((await ping(port)) === '+PONG\r\n') return
    await sleep(20)
  }
  await child.stop()
  throw new Error(`Redis did not start:\n${readFileSync(logFile, 'utf8').slice(-4_000)}`)
}

/** What the server answers to PING; '' when nobody listens. */
async function ping(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write('PING\r\n')
    const [answer] = await once(socket, 'data')
    return String(answer)
  } catch {
    return ''
  } finally {
    socket.destroy()
  }
}
