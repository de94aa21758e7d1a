import { z } from 'zod'
import type { Clock } from '../desk/Scheduler.ts'
import type { RedisLink } from '../redis/RedisLink.ts'
import { RedisScript } from '../redis/RedisScript.ts'
import type { HandshakeStore, OpenHandshake } from './HandshakeStore.ts'

/** Of the whole cluster: five login storms, and about 30 MB. */
const MOST_OPEN_HANDSHAKES = 100_000
/** Twice the life of a handshake: keys vanish with the last of them. */
const KEY_LEASE_MS = 120_000

const SCRIPT = RedisScript.beside(import.meta.url, 'handshakes.lua')
const VALUE_FORM = /^([01]) ([A-Za-z0-9_-]{43}) ([A-Za-z0-9_-]{43})$/
const foundForm = z.tuple([z.string(), z.coerce.number()]).nullable()

export interface RedisHandshakesParts {
  readonly redis: RedisLink
  /** Says how long a handshake still lives when it comes. */
  readonly clock: Clock
  readonly most?: number
  /** Undefined: Redis's own clock, the same for all processes. */
  readonly nowMs?: () => number
}

/** The handshakes of all processes. [RE6] Each is taken once, whoever takes it. */
export class RedisHandshakes implements HandshakeStore {
  readonly #parts: RedisHandshakesParts
  readonly #keys: string[]

  constructor(parts: RedisHandshakesParts) {
    this.#parts = parts
    this.#keys = ['times', 'values'].map((name) => parts.redis.key('handshake', name))
  }

  async add(id: string, handshake: OpenHandshake): Promise<boolean> {
    const { clock, most = MOST_OPEN_HANDSHAKES } = this.#parts
    const livesMs = handshake.expiresAtMs - clock.nowMs()
    const value = [handshake.isProven ? '1' : '0', text(handshake.key), text(handshake.challenge)]
    return (await this.#run('add', id, value.join(' '), livesMs, most)) === 1
  }

  async find(id: string): Promise<OpenHandshake | undefined> {
    return this.#read(await this.#run('find', id))
  }

  async prove(id: string): Promise<boolean> {
    return (await this.#run('prove', id)) === 1
  }

  async take(id: string): Promise<OpenHandshake | undefined> {
    return this.#read(await this.#run('take', id))
  }

  #run(op: string, id: string, ...args: (string | number)[]): Promise<unknown> {
    const { redis, nowMs } = this.#parts
    return redis.run(SCRIPT, this.#keys, [op, nowMs?.() ?? 0, KEY_LEASE_MS, id, ...args])
  }

  #read(reply: unknown): OpenHandshake | undefined {
    const { codec } = this.#parts.redis
    const found = codec.reply(foundForm, reply)
    if (!found) return undefined
    const parts = VALUE_FORM.exec(found[0])
    if (!parts) {
      codec.noteBad('handshake')
      return undefined
    }
    return {
      isProven: parts[1] === '1',
      key: bytes(parts[2]),
      challenge: bytes(parts[3]),
      expiresAtMs: found[1],
    }
  }
}

function text(raw: Uint8Array): string {
  return Buffer.from(raw).toString('base64url')
}

function bytes(encoded = ''): Uint8Array {
  return Buffer.from(encoded, 'base64url')
}
