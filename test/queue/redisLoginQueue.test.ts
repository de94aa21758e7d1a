import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { HeapScheduler } from '../../src/desk/Scheduler.ts'
import { REDEEM_LEASE_MS, RedisLoginQueue } from '../../src/queue/RedisLoginQueue.ts'
import { RedisFault } from '../../src/redis/RedisFault.ts'
import type { RedisLink } from '../../src/redis/RedisLink.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { refusalOf } from '../ops/refusalOf.ts'
import { noRedis, useRedis } from '../redis/useRedis.ts'
import { describeLoginQueue, drawQueue, type QueueSettings, watcher } from './describeLoginQueue.ts'

const redis = useRedis()
const HOUSE = { maxPlayers: 1000, onlinePlayers: () => 0 }

function openOn(link: RedisLink, clock: FakeClock, settings: Partial<QueueSettings> = {}) {
  return new RedisLoginQueue({
    ...{ redis: link, scheduler: clock, nowMs: () => clock.nowMs(), ...HOUSE },
    rate: { admissions: 2, windowMs: 10_000 },
    onFault: (error) => assert.fail(String(error)),
    ...settings,
  })
}

/** Moves the time of queues second by second, each step with everything they do in it. */
async function advance(ms: number, clock: FakeClock, ...queues: RedisLoginQueue[]): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    clock.advance(Math.min(left, 1000))
    for (const queue of queues) await queue.look()
  }
}

describeLoginQueue(
  'the queue in Redis',
  (settings) => {
    const clock = new FakeClock()
    const queue = openOn(redis.link(), clock, settings)
    return { queue, advance: (ms) => advance(ms, clock, queue) }
  },
  { skip: noRedis },
)

/** Two processes of one cluster on one clock. */
function openTwo(settings: Partial<QueueSettings> = {}) {
  const clock = new FakeClock()
  const [one, two] = redis.twoLinks()
  const [a, b] = [openOn(one, clock, settings), openOn(two, clock, settings)]
  const pass = (ms: number) => advance(ms, clock, a, b)
  const close = () => {
    a.close()
    b.close()
  }
  return { clock, one, two, a, b, pass, close }
}

describe('the queue of several processes', { skip: noRedis }, () => {
  test('[QR1] is one line: who came first is first, wherever he came', async () => {
    const { a, b, pass, close } = openTwo({ rate: { admissions: 3, windowMs: 10_000 } })
    const tickets: string[] = []
    for (let player = 1; player <= 9; player++) {
      const queue = player % 2 === 0 ? a : b
      tickets.push((await queue.enter(player, { skips: false })).ticket)
    }
    assert.equal(await drawQueue(a, tickets), '0 0 0 1 2 3 4 5 6')
    assert.equal(await drawQueue(b, tickets), '0 0 0 1 2 3 4 5 6')
    await pass(10_000)
    assert.equal(await drawQueue(b, tickets), '0 0 0 0 0 0 1 2 3')
    const again = await a.enter(8, { skips: false })
    assert.deepEqual([again.ticket, again.position], [tickets[7], 2])
    close()
  })

  test('[QR1] a thousand at once through two processes stand in the order of their arrival', async () => {
    const { a, b, close } = openTwo({ rate: { admissions: 100, windowMs: 60_000 } })
    const entered = await Promise.all(
      Array.from({ length: 1000 }, (_, n) => [a, b][n % 2]?.enter(n + 1, { skips: false })),
    )
    const places = await Promise.all(
      entered.map((each, n) => [b, a][n % 2]?.placeOf(each?.ticket ?? '')),
    )
    assert.equal(places.filter((place) => place?.admitted).length, 100)
    const positions = places.map((place) => place?.position ?? -1).filter((each) => each > 0)
    const expected = Array.from({ length: 900 }, (_, n) => n + 1)
    assert.deepEqual(
      [...positions].sort((x, y) => x - y),
      expected,
    )
    // Each process sends in order, so those of one process keep their order.
    const ofA = places.filter((_, n) => n % 2 === 0).map((place) => place?.position ?? -1)
    assert.deepEqual(
      ofA,
      [...ofA].sort((x, y) => x - y),
    )
    close()
  })

  test('[QR2] of fifty who redeem one ticket on two processes one gets in', async () => {
    const { a, b, close } = openTwo()
    const { ticket } = await a.enter(1, { skips: false })
    const tries = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => [a, b][n % 2]?.redeem(ticket)),
    )
    assert.equal(tries.filter((each) => each.status === 'fulfilled').length, 1)
    close()
  })

  test('[QR3] a process that dies while it redeems loses no ticket', async () => {
    const { a, b, clock, close } = openTwo()
    const { ticket } = await a.enter(1, { skips: false })
    assert.equal(await a.redeem(ticket), 1)
    a.close()
    // Its owner tries at another process: not yet, and it says for how long.
    const refusal = await refusalOf(b.redeem(ticket))
    assert.equal(refusal.refusal, 'queue/not-yet')
    assert.deepEqual(refusal.fields, { position: 0, etaSeconds: REDEEM_LEASE_MS / 1000 })
    assert.equal((await b.enter(1, { skips: false })).ticket, ticket)
    clock.advance(REDEEM_LEASE_MS)
    assert.equal(await b.redeem(ticket), 1)
    // The first one was only slow: what it says now is about an attempt that is over.
    await a.giveBack(ticket)
    assert.equal((await refusalOf(a.redeem(ticket))).refusal, 'queue/not-yet')
    await b.confirm(ticket)
    assert.equal((await refusalOf(b.redeem(ticket))).refusal, 'queue/ticket-gone')
    close()
  })

  test('[QR1] line and tickets outlive all processes', async () => {
    const { a, b, one, clock, close } = openTwo()
    const tickets: string[] = []
    for (let player = 1; player <= 6; player++) {
      tickets.push((await a.enter(player, { skips: false })).ticket)
    }
    close()
    const next = openOn(one, clock)
    assert.equal(await drawQueue(next, tickets), '0 0 1 2 3 4')
    // It starts to admit by itself, though nobody asks.
    for (let n = 0; n < 11; n++) {
      clock.advance(1000)
      await next.look()
    }
    assert.equal(await drawQueue(next, tickets), '0 0 0 0 1 2')
    next.close()
    void b
  })

  test('[QR4] an admission at one process is heard at the other at once', async () => {
    const [one, two] = redis.twoLinks()
    const scheduler = new HeapScheduler((error) => assert.fail(String(error)))
    const queues = [one, two].map(
      (link) =>
        new RedisLoginQueue({
          ...{ redis: link, scheduler, ...HOUSE, onFault: (error) => assert.fail(String(error)) },
          rate: { admissions: 1, windowMs: 3_600_000 },
        }),
    )
    const [a, b] = queues as [RedisLoginQueue, RedisLoginQueue]
    await a.enter(1, { skips: false })
    const { ticket } = await a.enter(2, { skips: false })
    const told = watcher()
    await b.watch(ticket, told.watcher)
    // Out of step with the tick of b, which alone would do it within a second.
    await sleep(300)
    await a.enter(2, { skips: true })
    await sleep(400)
    assert.equal(told.seen.ended, 1)
    assert.equal(told.places.at(-1)?.admitted, true)
    for (const queue of queues) queue.close()
    scheduler.stop()
  })

  test('[RE2] every key has a lease', async () => {
    const link = redis.link()
    const queue = openOn(link, new FakeClock())
    for (let player = 1; player <= 5; player++) await queue.enter(player, { skips: player === 5 })
    const keys = await redis.keysOf(link)
    assert.equal(keys.length, 8)
    for (const { key, leaseMs } of keys) assert.ok(leaseMs > 600_000, `${key}: ${leaseMs}`)
    queue.close()
  })

  test('[RE5] a ticket that cannot be read is absent, counted, and in nobody’s way', async () => {
    const link = redis.link()
    const queue = openOn(link, new FakeClock(), { rate: { admissions: 1, windowMs: 10_000 } })
    const tickets: string[] = []
    for (let player = 1; player <= 4; player++) {
      tickets.push((await queue.enter(player, { skips: false })).ticket)
    }
    await redis.raw((raw) => raw.hset(link.key('queue', 'tickets'), tickets[1] ?? '', '{"v":2}'))
    const before = redis.bad.length
    assert.equal(await drawQueue(queue, tickets), '0 x 1 2')
    assert.deepEqual(redis.bad.slice(before), ['queue ticket'])
    assert.equal((await queue.enter(2, { skips: false })).position, 3)
    queue.close()
  })
})

describe('the queue while Redis is away', { skip: noRedis }, () => {
  test('[RE1] calls are faults and quick; then it goes on, and nothing is remembered wrong', async () => {
    const link = redis.link()
    const scheduler = new HeapScheduler((error) => assert.fail(String(error)))
    const faults: unknown[] = []
    const queue = new RedisLoginQueue({
      ...{ redis: link, scheduler, ...HOUSE, onFault: (error) => void faults.push(error) },
      rate: { admissions: 1, windowMs: 3_600_000 },
    })
    const first = await queue.enter(1, { skips: false })
    const second = await queue.enter(2, { skips: false })
    const told = watcher()
    await queue.watch(second.ticket, told.watcher)
    redis.server().kill('SIGSTOP')
    const startMs = performance.now()
    await assert.rejects(queue.redeem(first.ticket), RedisFault)
    assert.ok(performance.now() - startMs < 2000)
    redis.server().kill('SIGCONT')
    await sleep(300)
    // Redis did redeem it in the end: the same process trying again is let in.
    assert.equal(await queue.redeem(first.ticket), 1)
    await queue.confirm(first.ticket)

    redis.server().kill()
    await sleep(200)
    const downMs = performance.now()
    for (let n = 0; n < 20; n++) await assert.rejects(queue.placeOf(second.ticket), RedisFault)
    assert.ok(performance.now() - downMs < 500, 'without a connection a call fails at once')
    await sleep(4500)
    await redis.server().start()
    await sleep(2500)
    assert.ok(faults.length > 0 && faults.every((fault) => fault instanceof RedisFault))
    // It came back empty: the ticket is gone, its watch was ended, and a new one works.
    assert.equal(told.seen.ended, 1)
    assert.equal((await refusalOf(queue.placeOf(second.ticket))).refusal, 'queue/ticket-gone')
    assert.equal((await queue.enter(2, { skips: false })).admitted, true)
    queue.close()
    scheduler.stop()
  })
})
