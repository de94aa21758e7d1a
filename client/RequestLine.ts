import { newRid } from './newRid.ts'
import { ConnectionLost, refusedFrom } from './refused.ts'

/** A player acts by hand; a longer line is a bug of the caller. */
const MOST_WAITING = 32
/** Unanswered on an open connection so often, a request fails. */
const MOST_TIMEOUTS = 3

interface Waiting {
  readonly type: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
  timeouts: number
}

export type SendRequest = (
  type: string,
  payload: Readonly<Record<string, unknown>>,
) => Promise<unknown>

/**
 * The requests to one room, strictly one at a time and in order. Each carries a `rid`; when the
 * connection is lost before the answer, the same request with the same `rid` goes out again after
 * the return, so that it neither is lost nor runs twice.
 */
export class RequestLine {
  readonly #send: SendRequest
  readonly #waiting: Waiting[] = []
  #isOpen = false
  #isBusy = false
  #ended: Error | undefined

  constructor(send: SendRequest) {
    this.#send = send
  }

  /** @throws Refused, ConnectionLost after `end`, or the error of a fault on the server */
  request(type: string, payload: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended)
    if (this.#waiting.length >= MOST_WAITING) {
      return Promise.reject(new ConnectionLost('too many requests are waiting'))
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const withRid = 'rid' in payload ? payload : { ...payload, rid: newRid() }
    this.#waiting.push({ type, payload: withRid, resolve, reject, timeouts: 0 })
    void this.#pump()
    return promise
  }

  /** The connection is there and has caught up: what waits goes out. */
  open(): void {
    this.#isOpen = true
    void this.#pump()
  }

  /** The connection is gone for now: what is unanswered is kept. */
  hold(): void {
    this.#isOpen = false
  }

  /** The connection does not come back: everything unanswered fails. */
  end(why: Error): void {
    this.#isOpen = false
    this.#ended = why
    for (const waiting of this.#waiting.splice(0)) waiting.reject(why)
  }

  async #pump(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    while (this.#isOpen && this.#waiting[0]) await this.#sendFirst(this.#waiting[0])
    this.#isBusy = false
  }

  async #sendFirst(first: Waiting): Promise<void> {
    try {
      const answer = await this.#send(first.type, first.payload)
      if (this.#waiting[0] === first) this.#waiting.shift()
      first.resolve(answer)
    } catch (error) {
      if (this.#waiting[0] !== first) return
      const failure = this.#failureOf(error, first)
      if (!failure) return
      this.#waiting.shift()
      first.reject(failure)
    }
  }

  /** What the caller is told, or undefined when the request is to be sent again. */
  #failureOf(error: unknown, first: Waiting): Error | undefined {
    const refused = refusedFrom(error)
    if (refused) return refused
    // The close of the connection rejects what is in flight before the hold arrives here.
    if (error instanceof ConnectionLost || isClosed(error)) {
      this.#isOpen = false
      return undefined
    }
    if (!isTimeout(error)) return error instanceof Error ? error : new Error(String(error))
    first.timeouts += 1
    if (first.timeouts < MOST_TIMEOUTS) return undefined
    return new ConnectionLost(`no answer to ${first.type}`, error)
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && /connection closed|not open|CLOSING|CLOSED/i.test(error.message)
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /time(d )?\s?out/i.test(error.message)
}
