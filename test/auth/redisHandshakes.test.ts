import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import type { HandshakeStore } from '../../src/auth/HandshakeStore.ts'
import { MemoryHandshakes } from '../../src/auth/MemoryHandshakes.ts'
import { RedisHandshakes } from '../../src/auth/RedisHandshakes.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { noRedis, useRedis } from '../redis/useRedis.ts'

const redis = useRedis()
const LIFE_MS = 60_000

const fresh = (clock: FakeClock) => ({
  key: new Uint8Array(randomBytes(32)),
  challenge: new Uint8Array(randomBytes(32)),
  isProven: false,
  expiresAtMs: clock.nowMs() + LIFE_MS,
})

type Open = (clock: FakeClock, most?: number) => HandshakeStore
const inRedis: Open = (clock, most) =>
  new RedisHandshakes({
    ...{ redis: redis.link(), clock, nowMs: () => clock.nowMs() },
    ...(most === undefined ? {} : { most }),
  })

for (const [name, open, skip] of [
  ['in memory', (clock, most) => new MemoryHandshakes(clock, most), false],
  ['in Redis', inRedis, noRedis],
] as [string, Open, string | false][]) {
  describe(`handshakes under way ${name}`, { skip }, () => {
    test('[HS7] are found as they were kept, for 60 s', async () => {
      const clock = new FakeClock()
      const store = open(clock)
      const handshake = fresh(clock)
      assert.equal(await store.add('a', handshake), true)
      clock.advance(LIFE_MS - 1)
      const found = await store.find('a')
      assert.ok(found)
      assert.deepEqual(
        { ...found, key: [...found.key], challenge: [...found.challenge] },
        { ...handshake, key: [...handshake.key], challenge: [...handshake.challenge] },
      )
      clock.advance(1)
      assert.equal(await store.find('a'), undefined)
      assert.equal(await store.prove('a'), false)
      assert.equal(await store.take('a'), undefined)
    })

    test('[HS3] are taken once, and proven until then', async () => {
      const clock = new FakeClock()
      const store = open(clock)
      await store.add('a', fresh(clock))
      await store.add('b', fresh(clock))
      assert.equal(await store.prove('a'), true)
      assert.equal(await store.prove('a'), true)
      assert.equal((await store.find('b'))?.isProven, false)
      const taken = await Promise.all(Array.from({ length: 20 }, () => store.take('a')))
      assert.deepEqual(
        taken.filter((each) => each).map((each) => each?.isProven),
        [true],
      )
      assert.equal(await store.prove('a'), false)
    })

    test('[HS7] are bounded; the next may come when one is used or over', async () => {
      const clock = new FakeClock()
      const store = open(clock, 2)
      assert.equal(await store.add('a', fresh(clock)), true)
      assert.equal(await store.add('b', fresh(clock)), true)
      assert.equal(await store.add('c', fresh(clock)), false)
      await store.take('a')
      assert.equal(await store.add('c', fresh(clock)), true)
      clock.advance(LIFE_MS)
      assert.equal(await store.add('d', fresh(clock)), true)
    })
  })
}

describe('handshakes of several processes', { skip: noRedis }, () => {
  test('[RE6] any process finishes what another began, and one of all takes it', async () => {
    const clock = new FakeClock()
    const [a, b] = redis.twoLinks().map((link) => new RedisHandshakes({ redis: link, clock }))
    await a?.add('x', fresh(clock))
    assert.equal(await b?.prove('x'), true)
    const takes = Array.from({ length: 40 }, (_, n) => (n % 2 ? a : b)?.take('x'))
    assert.equal((await Promise.all(takes)).filter((each) => each).length, 1)
  })

  test('[RE2] [RE5] every key has a lease; what cannot be read is absent and counted', async () => {
    const clock = new FakeClock()
    const link = redis.link()
    const store = new RedisHandshakes({ redis: link, clock })
    await store.add('x', fresh(clock))
    const keys = await redis.keysOf(link)
    assert.equal(keys.length, 2)
    for (const { key, leaseMs } of keys) assert.ok(leaseMs > 60_000, `${key}: ${leaseMs}`)
    await redis.raw((raw) => raw.hset(link.key('handshake', 'values'), 'x', '0 short short'))
    const before = redis.bad.length
    assert.equal(await store.find('x'), undefined)
    assert.deepEqual(redis.bad.slice(before), ['handshake'])
  })
})
