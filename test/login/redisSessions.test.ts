import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { HeapScheduler } from '../../src/desk/Scheduler.ts'
import { COUNT_DROPPED_MS } from '../../src/login/OnlineRecords.ts'
import {
  RedisSessionStore,
  type RedisSessionStoreParts,
  SESSION_LEASE_MS,
} from '../../src/login/RedisSessionStore.ts'
import type { SessionEnding, SessionRef } from '../../src/login/SessionStore.ts'
import { SessionWatch } from '../../src/login/SessionWatch.ts'
import { RedisFault } from '../../src/redis/RedisFault.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { noRedis, useRedis } from '../redis/useRedis.ts'

const redis = useRedis()
const RESUME_MS = 5_400_000
const idOf = (n: number) => `session-number-${n}`

/** The stores of two processes of one cluster. */
function openTwo(nowMs?: () => number) {
  const links = redis.twoLinks()
  const [a, b] = links.map(
    (link, n) =>
      new RedisSessionStore({
        ...{ redis: link, resumeMs: RESUME_MS, process: `${'ab'[n]}/1` },
        ...(nowMs ? { nowMs } : {}),
      }),
  )
  assert.ok(a && b)
  return { a, b, links }
}

function openOnClock() {
  const clock = new FakeClock()
  return { clock, ...openTwo(() => clock.nowMs()) }
}

describe('sessions of several processes', { skip: noRedis }, () => {
  test('[SR1] of a hundred logins of one player on two processes one session lives', async () => {
    const { a, b } = openTwo()
    const opened = await Promise.all(
      Array.from({ length: 100 }, (_, n) => (n % 2 ? a : b).open(7, idOf(n))),
    )
    const numbers = opened.map(({ session }) => session.sessionNo)
    assert.equal(new Set(numbers).size, 100)
    const live = await Promise.all(opened.map(({ session }) => a.renew(session)))
    assert.equal(live.filter(Boolean).length, 1)
    const last = opened.find(({ session }) => session.sessionNo === Math.max(...numbers))
    const kept = await b.ofPlayer(7)
    assert.equal(kept?.sessionId, last?.session.sessionId)
    // Each ended the one before it, and none twice.
    const ended = opened.map(({ earlierNo }) => earlierNo).filter((each) => each !== undefined)
    assert.equal(new Set(ended).size, 99)
    assert.equal(await a.onlinePlayers(), 1)
  })

  test('[SR1] a late close on another process changes nothing', async () => {
    const { a, b, clock } = openOnClock()
    const first = (await a.open(7, idOf(1))).session
    assert.equal(await a.link(first, 'connected'), true)
    const second = (await b.open(7, idOf(2))).session
    assert.equal(await b.link(second, 'connected'), true)
    const before = await b.ofPlayer(7)
    clock.advance(9000)
    await b.renew(second)
    clock.advance(1000)
    assert.equal(await a.link(first, 'dropped'), false)
    assert.equal(await a.renew(first), false)
    assert.equal(await a.grant(first, 'late'), false)
    assert.equal(await a.end(first, 'expired'), false)
    assert.deepEqual(await a.ofPlayer(7), before)
    assert.equal(await a.onlinePlayers(), 1)
  })

  test('[SR1] a login that is sent twice is one login', async () => {
    const { a } = openTwo()
    const first = await a.open(7, idOf(1))
    assert.deepEqual((await a.open(7, idOf(1))).session, first.session)
  })

  test('[SR2] the record says who has the session, and since when it is dropped', async () => {
    const { a, b, clock } = openOnClock()
    const { session } = await a.open(7, idOf(1))
    await b.link(session, 'connected')
    const connected = await a.ofPlayer(7)
    assert.deepEqual(connected, { ...session, process: 'b/1', link: 'connected', isVoid: false })
    clock.advance(1000)
    const droppedAtMs = clock.nowMs()
    await b.link(session, 'dropped')
    clock.advance(1000)
    await b.link(session, 'dropped')
    assert.deepEqual(await a.ofPlayer(7), { ...connected, link: 'dropped', droppedAtMs })
    assert.equal(await a.end(session, 'logged-out'), true)
    assert.equal(await b.end(session, 'logged-out'), false)
    assert.equal(await b.ofPlayer(7), undefined)
  })

  test('[SR2] a dropped player counts for 300 s and has his session for the resume window', async () => {
    const { a, clock } = openOnClock()
    const { session } = await a.open(7, idOf(1))
    await a.link(session, 'connected')
    await a.link(session, 'dropped')
    clock.advance(COUNT_DROPPED_MS - 1)
    assert.equal(await a.onlinePlayers(), 1)
    clock.advance(1)
    assert.equal(await a.onlinePlayers(), 0)
    clock.advance(RESUME_MS - COUNT_DROPPED_MS - 1)
    assert.ok(await a.ofPlayer(7))
    clock.advance(1)
    assert.equal(await a.ofPlayer(7), undefined)
    assert.equal(await a.link(session, 'connected'), false)
  })

  test('[SR2] a process that crashes leaves no ghost', async () => {
    const { a, b, clock } = openOnClock()
    const { session } = await a.open(7, idOf(1))
    await a.link(session, 'connected')
    for (let n = 0; n < 10; n++) {
      clock.advance(SESSION_LEASE_MS - 1)
      await a.renew(session)
    }
    // Now it is gone without a word.
    clock.advance(COUNT_DROPPED_MS + SESSION_LEASE_MS)
    assert.equal(await b.onlinePlayers(), 0)
    clock.advance(RESUME_MS - COUNT_DROPPED_MS)
    assert.equal(await b.ofPlayer(7), undefined)
  })

  test('[RE2] every key but the count of logins has a lease', async () => {
    const { a, links } = openTwo()
    const { session } = await a.open(7, idOf(1))
    await a.link(session, 'connected')
    await a.grant(session, 'digest')
    const keys = await redis.keysOf(links[0])
    const lasting = keys.filter(({ leaseMs }) => leaseMs < 0).map(({ key }) => key)
    assert.equal(keys.length, 4)
    assert.deepEqual(lasting, [links[0].key('session', 'numbers')])
  })

  test('[RE5] a record that cannot be read is absent and counted, and the next login works', async () => {
    const { a, links } = openTwo()
    const { session } = await a.open(7, idOf(1))
    await redis.raw((raw) => raw.hset(links[0].key('session', 'player:7'), 'link', '???'))
    const before = redis.bad.length
    assert.equal(await a.ofPlayer(7), undefined)
    assert.deepEqual(redis.bad.slice(before), ['session'])
    const next = (await a.open(7, idOf(2))).session
    assert.ok(next.sessionNo > session.sessionNo)
    assert.equal((await a.ofPlayer(7))?.sessionId, idOf(2))
  })
})

describe('refresh tokens of several processes', { skip: noRedis }, () => {
  const granted = async () => {
    const opened = openOnClock()
    const { session } = await opened.a.open(7, idOf(1))
    await opened.a.grant(session, 'one')
    return { ...opened, session }
  }

  test('[SE5] [SE6] one of many rotates on two processes; the others get its answer', async () => {
    const { a, b, session } = await granted()
    assert.deepEqual(await b.ownerOf('one'), { playerId: 7, sessionNo: session.sessionNo })
    const used = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? a : b).rotate(session, { used: 'one', next: `next-${n}` }, `answer ${n}`),
      ),
    )
    assert.equal(used.filter((each) => each === 'rotated').length, 1)
    const winner = used.indexOf('rotated')
    for (const [n, outcome] of used.entries()) {
      if (n !== winner) assert.deepEqual(outcome, { sealedAnswer: `answer ${winner}` })
    }
    const next = await b.rotate(session, { used: `next-${winner}`, next: 'three' }, 'x')
    assert.equal(next, 'rotated')
  })

  for (const [when, prepare] of [
    ['after 30 s', async ({ clock }) => clock.advance(30_000)],
    [
      'after the new one was used',
      async ({ b, session }) => b.rotate(session, { used: 'two', next: 'three' }, 'x'),
    ],
  ] as [string, (o: Awaited<ReturnType<typeof granted>>) => Promise<unknown>][]) {
    test(`[SE7] an old one ${when} voids the session on every process`, async () => {
      const opened = await granted()
      const { a, b, session } = opened
      await a.rotate(session, { used: 'one', next: 'two' }, 'x')
      await prepare(opened)
      assert.equal(await b.rotate(session, { used: 'one', next: 'mine' }, 'x'), 'stolen')
      assert.equal(await a.renew(session), false)
      assert.equal((await a.ofPlayer(7))?.isVoid, true)
      for (const used of ['one', 'two', 'three', 'mine']) {
        assert.equal(await a.rotate(session, { used, next: 'four' }, 'x'), 'gone')
      }
      assert.equal(await a.grant(session, 'five'), false)
    })
  }

  test('[SE1] those of an earlier session are worth nothing', async () => {
    const { a, b, session } = await granted()
    await b.open(7, idOf(2))
    assert.equal(await a.rotate(session, { used: 'one', next: 'two' }, 'x'), 'gone')
    assert.deepEqual(await a.ownerOf('one'), { playerId: 7, sessionNo: session.sessionNo })
    assert.equal(await a.ownerOf('unknown'), undefined)
  })
})

/** Loses the first of every so many publishes. */
class HardOfHearing extends RedisSessionStore {
  readonly #loseEvery: number

  constructor(parts: RedisSessionStoreParts, loseEvery: number) {
    super(parts)
    this.#loseEvery = loseEvery
  }

  override onEnded(hear: (ending: SessionEnding) => void): () => void {
    let heard = 0
    return super.onEnded((ending) => {
      if (this.#loseEvery === Number.POSITIVE_INFINITY || heard++ % this.#loseEvery !== 0) {
        hear(ending)
      }
    })
  }
}

describe('sessions ended by another process', { skip: noRedis }, () => {
  /** Process a has sessions of some players; what it hears of their ends, by player. */
  async function watched(players: number, loseEvery = Number.POSITIVE_INFINITY) {
    const { b, links } = openTwo()
    const a = new HardOfHearing({ redis: links[0], resumeMs: RESUME_MS, process: 'a/1' }, loseEvery)
    const scheduler = new HeapScheduler((error) => assert.fail(String(error)))
    const held = new Map<number, SessionRef>()
    const overAtMs = new Map<number, number>()
    const faults: unknown[] = []
    for (let playerId = 1; playerId <= players; playerId++) {
      const { session } = await a.open(playerId, idOf(playerId))
      await a.link(session, 'connected')
      held.set(playerId, session)
    }
    const watch = new SessionWatch({
      ...{ store: a, scheduler, held: () => [...held.values()] },
      onOver: ({ playerId }) => {
        held.delete(playerId)
        overAtMs.set(playerId, performance.now())
      },
      onFault: (error) => faults.push(error),
    })
    await sleep(100)
    const close = () => {
      watch.close()
      scheduler.stop()
    }
    return { a, b, held, overAtMs, faults, close }
  }

  test('[SR3] are over here at once', async () => {
    const { b, held, overAtMs, close } = await watched(2)
    const startMs = performance.now()
    await b.open(1, 'a-later-session')
    await sleep(300)
    assert.ok((overAtMs.get(1) ?? Number.POSITIVE_INFINITY) - startMs < 300)
    assert.deepEqual([...held.keys()], [2])
    close()
  })

  for (const [lost, every] of [
    ['every', 1],
    ['every tenth', 10],
  ] as const) {
    test(`[SR3] are over within 5 s when ${lost} publish is lost`, async () => {
      const { b, held, overAtMs, faults, close } = await watched(30, every)
      const endedAtMs = new Map<number, number>()
      for (let playerId = 1; playerId <= 20; playerId++) {
        endedAtMs.set(playerId, performance.now())
        await b.open(playerId, `a-later-session-of-${playerId}`)
      }
      await sleep(4500)
      for (const [playerId, atMs] of endedAtMs) {
        const tookMs = (overAtMs.get(playerId) ?? Number.POSITIVE_INFINITY) - atMs
        assert.ok(tookMs < 5000, `player ${playerId}: ${tookMs} ms`)
      }
      assert.equal(held.size, 10)
      assert.deepEqual(faults, [])
      close()
    })
  }

  test('[SR3] nobody is thrown out because Redis is away', async () => {
    const { a, held, faults, close } = await watched(3)
    redis.server().kill('SIGSTOP')
    await sleep(4500)
    redis.server().kill('SIGCONT')
    await sleep(2500)
    assert.equal(held.size, 3)
    assert.ok(faults.length > 0 && faults.every((each) => each instanceof RedisFault))
    for (const session of held.values()) assert.equal(await a.renew(session), true)
    close()
  })
})
