import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { signInServices } from '../../src/app/signIn.ts'
import { Handshakes } from '../../src/auth/handshakes.ts'
import { deriveKey } from '../../src/auth/keys.ts'
import { MemoryGuessLimits } from '../../src/auth/MemoryGuessLimits.ts'
import { MemoryHandshakes } from '../../src/auth/MemoryHandshakes.ts'
import type { PlayerChecks } from '../../src/auth/PlayerChecks.ts'
import { SessionTokens } from '../../src/auth/tokens.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { Admission, SessionAnswer } from '../../src/contract/http.ts'
import type { Resume } from '../../src/contract/reservation.ts'
import { buildHttp, type HttpParts } from '../../src/http/buildHttp.ts'
import { Login } from '../../src/login/Login.ts'
import { OnlineRecords } from '../../src/login/OnlineRecords.ts'
import { Sessions } from '../../src/login/Sessions.ts'
import { IN_MEMORY } from '../../src/ops/addresses.ts'
import { createLogging } from '../../src/ops/logging.ts'
import { createMetrics } from '../../src/ops/metrics.ts'
import type { RequestContext } from '../../src/ops/RequestContext.ts'
import { MemoryLoginQueue } from '../../src/queue/MemoryLoginQueue.ts'
import { openStores } from '../../src/stores/openStores.ts'
import { FakeClock } from '../ops/FakeClock.ts'

export interface StartOptions {
  readonly config?: Partial<Config>
  readonly parts?: Partial<HttpParts>
  readonly checks?: PlayerChecks
  readonly resumeOf?: (playerId: number, ctx: RequestContext) => Promise<Resume | null>
}

// What is tested is how passwords are asked for, not what they cost.
const CHEAP_HASHES = { memoryKiB: 64, passes: 1, lanes: 1 }

/** The whole HTTP side on an ephemeral port: real stores, a clock that the test moves. */
export async function startHttp(options: StartOptions = {}) {
  const clock = new FakeClock()
  const config: Config = { ...readConfig({}), ...options.config }
  const stores = await openStores(IN_MEMORY)
  const lines: string[] = []
  const { log, logFor } = createLogging(
    { level: 'debug' },
    { write: (line) => void lines.push(line) },
  )
  const metrics = createMetrics()
  const records = new OnlineRecords(clock)
  const left: string[] = []
  const sessions = new Sessions({
    scheduler: clock,
    tokens: new SessionTokens(clock, [deriveKey('test', 'parlor/session-token/v1')]),
    records,
    resumeMs: config.resumeSeconds * 1000,
    onLeave: async ({ playerId }, reason) => void left.push(`${playerId} ${reason}`),
    onFault: (error) => {
      throw error
    },
  })
  const queue = new MemoryLoginQueue({
    scheduler: clock,
    rate: config.loginRate,
    maxPlayers: config.maxPlayers,
    onlinePlayers: () => records.onlinePlayers(),
  })
  const resumeOf = options.resumeOf ?? (async () => null)
  const login = new Login({ ...stores, queue, sessions, records, resumeOf })
  const pageFolder = mkdtempSync(join(tmpdir(), 'parlor-page-'))
  mkdirSync(join(pageFolder, 'assets'))
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Parlor</title>')
  writeFileSync(join(pageFolder, 'assets', 'app-1a2b3c4d.js'), 'export {}')
  writeFileSync(join(pageFolder, '.secret'), 'hidden')
  const { passwords, ...signIn } = signInServices({
    ...{ config, secret: 'test', stores, clock, log, checks: options.checks },
    guesses: new MemoryGuessLimits(clock),
    hashCost: CHEAP_HASHES,
  })
  const handshakes = new Handshakes(clock, new MemoryHandshakes(clock))
  const app = express()
  buildHttp(app, {
    ...{ config, ...signIn, login, queue, sessions, metrics, logFor, pageFolder },
    ...{ ledger: stores.ledger, players: stores.players, records, handshakes },
    takeHandshake: async () => 0,
    unseal: (body) => handshakes.unseal(body),
    isReady: async () => true,
    ...options.parts,
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const guest = async (deviceId: string) =>
    (await (await post('/auth/guest', { deviceId })).json()) as Admission
  const logIn = async (deviceId: string) => {
    const { ticket } = await guest(deviceId)
    return (await (await post('/login', { ticket })).json()) as SessionAnswer
  }
  const stop = async () => {
    queue.close()
    sessions.close()
    metrics.close()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
    await stores.close()
    rmSync(pageFolder, { recursive: true })
  }
  const inside = { clock, stores, passwords, sessions, records, queue, left, lines }
  return {
    origin,
    get: (path: string) => fetch(origin + path),
    post,
    guest,
    logIn,
    stop,
    ...inside,
  }
}

/** What an error answer says: `409 code`, after checking that it is a whole problem. */
export async function problemOf(response: Response): Promise<string> {
  const problem = (await response.json()) as Record<string, unknown>
  const isProblem =
    response.headers.get('content-type')?.startsWith('application/problem+json') &&
    problem['status'] === response.status &&
    typeof problem['title'] === 'string' &&
    typeof problem['detail'] === 'string'
  return `${isProblem ? response.status : 'no problem'} ${problem['code']}`
}
