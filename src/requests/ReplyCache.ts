import { createHash } from 'node:crypto'
import type { PlayerId, Rid } from '../contract/ids.ts'
import { isRefusal, type Refusal, type RefusalCode, refuse } from '../contract/refusals.ts'
import { REMEMBERED_REQUESTS } from '../contract/request.ts'

/** An answer is JSON: an object, an array or null. */
export type Reply = Refusal | object | null

interface Remembered {
  readonly digest: string
  /** The answer, or the promise of it while the first request still runs. */
  answer: Reply | Promise<Reply>
}

/** Not answers but accidents: asking again must try again. */
const NEVER_REMEMBERED: readonly RefusalCode[] = ['rate/limited', 'request/invalid', 'server/fault']

/**
 * What makes a request that is sent twice run once. [RQ1] The same player sending the same `rid`
 * again, in whatever room, within his last 128 requests, gets the first answer. [RQ2] The same
 * `rid` with another type or payload is refused.
 */
export class ReplyCache {
  /** Bounded by the players with a session; each keeps at most `REMEMBERED_REQUESTS`. */
  readonly #players = new Map<PlayerId, Map<Rid, Remembered>>()

  /**
   * Runs a request, or gives the answer of the first time. [RQ4] `again` may freshen a remembered
   * answer (a reservation is good only once).
   */
  run(
    playerId: PlayerId,
    rid: Rid | undefined,
    request: { readonly type: string; readonly payload: unknown },
    run: () => Reply | Promise<Reply>,
    again?: (answer: Reply) => Promise<Reply>,
  ): Reply | Promise<Reply> {
    if (rid === undefined) return run()
    const digest = digestOf(request)
    const known = this.#players.get(playerId)?.get(rid)
    if (known) {
      if (known.digest !== digest) return refuse('request/rid-reused')
      return again ? Promise.resolve(known.answer).then(again) : known.answer
    }
    const answer = run()
    const remembered = { digest, answer }
    this.#remember(playerId, rid, remembered)
    if (answer instanceof Promise) return this.#awaited(playerId, rid, remembered, answer)
    this.#keepOrForget(playerId, rid, remembered)
    return answer
  }

  /** Forgets all of a player: `/logout`, or the end of his session. */
  forget(playerId: PlayerId): void {
    this.#players.delete(playerId)
  }

  async #awaited(
    playerId: PlayerId,
    rid: Rid,
    remembered: Remembered,
    running: Promise<Reply>,
  ): Promise<Reply> {
    try {
      const answer = await running
      remembered.answer = answer
      this.#keepOrForget(playerId, rid, remembered)
      return answer
    } catch (error) {
      this.#forgetOne(playerId, rid, remembered)
      throw error
    }
  }

  #remember(playerId: PlayerId, rid: Rid, remembered: Remembered): void {
    const requests = this.#players.get(playerId) ?? new Map<Rid, Remembered>()
    this.#players.set(playerId, requests)
    requests.set(rid, remembered)
    if (requests.size > REMEMBERED_REQUESTS) {
      const oldest = requests.keys().next()
      if (!oldest.done) requests.delete(oldest.value)
    }
  }

  #keepOrForget(playerId: PlayerId, rid: Rid, remembered: Remembered): void {
    const { answer } = remembered
    if (isRefusal(answer) && NEVER_REMEMBERED.includes(answer.refusal)) {
      this.#forgetOne(playerId, rid, remembered)
    }
  }

  /** Unless it is forgotten already, and the `rid` is that of a later request now. */
  #forgetOne(playerId: PlayerId, rid: Rid, remembered: Remembered): void {
    const requests = this.#players.get(playerId)
    if (requests?.get(rid) === remembered) requests.delete(rid)
  }
}

/** Short payloads stand for themselves; the same keys in another order are the same payload. */
function digestOf({ type, payload }: { type: string; payload: unknown }): string {
  const text = `${type} ${JSON.stringify(payload, sortKeys)}`
  return text.length <= 64 ? text : createHash('sha256').update(text).digest('base64')
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
