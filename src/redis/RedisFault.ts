export type RedisFaultCode =
  | 'redis/unavailable'
  | 'redis/timeout'
  | 'redis/failed'
  | 'redis/bad-reply'

/**
 * Redis could not answer: a fault, never a refusal. `redis/unavailable`: no connection now;
 * `redis/timeout`: no answer in time; `redis/failed`: it answered with an error; `redis/bad-reply`:
 * with something a script of ours does not say. After any of them a write may have happened or may
 * still happen, so every write is idempotent by its key.
 */
export class RedisFault extends Error {
  readonly code: RedisFaultCode

  constructor(code: RedisFaultCode, options?: ErrorOptions) {
    super(code, options)
    this.name = 'RedisFault'
    this.code = code
  }
}

/** The fault that an error of the client stands for. The cause keeps what was said. */
export function asRedisFault(error: unknown): RedisFault {
  if (error instanceof RedisFault) return error
  const { name = '', message = '' } = error instanceof Error ? error : {}
  if (message === 'Command timed out') return new RedisFault('redis/timeout', { cause: error })
  const code = name === 'ReplyError' ? 'redis/failed' : 'redis/unavailable'
  return new RedisFault(code, { cause: error })
}
