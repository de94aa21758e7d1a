import { setTimeout as sleep } from 'node:timers/promises'
import mysql, { type Connection } from 'mysql2/promise'
import { rounded } from '../../bench/statistics.ts'
import { seeded } from '../../test/desk/seeded.ts'
import { type PrivateMariaDb, startPrivateMariaDb } from '../../test/server/privateMariaDb.ts'
import { xpnnTier, xpnnTiers } from '../../test/server/startServer.ts'
import { waitUntil } from '../../test/server/TestPlayer.ts'
import { auditViolations } from '../auditViolations.ts'
import type { ChaosOptions, ChaosResult, ChaosRun } from '../ChaosRun.ts'
import { ServerProcess } from '../ServerProcess.ts'
import { Crowd } from './Crowd.ts'
import { compareHands } from './compareHands.ts'

/** Target R6. */
export const dbStall: ChaosRun = {
  name: 'db-stall',
  summary:
    'The database stands still for 20 s (SIGSTOP) while hands are played: nothing is lost or doubled, all is paid 5 s after.',
  run: (options) => runDbStall(options),
}

/** Target R6 as well: connections are refused, and the server's own are gone. */
export const dbAway: ChaosRun = {
  name: 'db-away',
  summary:
    'The database is killed and away for 20 s while hands are played: nothing is lost or doubled, all is paid 5 s after.',
  run: (options) => runDbStall({ ...options, interruption: KILL }),
}

/** How a database is taken away, and how it comes back. */
export interface Interruption {
  begin(database: PrivateMariaDb): void
  end(database: PrivateMariaDb): void | Promise<void>
}

const STAND_STILL: Interruption = {
  begin: (database) => database.kill('SIGSTOP'),
  end: (database) => database.kill('SIGCONT'),
}
export const KILL: Interruption = {
  begin: (database) => database.kill(),
  end: (database) => database.start(),
}

export interface DbStallOptions extends ChaosOptions {
  /** Instead of standing still. */
  readonly interruption?: Interruption
  /** Instead of as long as `length` means. */
  readonly stallMs?: number
  /** Done to the database before it is compared, to see that the comparison finds it. */
  readonly tamper?: (connection: Connection) => Promise<unknown>
}

const SIZES = {
  smallest: { players: 6, seats: 3, stallMs: 6_000 },
  short: { players: 20, seats: 5, stallMs: 20_000 },
}
// Cheap enough that nobody becomes too poor to stay.
const TIER = { tierId: 10101, baseBet: 1, minEnter: 100, minStay: 1 }
const LOOK_EVERY_MS = 20
const DRAIN_TARGET_MS = 5_000
const LAG_TARGET_MS = 50
/** A desk that has not paid its hand by then never will. */
const DRAIN_WITHIN_MS = 30_000
const PLAYING_WITHIN_MS = 60_000

/** What one stall did. */
interface Stall {
  /** Desks that showed that they were settling. */
  readonly settlingDesks: number
  readonly drainMs: number
  readonly lagP99Ms: number
}

export async function runDbStall(options: DbStallOptions): Promise<ChaosResult> {
  const { players, seats, ...size } = SIZES[options.length === 'smallest' ? 'smallest' : 'short']
  const { stallMs = size.stallMs, interruption = STAND_STILL } = options
  const database = await startPrivateMariaDb()
  let server: ServerProcess | undefined
  let crowd: Crowd | undefined
  try {
    server = await ServerProcess.start({
      env: { DATABASE_URL: database.url, BOT_FILL_SECONDS: '0', LOG_LEVEL: 'info' },
      tiers: xpnnTiers(xpnnTier({ ...TIER, seats })),
    })
    crowd = new Crowd(server.url, seeded(options.seed))
    options.progress.show('players sit down')
    await crowd.sitDown(players, TIER.tierId)
    const stalls = await stallAgainAndAgain(options, {
      database,
      server,
      crowd,
      stallMs,
      interruption,
    })
    options.progress.show('players leave')
    await crowd.leave()
    const violations = server.hasExited ? ['the server ended by itself'] : []
    const end = await server.stop()
    if (end !== 0) violations.push(`the server ended with ${end}:\n${server.lastLines()}`)
    violations.push(...crowd.disorder(), ...(await booksViolations(options, database, crowd)))
    return report(stalls, crowd, violations)
  } catch (error) {
    if (server) console.error(server.lastLines())
    throw error
  } finally {
    crowd?.vanish()
    await server?.stop()
    server?.removeFiles()
    database.kill('SIGCONT')
    await database.stop()
  }
}

interface Scene {
  readonly database: PrivateMariaDb
  readonly server: ServerProcess
  readonly crowd: Crowd
  readonly stallMs: number
  readonly interruption: Interruption
}

async function stallAgainAndAgain(
  { length, progress }: ChaosOptions,
  scene: Scene,
): Promise<Stall[]> {
  const minutes = typeof length === 'string' ? 0 : length.minutes
  const endsAtMs = performance.now() + minutes * 60_000
  const stalls: Stall[] = []
  do {
    progress.show(`${stalls.length} stalls; everybody plays`)
    await untilAllPlayOn(scene.crowd)
    progress.show(`${stalls.length} stalls; the database does not answer`)
    stalls.push(await stall(scene))
  } while (performance.now() < endsAtMs)
  // The desks go on afterwards.
  await untilAllPlayOn(scene.crowd)
  return stalls
}

/** Each desk pays one more hand. */
async function untilAllPlayOn(crowd: Crowd): Promise<void> {
  const before = crowd.settledAt()
  const hasPaidMore = () =>
    [...crowd.settledAt()].every(([deskId, count]) => count > (before.get(deskId) ?? 0))
  await waitUntil('each desk pays a hand', hasPaidMore, PLAYING_WITHIN_MS)
}

/** [CH4] Every desk must show that it is settling, and be paid when the database is back. */
async function stall({ database, server, crowd, stallMs, interruption }: Scene): Promise<Stall> {
  const settling = new Set<string>()
  const look = () => {
    for (const deskId of crowd.settling().keys()) settling.add(deskId)
  }
  // Reading the event loop's figures starts them anew.
  await server.metric('nodejs_eventloop_lag_p99_seconds')
  interruption.begin(database)
  try {
    const endsAtMs = performance.now() + stallMs
    while (performance.now() < endsAtMs) {
      look()
      await sleep(LOOK_EVERY_MS)
    }
  } finally {
    await interruption.end(database)
  }
  const continuedAtMs = performance.now()
  const due = crowd.settling()
  const lagSeconds = await server.metric('nodejs_eventloop_lag_p99_seconds')
  const isDrained = () => {
    const now = crowd.settling()
    return [...due].every(([deskId, handId]) => now.get(deskId) !== handId)
  }
  await waitUntil('all queued hands are paid', isDrained, DRAIN_WITHIN_MS)
  return {
    settlingDesks: settling.size,
    drainMs: performance.now() - continuedAtMs,
    lagP99Ms: (lagSeconds ?? Number.NaN) * 1000,
  }
}

async function booksViolations(
  { tamper }: DbStallOptions,
  database: PrivateMariaDb,
  crowd: Crowd,
): Promise<string[]> {
  const connection = await mysql.createConnection(database.url)
  try {
    await tamper?.(connection)
    return [...(await compareHands(connection, crowd)), ...(await auditViolations(database.url))]
  } finally {
    await connection.end()
  }
}

function report(stalls: readonly Stall[], crowd: Crowd, violations: string[]): ChaosResult {
  const { started, settled } = crowd.told()
  const desks = crowd.deskIds.length
  const worst = (name: keyof Stall) => rounded(Math.max(...stalls.map((each) => each[name])))
  const [drainMs, lagP99Ms] = [worst('drainMs'), worst('lagP99Ms')]
  for (const { settlingDesks } of stalls) {
    if (settlingDesks === desks) continue
    violations.push(`only ${settlingDesks} of ${desks} desks showed that they were settling`)
  }
  const missedTargets: string[] = []
  if (drainMs > DRAIN_TARGET_MS) missedTargets.push(`hands were paid after ${drainMs} ms`)
  if (!(lagP99Ms <= LAG_TARGET_MS)) missedTargets.push(`the event loop lagged ${lagP99Ms} ms (p99)`)
  return {
    figures: {
      stalls: stalls.length,
      desks,
      started: started.size,
      settled: settled.size,
      drainMs,
      lagP99Ms,
      lost: violations.filter((line) => line.startsWith('lost')).length,
      doubled: violations.filter((line) => line.startsWith('doubled')).length,
    },
    violations,
    missedTargets,
  }
}
