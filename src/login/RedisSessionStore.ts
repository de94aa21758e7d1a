import { z } from 'zod'
import type { EpochMs, PlayerId, SessionId } from '../contract/ids.ts'
import type { RedisLink } from '../redis/RedisLink.ts'
import { RedisScript } from '../redis/RedisScript.ts'
import { COUNT_DROPPED_MS } from './OnlineRecords.ts'
import { SAME_ANSWER_MS } from './RefreshFamily.ts'
import type {
  Rotation,
  SessionEnding,
  SessionRef,
  SessionStore,
  StoredSession,
} from './SessionStore.ts'

/** A process renews what it has every 2 s: three misses and it is dead. */
export const SESSION_LEASE_MS = 10_000

const SCRIPT = RedisScript.beside(import.meta.url, 'sessions.lua')
const endingForm = /^(\d+) (\d+) (signed-in-elsewhere|logged-out|kicked|expired)$/
const ownerForm = /^(\d+) (\d+)$/
const number = z.coerce.number().pipe(z.int())
const openedForm = z.tuple([z.int(), number, z.string()])
const yesForm = z.union([z.literal(0), z.literal(1)])
const recordForm = z.object({
  no: number,
  id: z.string().min(8),
  openedAtMs: number,
  process: z.string(),
  link: z.enum(['new', 'connected', 'dropped']),
  isVoid: z.enum(['0', '1']),
  droppedAtMs: number.optional(),
})
const rotationForm = z.union([
  z.tuple([z.enum(['rotated', 'stolen', 'gone'])]),
  z.tuple([z.literal('same'), z.string()]),
])

export interface RedisSessionStoreParts {
  readonly redis: RedisLink
  readonly resumeMs: number
  /** Id and boot number of this process. */
  readonly process: string
  /** Undefined: Redis's own clock, the same for all processes. */
  readonly nowMs?: () => number
}

/**
 * The sessions of all processes: one record a player. [SR1] Each login takes the next number, and
 * every write names its number: what an earlier session writes late changes nothing.
 */
export class RedisSessionStore implements SessionStore {
  readonly #parts: RedisSessionStoreParts
  readonly #channel: string

  constructor(parts: RedisSessionStoreParts) {
    this.#parts = parts
    this.#channel = parts.redis.key('session', 'over')
  }

  async open(playerId: PlayerId, sessionId: SessionId) {
    const reply = await this.#run(
      'open',
      { playerId, sessionNo: 0 },
      sessionId,
      this.#parts.process,
    )
    const [sessionNo, openedAtMs, earlier] = this.#parts.redis.codec.reply(openedForm, reply)
    return {
      session: { sessionId, playerId, sessionNo, openedAtMs },
      earlierNo: earlier === '' ? undefined : Number(earlier),
    }
  }

  async ofPlayer(playerId: PlayerId): Promise<StoredSession | undefined> {
    const { codec } = this.#parts.redis
    const reply = await this.#run('find', { playerId, sessionNo: 0 })
    const flat = codec.reply(z.array(z.string()), reply)
    if (flat.length === 0) return undefined
    const fields = Array.from({ length: flat.length / 2 }, (_, n) => [flat[n * 2], flat[n * 2 + 1]])
    const parsed = recordForm.safeParse(Object.fromEntries(fields))
    if (!parsed.success) {
      codec.noteBad('session')
      return undefined
    }
    const { no, id, isVoid, ...rest } = parsed.data
    return { ...rest, playerId, sessionNo: no, sessionId: id, isVoid: isVoid === '1' }
  }

  async link(session: SessionRef, link: 'connected' | 'dropped'): Promise<boolean> {
    return this.#yes(await this.#run('link', session, link, this.#parts.process))
  }

  async renew(session: SessionRef): Promise<boolean> {
    return this.#yes(await this.#run('renew', session))
  }

  async end(session: SessionRef, reason: SessionEnding['reason']): Promise<boolean> {
    return this.#yes(await this.#run('end', session, reason))
  }

  async grant(session: SessionRef, digest: string): Promise<boolean> {
    return this.#yes(await this.#runWithRow('grant', session, digest, digest))
  }

  async ownerOf(digest: string): Promise<SessionRef | undefined> {
    const { codec } = this.#parts.redis
    const nobody = { playerId: 0, sessionNo: 0 }
    const text = codec.reply(z.string().nullable(), await this.#runWithRow('owner', nobody, digest))
    if (text === null) return undefined
    const parts = ownerForm.exec(text)
    if (!parts) codec.noteBad('refresh token')
    return parts ? { playerId: Number(parts[1]), sessionNo: Number(parts[2]) } : undefined
  }

  async rotate(
    session: SessionRef,
    digests: { readonly used: string; readonly next: string },
    sealedAnswer: string,
  ): Promise<Rotation> {
    const { used, next } = digests
    const args = [used, next, sealedAnswer, SAME_ANSWER_MS]
    const reply = await this.#runWithRow('rotate', session, next, ...args)
    const [outcome, answer] = this.#parts.redis.codec.reply(rotationForm, reply)
    return outcome === 'same' ? { sealedAnswer: answer } : outcome
  }

  async onlinePlayers(): Promise<number> {
    const reply = await this.#run('online', { playerId: 0, sessionNo: 0 })
    return this.#parts.redis.codec.reply(z.int(), reply)
  }

  onEnded(hear: (ending: SessionEnding) => void): () => void {
    return this.#parts.redis.listen(this.#channel, (text) => {
      const parts = endingForm.exec(text)
      if (!parts) return this.#parts.redis.codec.noteBad('session news')
      const reason = parts[3] as SessionEnding['reason']
      hear({ playerId: Number(parts[1]), sessionNo: Number(parts[2]), reason })
    })
  }

  onBack(run: () => void): () => void {
    return this.#parts.redis.onBack(run)
  }

  #runWithRow(op: string, session: SessionRef, digest: string, ...args: (string | number)[]) {
    return this.#send(op, session, [this.#parts.redis.key('session', `refresh:${digest}`)], args)
  }

  #run(op: string, session: SessionRef, ...args: (string | number)[]): Promise<unknown> {
    return this.#send(op, session, [], args)
  }

  #send(
    op: string,
    { playerId, sessionNo }: SessionRef,
    moreKeys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    const { redis, resumeMs, nowMs } = this.#parts
    const names = ['numbers', 'online', `player:${playerId}`]
    const keys = [...names.map((name) => redis.key('session', name)), ...moreKeys]
    const times: EpochMs[] = [resumeMs, SESSION_LEASE_MS, COUNT_DROPPED_MS]
    const settings = [nowMs?.() ?? 0, this.#channel, ...times, playerId, sessionNo]
    return redis.run(SCRIPT, keys, [op, ...settings, ...args])
  }

  #yes(reply: unknown): boolean {
    return this.#parts.redis.codec.reply(yesForm, reply) === 1
  }
}
