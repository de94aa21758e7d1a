import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RedisGuessLimits } from '../../src/auth/RedisGuessLimits.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { noRedis, useRedis } from '../redis/useRedis.ts'
import { describeGuesses } from './describeGuesses.ts'

const redis = useRedis()

// A prefix of its own for each: every test begins with no guesses.
const open = (clock: FakeClock) =>
  new RedisGuessLimits({ redis: redis.link(), nowMs: () => clock.nowMs() })

describeGuesses('guesses at passwords, counted in Redis', open, { skip: noRedis })

describe('guesses of several processes', { skip: noRedis }, () => {
  const GUESS = { account: 'tiger', ip: '198.51.100.1', knownDevice: undefined }

  test('[RE7] share one allowance', async () => {
    const clock = new FakeClock()
    const [a, b] = redis.twoLinks()
    const limits = [a, b].map(
      (link) => new RedisGuessLimits({ redis: link, nowMs: () => clock.nowMs() }),
    )
    const waits: number[] = []
    for (let n = 0; n < 8; n++) waits.push((await limits[n % 2]?.take({ ...GUESS })) ?? -1)
    assert.deepEqual(waits, [0, 0, 0, 0, 0, 2000, 2000, 2000])
  })

  test('[RE7] one that is taken back does not count, and no other is taken for it', async () => {
    const clock = new FakeClock()
    const limits = open(clock)
    const guesses = Array.from({ length: 5 }, () => ({ ...GUESS }))
    for (const guess of guesses) assert.equal(await limits.take(guess), 0)
    const [first = GUESS] = guesses
    await limits.giveBack(first, 'not-checked')
    await limits.giveBack(first, 'not-checked')
    assert.equal(await limits.take({ ...GUESS }), 0)
    assert.equal(await limits.take({ ...GUESS }), 2000)
  })

  test('[RE2] every key has a lease, and no key names an account', async () => {
    const link = redis.link()
    const limits = new RedisGuessLimits({ redis: link })
    await limits.take({ ...GUESS })
    await limits.take({ ...GUESS, knownDevice: 'a-device' })
    const keys = await redis.keysOf(link)
    assert.equal(keys.length, 3)
    for (const { key, leaseMs } of keys) {
      assert.ok(leaseMs > 0 && leaseMs <= 3_600_000, `${key}: ${leaseMs}`)
      assert.ok(!/tiger|198|a-device/.test(key), key)
    }
  })
})
