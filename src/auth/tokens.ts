import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { EpochMs, PlayerId, SessionId } from '../contract/ids.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Clock } from '../desk/Scheduler.ts'

export const TOKEN_LIFETIME_MS = 15 * 60 * 1000

const ISSUER = 'parlor'
const AUDIENCE = 'parlor/players'
const TOKEN_TYPE = 'parlor-session'
const LONGEST_RETURN_SECONDS = 365 * 24 * 3600
// Ours are about 350 characters; nothing longer is worth decoding.
const LONGEST_TOKEN = 1024
const ID_FORM = /^[A-Za-z0-9_-]{8,64}$/
const REQUIRED_CLAIMS = ['iss', 'aud', 'sub', 'sid', 'jti', 'iat', 'exp']

export interface TokenClaims {
  readonly playerId: PlayerId
  readonly sessionId: SessionId
  readonly tokenId: string
  readonly expiresAtMs: EpochMs
}

/**
 * Session tokens: JSON Web Tokens signed with HS256. The first key signs, all of them verify, so that
 * a key can be replaced without signing anybody out.
 */
export class SessionTokens {
  readonly #clock: Clock
  readonly #signing: { readonly kid: string; readonly key: KeyObject }
  readonly #keys = new Map<string, KeyObject>()

  constructor(clock: Clock, keys: readonly [Uint8Array, ...Uint8Array[]]) {
    this.#clock = clock
    for (const bytes of keys) this.#keys.set(keyIdOf(bytes), createSecretKey(bytes))
    this.#signing = { kid: keyIdOf(keys[0]), key: createSecretKey(keys[0]) }
  }

  /** A token of that session, good for 15 minutes. */
  async sign(
    playerId: PlayerId,
    sessionId: SessionId,
  ): Promise<{ token: string; expiresAtMs: EpochMs }> {
    const issuedAtSeconds = Math.floor(this.#clock.nowMs() / 1000)
    const expiresAtSeconds = issuedAtSeconds + TOKEN_LIFETIME_MS / 1000
    const token = await new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: TOKEN_TYPE, kid: this.#signing.kid })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(String(playerId))
      .setJti(randomBytes(16).toString('base64url'))
      .setIssuedAt(issuedAtSeconds)
      .setExpirationTime(expiresAtSeconds)
      .sign(this.#signing.key)
    return { token, expiresAtMs: expiresAtSeconds * 1000 }
  }

  /**
   * [AU2] What a token says, if its signature, algorithm, key, issuer, audience, type, times and every
   * claim are ours; else throws the refusal `login/unauthorized`, which never says what was wrong.
   * `mayBeExpired`: for a return, where the session counts.
   */
  async verify(token: unknown, { mayBeExpired = false } = {}): Promise<TokenClaims> {
    try {
      if (typeof token !== 'string' || token.length > LONGEST_TOKEN) throw new Error('no token')
      const nowMs = this.#clock.nowMs()
      const { payload } = await jwtVerify(token, ({ kid }) => this.#keyOf(kid), {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TOKEN_TYPE,
        requiredClaims: REQUIRED_CLAIMS,
        currentDate: new Date(nowMs),
        // In seconds; longer than any session can be.
        ...(mayBeExpired ? { clockTolerance: LONGEST_RETURN_SECONDS } : {}),
      })
      return claimsOf(payload, nowMs)
    } catch {
      throw new RefusalError(refuse('login/unauthorized'))
    }
  }

  #keyOf(kid: string | undefined): KeyObject {
    const key = kid === undefined ? undefined : this.#keys.get(kid)
    if (!key) throw new Error('unknown key')
    return key
  }
}

function claimsOf(payload: JWTPayload, nowMs: EpochMs): TokenClaims {
  const { sub, sid, jti, iat, exp, aud } = payload
  const isOurs =
    typeof sub === 'string' &&
    /^[1-9]\d{0,15}$/.test(sub) &&
    typeof sid === 'string' &&
    ID_FORM.test(sid) &&
    typeof jti === 'string' &&
    ID_FORM.test(jti) &&
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    aud === AUDIENCE
  if (!isOurs) throw new Error('not our claims')
  // Clocks of two machines may differ by a little; a token from the future is nobody's.
  if (iat * 1000 > nowMs + 60_000 || (exp - iat) * 1000 > TOKEN_LIFETIME_MS) {
    throw new Error('not our times')
  }
  return { playerId: Number(sub), sessionId: sid, tokenId: jti, expiresAtMs: exp * 1000 }
}

/** Names a key without telling it. */
function keyIdOf(key: Uint8Array): string {
  return createHash('sha256').update('parlor/kid|').update(key).digest('base64url').slice(0, 8)
}
