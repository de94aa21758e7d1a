import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { RedisGuessLimits } from '../../src/auth/RedisGuessLimits.ts'
import { RedisHandshakes } from '../../src/auth/RedisHandshakes.ts'
import { RedisLoginQueue } from '../../src/queue/RedisLoginQueue.ts'
import { openRedis } from '../../src/redis/openRedis.ts'
import { RedisCodec } from '../../src/redis/RedisCodec.ts'
import { RedisFault } from '../../src/redis/RedisFault.ts'
import { RedisScript } from '../../src/redis/RedisScript.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { freePort } from '../server/freePort.ts'
import { startPrivateRedis } from '../server/privateRedis.ts'
import { noRedis, silent, useRedis } from './useRedis.ts'

const redis = useRedis()
const COUNT = new RedisScript("return redis.call('INCR', KEYS[1])")

async function faultOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    assert.ok(error instanceof RedisFault, String(error))
    assert.ok(error.cause, 'a fault keeps its cause')
    return error.code
  }
  assert.fail('did not fail')
}

describe('a link to Redis', { skip: noRedis }, () => {
  test('[RE3] keys of a family share a slot, under the prefix', async () => {
    const link = redis.link()
    const prefix = redis.prefixOf(link)
    const keys = ['line', 'state'].map((name) => link.key('queue', name))
    assert.deepEqual(keys, [`${prefix}{queue}:line`, `${prefix}{queue}:state`])
    assert.notEqual(link.key('guess', 'line'), keys[0])
  })

  test('[RE3] on a Redis Cluster, which refuses keys of two slots, every script of ours runs', async () => {
    const node = await startPrivateRedis({ settings: { 'cluster-enabled': 'yes' } })
    const raw = new Redis(node.url)
    try {
      await raw.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
      while (!String(await raw.call('CLUSTER', 'INFO')).includes('cluster_state:ok'))
        await sleep(50)
      const link = await openRedis({ url: node.url, prefix: 'parlor:', log: silent })
      const two = new RedisScript("return redis.call('MGET', KEYS[1], KEYS[2])")
      const strangers = [link.key('queue', 'a'), link.key('guess', 'b')]
      assert.equal(await faultOf(link.run(two, strangers, [])), 'redis/failed')

      const clock = new FakeClock()
      const rate = { admissions: 1, windowMs: 1000 }
      const queue = new RedisLoginQueue({
        ...{ redis: link, scheduler: clock, rate, maxPlayers: 10, onlinePlayers: () => 0 },
        onFault: (error) => assert.fail(String(error)),
      })
      const { ticket } = await queue.enter(1, { skips: false })
      assert.equal(await queue.redeem(ticket), 1)
      const guesses = new RedisGuessLimits({ redis: link })
      const guess = { account: 'tiger', ip: '198.51.100.1', knownDevice: undefined }
      assert.equal(await guesses.take(guess), 0)
      const handshakes = new RedisHandshakes({ redis: link, clock })
      const bytes = new Uint8Array(32)
      const expiresAtMs = clock.nowMs() + 60_000
      await handshakes.add('x', { key: bytes, challenge: bytes, isProven: false, expiresAtMs })
      assert.ok(await handshakes.take('x'))
      queue.close()
      link.close()
    } finally {
      raw.disconnect()
      await node.stop()
    }
  })

  test('a script runs, also after Redis has forgotten it', async () => {
    const link = redis.link()
    const key = link.key('test', 'n')
    assert.equal(await link.run(COUNT, [key], []), 1)
    await redis.raw((raw) => raw.script('FLUSH'))
    assert.equal(await link.run(COUNT, [key], []), 2)
  })

  test('[RE1] an answer that is an error is a fault', async () => {
    const link = redis.link()
    const bad = new RedisScript("return redis.call('NOSUCHCOMMAND')")
    assert.equal(await faultOf(link.run(bad, [], [])), 'redis/failed')
    assert.equal(await link.run(COUNT, [link.key('test', 'n')], []), 1)
  })

  test('[RE1] no Redis at the start is a fault', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`
    const opening = openRedis({ url, prefix: 'p:', log: silent, openWithinMs: 300 })
    assert.equal(await faultOf(opening), 'redis/unavailable')
  })

  test('[RE1] [RE4] away, silent and back: faults in time, then everything works again', async () => {
    const [link, other] = redis.twoLinks()
    const key = link.key('test', 'n')
    const heard: string[] = []
    let back = 0
    link.listen(link.key('test', 'news'), (text) => heard.push(text))
    link.onBack(() => back++)
    const publish = new RedisScript("return redis.call('PUBLISH', KEYS[1], ARGV[1])")
    const say = (text: string) => other.run(publish, [link.key('test', 'news')], [text])
    await sleep(100)
    await say('one')

    redis.server().kill('SIGSTOP')
    const startMs = performance.now()
    assert.equal(await faultOf(link.run(COUNT, [key], [])), 'redis/timeout')
    assert.ok(performance.now() - startMs < 1500)
    redis.server().kill('SIGCONT')
    await sleep(100)
    assert.equal(await link.run(COUNT, [key], []), 2, 'a call that timed out may have happened')

    const underWay = link.run(new RedisScript('while true do end'), [], [])
    await sleep(50)
    redis.server().kill()
    assert.match(await faultOf(underWay), /^redis\/(timeout|unavailable)$/)
    await sleep(100)
    const downMs = performance.now()
    assert.equal(await faultOf(link.ping()), 'redis/unavailable')
    assert.ok(performance.now() - downMs < 100, 'at once')
    await sleep(5000)
    await redis.server().start()
    await sleep(2000)
    assert.equal(await link.run(COUNT, [key], []), 1, 'empty, and nothing was sent again')
    assert.equal(back, 1)
    await say('two')
    await sleep(100)
    assert.deepEqual(heard, ['one', 'two'])
  })
})

describe('the codec', () => {
  test('[RE5] what does not parse is absent, logged without its content, and counted', () => {
    const counted: string[] = []
    const lines: string[] = []
    const log = { ...silent, error: (fields: object) => lines.push(JSON.stringify(fields)) }
    const codec = new RedisCodec(log, (kind) => counted.push(kind))
    const form = z.object({ n: z.int() })
    assert.deepEqual(codec.json('thing', form, '{"n":1}'), { n: 1 })
    assert.equal(codec.json('thing', form, null), undefined)
    assert.deepEqual(counted, [])
    for (const text of ['', '{', '{"n":"secret"}', 'null']) {
      assert.equal(codec.json('thing', form, text), undefined)
    }
    assert.deepEqual(counted, ['thing', 'thing', 'thing', 'thing'])
    assert.ok(lines.every((line) => !line.includes('secret')))
    assert.throws(() => codec.reply(form, 'OK'), { code: 'redis/bad-reply' })
  })
})
