import { createHash, randomBytes } from 'node:crypto'
import type { EpochMs } from '../contract/ids.ts'

/** The same refresh token again within this time, its answer being lost, gets the same answer. */
export const SAME_ANSWER_MS = 30_000
// 64 refreshes are 16 hours of play; a token older than that is merely unknown, not a theft.
const MOST_REMEMBERED = 64

/** What a client is given at login and at each refresh. */
export interface SessionGrant {
  readonly token: string
  readonly refreshToken: string
  readonly expiresAtMs: EpochMs
}

export type RefreshUse = 'rotate' | { readonly sameAnswer: SessionGrant } | 'stolen'

/** A refresh token of 192 random bits and the digest that is kept of it. */
export function newRefreshToken(): { refreshToken: string; digest: string } {
  const refreshToken = randomBytes(24).toString('base64url')
  return { refreshToken, digest: digestOf(refreshToken) }
}

export function digestOf(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('base64url')
}

/**
 * The refresh tokens of one session, of which only the newest is good. [SE6] Its predecessor gets the
 * same answer for 30 s while the newest is unused. [SE7] Any other use of an old one is a theft.
 */
export class RefreshFamily {
  /** Oldest first; the last one is good. */
  readonly #digests: string[] = []
  #last: { readonly grant: SessionGrant; readonly atMs: EpochMs } | undefined

  /** The new good one. Returns the digests that are forgotten for it. */
  add(digest: string, grant: SessionGrant, nowMs: EpochMs): string[] {
    this.#digests.push(digest)
    this.#last = { grant, atMs: nowMs }
    return this.#digests.splice(0, this.#digests.length - MOST_REMEMBERED)
  }

  use(digest: string, nowMs: EpochMs): RefreshUse {
    const age = this.#digests.length - 1 - this.#digests.indexOf(digest)
    if (age === 0) return 'rotate'
    if (age === 1 && this.#last && nowMs - this.#last.atMs < SAME_ANSWER_MS) {
      return { sameAnswer: this.#last.grant }
    }
    return 'stolen'
  }

  digests(): readonly string[] {
    return this.#digests
  }
}
