import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { GameRoom } from '../../rooms/GameRoom.ts'
import { type App, startApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { TEST_TOKEN_SECRET } from './secrets.ts'

/** A real server in this process, on a free port, with a database of its own. */
export interface TestServer {
  readonly app: App
  readonly url: string
  readonly port: number
  /** Every log line so far. */
  readonly logLines: string[]
  /** Run before the server stops: clients that would try to come back are sent home. */
  readonly beforeStop: (() => void)[]
  stop(): Promise<void>
}

export interface TestServerOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Content of the tiers file. */
  readonly tiers?: object
  readonly gameRooms?: readonly GameRoom[]
  readonly maxUnfinishedGold?: number
}

/** Short phases, so that a hand takes seconds; long enough for a busy machine to act in. */
export const QUICK_TIMINGS = {
  readyBeginSeconds: 0.3,
  gameEndSeconds: 0.3,
  readySeconds: 2,
  keepSeatSeconds: 2,
}
export const QUICK_SETTINGS = { bidSeconds: 2, betSeconds: 2, openSeconds: 2 }

/** One Niu Niu tier with those timings; `change` overrides what a test is about. */
export function xpnnTier(change: object = {}) {
  return {
    tierId: 10101,
    name: 'Test',
    baseBet: 10,
    minEnter: 3000,
    seats: 5,
    minPlayers: 2,
    feePercent: 5,
    timings: QUICK_TIMINGS,
    settings: QUICK_SETTINGS,
    ...change,
  }
}

export function xpnnTiers(...tiers: object[]) {
  const all = tiers.length > 0 ? tiers : [xpnnTier()]
  return { games: [{ gameId: 101, game: 'xpnn', name: 'Niu Niu', tiers: all }] }
}

export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-test-'))
  const tiersFile = join(folder, 'tiers.json')
  writeFileSync(tiersFile, JSON.stringify(options.tiers ?? xpnnTiers()))
  const port = await freePort()
  const logLines: string[] = []
  const beforeStop: (() => void)[] = []
  const logTo = new Writable({
    write(chunk, _encoding, done) {
      logLines.push(String(chunk))
      done()
    },
  })
  const config = readConfig({
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: 'sqlite::memory:',
    TOKEN_SECRET: TEST_TOKEN_SECRET,
    BOT_FILL_SECONDS: '0',
    TIERS_FILE: tiersFile,
    LOG_LEVEL: 'debug',
    ...options.env,
  })
  const app = await startApp(config, {
    logTo,
    ...(options.gameRooms ? { gameRooms: options.gameRooms } : {}),
    ...(options.maxUnfinishedGold ? { maxUnfinishedGold: options.maxUnfinishedGold } : {}),
  })
  return {
    app,
    port,
    url: `http://127.0.0.1:${port}`,
    logLines,
    beforeStop,
    stop: async () => {
      for (const run of beforeStop) run()
      await app.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
