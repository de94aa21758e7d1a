import type { z } from 'zod'
import type { Log } from '../ops/Log.ts'
import { RedisFault } from './RedisFault.ts'

/**
 * Reads what comes out of Redis. [RE5] A value that does not parse (of another release, damaged, not
 * ours) is treated as absent, logged under its kind and counted; never its content: it may be a
 * secret.
 */
export class RedisCodec {
  readonly #log: Log
  readonly #count: (kind: string) => void

  constructor(log: Log, count: (kind: string) => void = () => {}) {
    this.#log = log
    this.#count = count
  }

  /** The JSON text of a value; null and what does not parse are undefined. `kind` is a word of ours. */
  json<T>(kind: string, schema: z.ZodType<T>, text: unknown): T | undefined {
    if (text === null || text === undefined) return undefined
    try {
      const parsed = schema.safeParse(JSON.parse(String(text)))
      if (parsed.success) return parsed.data
    } catch {
      // Not JSON: as bad as the wrong JSON.
    }
    this.noteBad(kind)
    return undefined
  }

  /** A script of ours has met `count` values it could not read and has treated them as absent. */
  noteBad(kind: string, count = 1): void {
    for (let n = 0; n < count; n++) this.#count(kind)
    if (count > 0) this.#log.error({ kind, count }, 'a value in Redis could not be read')
  }

  /** What a script answered; anything but its form is the fault `redis/bad-reply`. */
  reply<T>(schema: z.ZodType<T>, reply: unknown): T {
    const parsed = schema.safeParse(reply)
    if (!parsed.success) throw new RedisFault('redis/bad-reply', { cause: parsed.error })
    return parsed.data
  }
}
