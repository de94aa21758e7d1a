import { Redis, type RedisOptions } from 'ioredis'
import type { Log } from '../ops/Log.ts'
import { RedisCodec } from './RedisCodec.ts'
import { asRedisFault, RedisFault } from './RedisFault.ts'
import { RedisLink } from './RedisLink.ts'

/** Scripts of ours take a millisecond or two: who hears nothing for so long is better refused. */
const COMMAND_TIMEOUT_MS = 1000
const CONNECT_TIMEOUT_MS = 2000
/** A start that finds no Redis for so long has failed. */
const OPEN_WITHIN_MS = 10_000
const SLOWEST_RETRY_MS = 1000

export interface RedisSettings {
  readonly url: string
  /** Stands before every key and channel. */
  readonly prefix: string
  readonly log: Log
  /** Told of each value that could not be read, by its kind. */
  readonly countBad?: (kind: string) => void
  readonly openWithinMs?: number
}

/**
 * Connects to Redis; from then on the connections come back by themselves, for ever. Throws a
 * `RedisFault` when Redis is not there within 10 s.
 */
export async function openRedis(settings: RedisSettings): Promise<RedisLink> {
  const { url, prefix, log, countBad } = settings
  const options: RedisOptions = {
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepAlive: 10_000,
    retryStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 8), SLOWEST_RETRY_MS),
    // After a failover the old primary only reads: the connection has to find the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    maxRetriesPerRequest: null,
  }
  const commands = new Redis(url, {
    ...options,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // [RE1] Without a connection a call fails now: a queue would run it when nobody waits for it.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
  })
  // The link subscribes again itself: the client would leave a failure of it unhandled.
  const listener = new Redis(url, { ...options, autoResubscribe: false })
  let hasWarned = false
  for (const connection of [commands, listener]) {
    // Without a listener the client prints each failed try; one line an outage is enough.
    connection.on('error', (err: Error) => {
      if (!hasWarned) log.warn({ err }, 'Redis is away')
      hasWarned = true
    })
    connection.on('ready', () => {
      if (hasWarned) log.info({}, 'Redis is back')
      hasWarned = false
    })
  }
  const link = new RedisLink(
    { commands, listener },
    { prefix, log, codec: new RedisCodec(log, countBad) },
  )
  try {
    await Promise.all([
      untilReady(commands, settings.openWithinMs ?? OPEN_WITHIN_MS),
      untilReady(listener, settings.openWithinMs ?? OPEN_WITHIN_MS),
    ])
  } catch (error) {
    link.close()
    throw asRedisFault(error)
  }
  return link
}

async function untilReady(connection: Redis, withinMs: number): Promise<void> {
  if (connection.status === 'ready') return
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      connection.off('ready', onReady)
      reject(new RedisFault('redis/unavailable', { cause: new Error('no Redis at the start') }))
    }, withinMs)
    const onReady = () => {
      clearTimeout(timer)
      resolve()
    }
    connection.once('ready', onReady)
  })
}
