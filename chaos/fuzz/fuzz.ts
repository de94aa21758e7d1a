import { seeded } from '../../test/server/playing.ts'
import { xpnnTier, xpnnTiers } from '../../test/server/startServer.ts'
import type { ChaosOptions, ChaosResult, ChaosRun } from '../ChaosRun.ts'
import { Crowd } from '../dbStall/Crowd.ts'
import { ServerProcess } from '../ServerProcess.ts'
import {
  type Attack,
  bodyAttack,
  DEVICES,
  frameAttack,
  httpAttack,
  type Tally,
  type Target,
  upgradeAttack,
} from './attacks.ts'
import { Chance } from './strangeValues.ts'

/** Target R10. */
export const fuzz: ChaosRun = {
  name: 'fuzz',
  summary:
    'Malformed HTTP, upgrades, frames and bodies at a live server: it lives, stays flat and quiet, and others play on.',
  run: runFuzz,
}

const SECONDS = { smallest: 20, short: 60 }
/** How many of each run at once; a player's frames are most of the work. */
const ATTACKERS: readonly [Attack, number][] = [
  [httpAttack, 4],
  [upgradeAttack, 3],
  [bodyAttack, 1],
  [frameAttack, 2],
]
/** Two who play at one desk, of a tier of their own. */
const BYSTANDERS = { tierId: 10101, baseBet: 1, minEnter: 100, minStay: 1 }
/** The devices of the attackers, and the one whose name is all x. */
const PLAYERS = DEVICES + 1
const STAGE = { tierId: 10102, name: 'Stage' }
// With room, garbage lies about for a minute: in a small heap only a leak makes memory grow.
const SMALL_HEAP = '--max-old-space-size=128'
const MOST_GROWTH_MB = 50
const MB = 1024 * 1024
/** What a player may cause at once; see `src/ops/logging.ts`. */
const LINES_AT_ONCE = 5
/** Starting, and what the two bystanders say. */
const LINES_OF_OWN = 40

/**
 * [FZ1] Nothing ends the process, answers 500 or is logged as a fault; [FZ2] memory stays flat; [FZ3]
 * the log has at most one line a second and client; [FZ4] bystanders notice nothing.
 */
export async function runFuzz({ seed, length, progress }: ChaosOptions): Promise<ChaosResult> {
  const seconds = typeof length === 'string' ? SECONDS[length] : length.minutes * 60
  const server = await ServerProcess.start({
    env: {
      ...{ DATABASE_URL: 'sqlite::memory:', BOT_FILL_SECONDS: '0', RESUME_SECONDS: '30' },
      NODE_OPTIONS: SMALL_HEAP,
    },
    tiers: xpnnTiers(xpnnTier(BYSTANDERS), xpnnTier(STAGE)),
  })
  const crowd = new Crowd(server.url, seeded(seed))
  const tally: Tally = { requests: 0, upgrades: 0, frames: 0, bodies: 0, faults: [] }
  try {
    await crowd.sitDown(2, BYSTANDERS.tierId)
    const port = Number(new URL(server.url).port)
    const target: Target = { url: server.url, port, tierId: STAGE.tierId }
    const startedAtMs = performance.now()
    // Until code is compiled and pools are full, memory grows on its own.
    const warmUntilMs = startedAtMs + (seconds * 1000) / 3
    const endsAtMs = startedAtMs + seconds * 1000
    const attacking = attackUntil(endsAtMs, seed, target, tally, server)
    while (performance.now() < warmUntilMs && !server.hasExited) await pauseAndShow(progress, tally)
    const warmMb = await memoryMb(server)
    while (performance.now() < endsAtMs && !server.hasExited) await pauseAndShow(progress, tally)
    await attacking
    const growthMb = (await memoryMb(server)) - warmMb
    const lines = server.lastLines(Number.MAX_SAFE_INTEGER).split('\n')
    const violations = [
      ...(await ending(server, crowd)),
      ...tally.faults.slice(0, 5).map((fault) => `answered 500: ${JSON.stringify(fault)}`),
      ...faultsIn(lines),
      ...(growthMb > MOST_GROWTH_MB ? [`memory grew by ${Math.round(growthMb)} MB`] : []),
      ...floodsIn(lines, seconds),
    ]
    const { faults: _, ...sent } = tally
    const figures = {
      ...sent,
      hands: crowd.told().settled.size,
      warmMb: Math.round(warmMb),
      growthMb: Math.round(growthMb),
      logLines: lines.length,
    }
    return { figures, violations, missedTargets: [] }
  } finally {
    crowd.vanish()
    await server.stop()
    server.removeFiles()
  }
}

async function attackUntil(
  endsAtMs: number,
  seed: number,
  target: Target,
  tally: Tally,
  server: ServerProcess,
): Promise<void> {
  const attackers = ATTACKERS.flatMap(([attack, count]) =>
    Array.from({ length: count }, () => attack),
  )
  const runs = attackers.map(async (attack, n) => {
    const chance = new Chance(seeded(seed * 31 + n))
    while (performance.now() < endsAtMs && !server.hasExited) {
      // What the attacker itself meets (a refused sign-in, a cut line) is no finding.
      await attack(target, chance, tally).catch(() => {})
    }
  })
  await Promise.all(runs)
}

/** Stops all, and tells what the bystanders and the process say of it. */
async function ending(server: ServerProcess, crowd: Crowd): Promise<string[]> {
  if (server.hasExited) return [`the process ended:\n${server.lastLines()}`]
  await crowd.leave()
  const { started, settled } = crowd.told()
  const lost = [...started].filter((handId) => !settled.has(handId))
  const violations = [...crowd.disorder(), ...lost.map((handId) => `hand ${handId} was not paid`)]
  if (settled.size === 0) violations.push('the bystanders played no hand')
  const faults = await server.metric('parlor_faults_total')
  if (faults !== 0) violations.push(`${faults} faults were counted`)
  const end = await server.stop()
  if (end !== 0) violations.push(`the process ended with ${end}`)
  return violations
}

function faultsIn(lines: readonly string[]): string[] {
  const faults = lines.filter(
    (line) => /"level":"(error|fatal)"/.test(line) || !/^(\{|$)/.test(line),
  )
  return faults.slice(0, 5).map((line) => `logged: ${line.slice(0, 400)}`)
}

/** One line a second for each player, after some at once. */
function floodsIn(lines: readonly string[], seconds: number): string[] {
  const most = PLAYERS * (seconds + LINES_AT_ONCE) + LINES_OF_OWN
  return lines.length > most ? [`${lines.length} log lines, at most ${most} are fine`] : []
}

async function memoryMb(server: ServerProcess): Promise<number> {
  return ((await server.metric('process_resident_memory_bytes')) ?? Number.NaN) / MB
}

async function pauseAndShow(progress: ChaosOptions['progress'], tally: Tally): Promise<void> {
  const { requests, upgrades, frames, bodies } = tally
  progress.show(`${requests} requests, ${upgrades} upgrades, ${frames} frames, ${bodies} bodies`)
  await new Promise((resolve) => setTimeout(resolve, 200))
}
