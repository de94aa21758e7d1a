import type { GuessLimits } from '../auth/GuessLimits.ts'
import type { HandshakeStore } from '../auth/HandshakeStore.ts'
import { deriveKey } from '../auth/keys.ts'
import { MemoryGuessLimits } from '../auth/MemoryGuessLimits.ts'
import { MemoryHandshakes } from '../auth/MemoryHandshakes.ts'
import { RedisGuessLimits } from '../auth/RedisGuessLimits.ts'
import { RedisHandshakes } from '../auth/RedisHandshakes.ts'
import type { Config } from '../config.ts'
import type { Scheduler } from '../desk/Scheduler.ts'
import type { Logger } from '../ops/logging.ts'
import { logFault } from '../ops/logging.ts'
import type { Metrics } from '../ops/metrics.ts'
import type { LoginQueue } from '../queue/LoginQueue.ts'
import { MemoryLoginQueue } from '../queue/MemoryLoginQueue.ts'
import { RedisLoginQueue } from '../queue/RedisLoginQueue.ts'
import { TicketBook } from '../queue/TicketBook.ts'
import { openRedis } from '../redis/openRedis.ts'
import type { Stores } from '../stores/openStores.ts'

export interface AdmissionSurroundings {
  readonly config: Pick<Config, 'redisUrl' | 'redisPrefix' | 'loginRate' | 'maxPlayers'>
  readonly secret: string
  readonly scheduler: Scheduler
  readonly stores: Pick<Stores, 'queue'>
  readonly log: Logger
  readonly metrics: Metrics
  readonly onlinePlayers: () => number
}

/** What stands before the house: in Redis, where there is one, else in this process. */
export interface Admission {
  readonly queue: LoginQueue
  readonly guesses: GuessLimits
  readonly handshakes: HandshakeStore
  /** Throws a fault where Redis is used and away. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Opens queue, guess limits and handshakes. Throws a `RedisFault` where Redis is not there. */
export async function openAdmission(surroundings: AdmissionSurroundings): Promise<Admission> {
  return surroundings.config.redisUrl === undefined
    ? inProcess(surroundings)
    : inRedis(surroundings, surroundings.config.redisUrl)
}

async function inProcess(surroundings: AdmissionSurroundings): Promise<Admission> {
  const { config, secret, scheduler, stores, log, onlinePlayers } = surroundings
  const queue = new MemoryLoginQueue({
    ...{ scheduler, rate: config.loginRate, maxPlayers: config.maxPlayers, onlinePlayers },
    ticketKey: deriveKey(secret, 'parlor/queue-ticket/v1'),
    book: new TicketBook({
      store: stores.queue,
      scheduler,
      onFault: (error) =>
        logFault(log, error, 'the login queue could not be saved; it is tried again'),
    }),
  })
  const restored = await queue.restore()
  if (restored > 0) log.info({ restored }, 'the login queue stands as before the restart')
  return {
    queue,
    guesses: new MemoryGuessLimits(scheduler),
    handshakes: new MemoryHandshakes(scheduler),
    ping: async () => {},
    close: async () => queue.close(),
  }
}

async function inRedis(surroundings: AdmissionSurroundings, url: string): Promise<Admission> {
  const { config, scheduler, log, metrics, onlinePlayers } = surroundings
  const countBad = metrics.counter(
    'parlor_redis_bad_values_total',
    'Values that do not parse.',
    'kind',
  )
  const redis = await openRedis({ url, prefix: config.redisPrefix, log, countBad })
  const queue = new RedisLoginQueue({
    ...{ redis, scheduler, rate: config.loginRate, maxPlayers: config.maxPlayers, onlinePlayers },
    onFault: (error) => logFault(log, error, 'the login queue could not be looked at'),
  })
  return {
    queue,
    guesses: new RedisGuessLimits({ redis }),
    handshakes: new RedisHandshakes({ redis, clock: scheduler }),
    ping: () => redis.ping(),
    close: async () => {
      queue.close()
      redis.close()
    },
  }
}
