import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mysql, { type Connection } from 'mysql2/promise'
import { median, rounded } from '../../bench/statistics.ts'
import { seeded } from '../../test/desk/seeded.ts'
import { type PrivateMariaDb, startPrivateMariaDb } from '../../test/server/privateMariaDb.ts'
import { auditViolations } from '../auditViolations.ts'
import type { ChaosOptions, ChaosResult, ChaosRun } from '../ChaosRun.ts'
import { CallerProcess } from './CallerProcess.ts'
import { compareBooks } from './compareBooks.ts'

/** Target R2. */
export const dbKill: ChaosRun = {
  name: 'db-kill',
  summary:
    'Kills the database with SIGKILL again and again while hands are paid: 0 acknowledged are lost, 0 doubled.',
  run: (options) => runDbKill(options),
}

const PROCESSES = 2
const DESKS_EACH = 4
const KILLS = { smallest: 2, short: 10 }
// Between the database's return and its next death.
const LIFE_MS = { least: 200, most: 2_200 }
const AWAY_MS = 400

export interface DbKillOptions extends ChaosOptions {
  /** Instead of as many as `length` means. */
  readonly kills?: number
  /** Options of the server that are to be tried, e.g. ones that are not durable. */
  readonly settings?: Record<string, string>
  /** [CH3] Done to the database before it is compared, to see that the comparison finds it. */
  readonly tamper?: (connection: Connection) => Promise<unknown>
}

export async function runDbKill(options: DbKillOptions): Promise<ChaosResult> {
  const random = seeded(options.seed)
  const { settings = {} } = options
  const database = await startPrivateMariaDb({ settings })
  const folder = mkdtempSync(join(tmpdir(), 'parlor-chaos-'))
  const callers: CallerProcess[] = []
  try {
    for (let n = 0; n < PROCESSES; n++) {
      const desks = Array.from({ length: DESKS_EACH }, (_, i) => 1 + n * DESKS_EACH + i)
      const file = join(folder, `answered-${n}.jsonl`)
      callers.push(
        new CallerProcess({ databaseUrl: database.url, desks, seed: options.seed, file }),
      )
    }
    const startedAtMs = performance.now()
    const restartsMs = await killAgainAndAgain(options, database, callers, random)
    for (const caller of callers) await caller.finish()
    const loadSeconds = (performance.now() - startedAtMs) / 1000
    options.progress.show('comparing')
    return await compare(options, database, callers, { restartsMs, loadSeconds })
  } finally {
    for (const caller of callers) caller.kill()
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Returns how long each start of the database took. */
async function killAgainAndAgain(
  { length, kills, progress }: DbKillOptions,
  database: PrivateMariaDb,
  callers: readonly CallerProcess[],
  random: () => number,
): Promise<number[]> {
  const restartsMs: number[] = []
  const endsAtMs =
    typeof length === 'string'
      ? Number.POSITIVE_INFINITY
      : performance.now() + length.minutes * 60_000
  const most = kills ?? (typeof length === 'string' ? KILLS[length] : Number.POSITIVE_INFINITY)
  await untilCalling(callers)
  while (restartsMs.length < most && performance.now() < endsAtMs) {
    const sum = (name: 'acknowledged' | 'retried') =>
      callers.reduce((total, { news }) => total + news[name], 0)
    progress.show(
      `${restartsMs.length} kills, ${sum('acknowledged')} answered, ${sum('retried')} tried again`,
    )
    await sleep(LIFE_MS.least + random() * (LIFE_MS.most - LIFE_MS.least))
    database.kill()
    await sleep(random() * AWAY_MS)
    const atMs = performance.now()
    await database.start()
    restartsMs.push(performance.now() - atMs)
    if (callers.some(({ failures }) => failures.length > 0)) break
  }
  await sleep(LIFE_MS.least)
  return restartsMs
}

// Two processes that open the database at the same time migrate it one after the other.
const CALLING_WITHIN_MS = 30_000

async function untilCalling(callers: readonly CallerProcess[]): Promise<void> {
  const deadline = performance.now() + CALLING_WITHIN_MS
  while (callers.some(({ news, failures }) => news.acknowledged === 0 && failures.length === 0)) {
    if (performance.now() > deadline) throw new Error('the callers did not begin')
    await sleep(20)
  }
}

async function compare(
  { tamper }: DbKillOptions,
  database: PrivateMariaDb,
  callers: readonly CallerProcess[],
  { restartsMs, loadSeconds }: { restartsMs: readonly number[]; loadSeconds: number },
): Promise<ChaosResult> {
  const answered = callers.flatMap((caller) => caller.acknowledged())
  const settled = answered.filter(({ call }) => call.op === 'settle').length
  const connection = await mysql.createConnection(database.url)
  try {
    await tamper?.(connection)
    const { lost, doubled, answersLost, violations } = await compareBooks(connection, answered)
    return {
      figures: {
        kills: restartsMs.length,
        settled,
        answered: answered.length,
        settledPerSecond: rounded(settled / loadSeconds),
        triedAgain: answered.filter(({ tries }) => tries > 1).length,
        answersLost,
        lost,
        doubled,
        ...(restartsMs.length > 0 ? { restartMs: Math.round(median(restartsMs)) } : {}),
      },
      violations: [
        ...callers.flatMap(({ failures }) => failures),
        ...violations,
        ...(await auditViolations(database.url)),
      ],
      missedTargets: [],
    }
  } finally {
    await connection.end()
  }
}
