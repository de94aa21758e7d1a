import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { MemoryLoginQueue } from '../../src/queue/MemoryLoginQueue.ts'
import { TicketBook } from '../../src/queue/TicketBook.ts'
import { openStores, type Stores } from '../../src/stores/openStores.ts'
import { FakeClock } from '../../test/ops/FakeClock.ts'
import { percentile } from '../statistics.ts'

/** As the server is set by default: 1000 in 10 s. */
export const RATE = { admissions: 1000, windowMs: 10_000 }
const RESTART_AFTER_S = 45
const NEVER = () => {}

export interface Rehearsal {
  readonly orderViolations: number
  readonly lostTickets: number
  readonly etaErrorP50Seconds: number
  readonly etaErrorP95Seconds: number
  /** The error as a share of the time that was really waited. */
  readonly etaErrorP95Share: number
  readonly memoryBytesEach: number
  readonly enterMicrosEach: number
}

/** All wait at once and are admitted on a clock of our own; the process dies in the middle. */
export async function rehearse(count: number): Promise<Rehearsal> {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-bench-'))
  try {
    return await run(count, join(folder, 'queue.sqlite'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function run(count: number, path: string): Promise<Rehearsal> {
  let clock = new FakeClock()
  const startMs = clock.nowMs()
  const before = heapBytes()
  const cpu = process.cpuUsage()
  let [queue, stores] = await start(path, clock)
  const entered = Array.from({ length: count }, (_, n) => queue.enter(n + 1, { skips: false }))
  const tickets = await Promise.all(entered)
  const { user, system } = process.cpuUsage(cpu)
  const memoryBytesEach = (heapBytes() - before) / count
  const admitted = new Map<number, number>()
  const pass = async (seconds: number) => {
    for (const [n, { ticket }] of tickets.entries()) {
      if (admitted.has(n)) continue
      const onPlace = (place: { admitted: boolean }) => {
        if (!place.admitted || admitted.has(n)) return
        admitted.set(n, clock.nowMs())
        void queue.redeem(ticket).then(() => queue.confirm(ticket))
      }
      await queue.watch(ticket, { onPlace, onEnd: NEVER }).catch(NEVER)
    }
    for (let second = 0; second < seconds; second++) {
      clock.advance(1000)
      await nextTurn()
    }
    // The time that a late write takes, on the real clock.
    await pause(50)
  }
  await pass(RESTART_AFTER_S)
  // No goodbye: what was not written by now is lost, and the dead one's time stands still.
  await stores.close()
  clock = new FakeClock(clock.nowMs())
  ;[queue, stores] = await start(path, clock)
  await pass((count / RATE.admissions) * 10 + 60)
  await queue.close()
  await stores.close()
  const order = [...admitted.keys()]
  const errors = tickets.map(({ etaSeconds }, n) => {
    const waitedSeconds = ((admitted.get(n) ?? 0) - startMs) / 1000
    return { seconds: Math.abs(waitedSeconds - etaSeconds), waitedSeconds }
  })
  return {
    orderViolations: order.filter((n, at) => at > 0 && n < (order[at - 1] ?? 0)).length,
    lostTickets: count - admitted.size,
    etaErrorP50Seconds: percentile(
      errors.map(({ seconds }) => seconds),
      0.5,
    ),
    etaErrorP95Seconds: percentile(
      errors.map(({ seconds }) => seconds),
      0.95,
    ),
    etaErrorP95Share: percentile(
      errors.map(({ seconds, waitedSeconds }) => seconds / Math.max(1, waitedSeconds)),
      0.95,
    ),
    memoryBytesEach,
    enterMicrosEach: (user + system) / count,
  }
}

async function start(path: string, clock: FakeClock): Promise<[MemoryLoginQueue, Stores]> {
  const stores = await openStores({ kind: 'sqlite', path })
  const queue = new MemoryLoginQueue({
    ...{ scheduler: clock, rate: RATE, maxPlayers: 1_000_000, onlinePlayers: () => 0 },
    ticketKey: new Uint8Array(32),
    book: new TicketBook({ store: stores.queue, scheduler: clock, onFault: NEVER }),
  })
  await queue.restore()
  return [queue, stores]
}

function heapBytes(): number {
  setFlagsFromString('--expose_gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
