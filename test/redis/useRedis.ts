import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { Redis } from 'ioredis'
import type { Log } from '../../src/ops/Log.ts'
import { openRedis } from '../../src/redis/openRedis.ts'
import type { RedisLink } from '../../src/redis/RedisLink.ts'
import { noRedis, type PrivateRedis, startPrivateRedis } from '../server/privateRedis.ts'

export { noRedis }

/** Enough for every test of a file to have keys of its own. */
const PREFIXES = 40

/**
 * A Redis for the tests of this file: it starts before them and ends after them. Links of one number
 * share a prefix and are what processes of one cluster have.
 */
export function useRedis() {
  let server: PrivateRedis | undefined
  const opened: RedisLink[] = []
  const bad: string[] = []
  const pairs: [RedisLink, RedisLink][] = []
  let used = 0
  const prefixes = new Map<RedisLink, string>()
  const open = async (prefix: string): Promise<RedisLink> => {
    assert.ok(server)
    const countBad = (kind: string) => void bad.push(kind)
    const link = await openRedis({ url: server.url, prefix, log: silent, countBad })
    opened.push(link)
    prefixes.set(link, prefix)
    return link
  }
  before(async () => {
    if (noRedis) return
    server = await startPrivateRedis()
    for (let n = 0; n < PREFIXES; n++) {
      pairs.push([await open(`test-${n}:`), await open(`test-${n}:`)])
    }
  })
  after(async () => {
    for (const link of opened) link.close()
    await server?.stop()
  })
  const twoLinks = (): [RedisLink, RedisLink] => {
    const pair = pairs[used++]
    assert.ok(pair, 'more tests than prefixes')
    return pair
  }
  return {
    bad,
    open,
    twoLinks,
    link: () => twoLinks()[0],
    server: (): PrivateRedis => {
      assert.ok(server)
      return server
    },
    prefixOf: (link: RedisLink) => prefixes.get(link) ?? '',
    /** The keys under the prefix of a link and what is left of their leases; -1 without one. */
    keysOf: async (link: RedisLink) =>
      plain(server, async (redis) => {
        const keys = await redis.keys(`${prefixes.get(link)}*`)
        return Promise.all(keys.map(async (key) => ({ key, leaseMs: await redis.pttl(key) })))
      }),
    /** Does something to Redis as somebody else would. */
    raw: <T>(run: (redis: Redis) => Promise<T>) => plain(server, run),
  }
}

export const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

async function plain<T>(
  server: PrivateRedis | undefined,
  run: (redis: Redis) => Promise<T>,
): Promise<T> {
  assert.ok(server)
  const redis = new Redis(server.url)
  try {
    return await run(redis)
  } finally {
    redis.disconnect()
  }
}
