import assert from 'node:assert/strict'
import { createSecretKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose'
import { deriveKey } from '../../src/auth/keys.ts'
import { keepTokenSecret, SECRET_FILE } from '../../src/auth/tokenSecret.ts'
import { SessionTokens } from '../../src/auth/tokens.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { refusalOf } from '../ops/refusalOf.ts'

const KEY = deriveKey('a secret of the test', 'parlor/session-token/v1')
const OTHER_KEY = deriveKey('another secret', 'parlor/session-token/v1')
const SESSION = 'session-0000001'
const MINUTE_MS = 60_000

/** A token made by hand: everything right but for the changes. */
async function forge(
  clock: FakeClock,
  { claims = {}, header = {}, key = KEY }: { claims?: object; header?: object; key?: Uint8Array },
): Promise<string> {
  const good = (await new SessionTokens(clock, [KEY]).sign(7, SESSION)).token
  const payload = { ...decodeJwt(good), ...claims } as JWTPayload
  const head = { ...decodeProtectedHeader(good), ...header } as { alg: string }
  return new SignJWT(JSON.parse(JSON.stringify(payload)))
    .setProtectedHeader(head)
    .sign(createSecretKey(key))
}

describe('SessionTokens', () => {
  test('[AU1] a token says who, which session, and holds for 15 minutes', async () => {
    const clock = new FakeClock()
    const tokens = new SessionTokens(clock, [KEY])
    const { token, expiresAtMs } = await tokens.sign(7, SESSION)
    assert.equal(expiresAtMs, clock.nowMs() + 15 * MINUTE_MS)
    const claims = await tokens.verify(token)
    assert.deepEqual(
      [claims.playerId, claims.sessionId, claims.expiresAtMs],
      [7, SESSION, expiresAtMs],
    )
    assert.deepEqual(Object.keys(decodeJwt(token)).sort(), [
      'aud',
      'exp',
      'iat',
      'iss',
      'jti',
      'sid',
      'sub',
    ])
    const { alg, typ, kid } = decodeProtectedHeader(token)
    assert.deepEqual([alg, typ, kid?.length], ['HS256', 'parlor-session', 8])
    clock.advance(15 * MINUTE_MS - 1000)
    await tokens.verify(token)
    clock.advance(1000)
    assert.equal((await refusalOf(tokens.verify(token))).refusal, 'login/unauthorized')
  })

  test('[AU1] no two tokens of a session are the same', async () => {
    const tokens = new SessionTokens(new FakeClock(), [KEY])
    const [a, b] = await Promise.all([tokens.sign(7, SESSION), tokens.sign(7, SESSION)])
    assert.notEqual(a.token, b.token)
  })

  test('[AU6] a new key signs while the old one still verifies', async () => {
    const clock = new FakeClock()
    const old = await new SessionTokens(clock, [KEY]).sign(7, SESSION)
    const both = new SessionTokens(clock, [OTHER_KEY, KEY])
    assert.equal((await both.verify(old.token)).playerId, 7)
    const fresh = await both.sign(7, SESSION)
    await refusalOf(new SessionTokens(clock, [KEY]).verify(fresh.token))
  })

  test('the hand-made token of these tests is good without a change', async () => {
    const clock = new FakeClock()
    assert.equal((await new SessionTokens(clock, [KEY]).verify(await forge(clock, {}))).playerId, 7)
  })

  const now = Math.floor(new FakeClock().nowMs() / 1000)
  const bad: Record<string, { claims?: object; header?: object; key?: Uint8Array }> = {
    'another key under our key id': { key: OTHER_KEY },
    'an unknown key id': { header: { kid: 'zzzzzzzz' } },
    'no key id': { header: { kid: undefined } },
    'another algorithm': { header: { alg: 'HS512' } },
    'another type': { header: { typ: 'JWT' } },
    'no type': { header: { typ: undefined } },
    'a critical header': { header: { crit: ['x'], x: 1 } },
    'another issuer': { claims: { iss: 'casino' } },
    'no issuer': { claims: { iss: undefined } },
    'another audience': { claims: { aud: 'parlor/admins' } },
    'several audiences': { claims: { aud: ['parlor/players', 'x'] } },
    'no subject': { claims: { sub: undefined } },
    'subject 0': { claims: { sub: '0' } },
    'a subject that is no number': { claims: { sub: '7x' } },
    'a negative subject': { claims: { sub: '-7' } },
    'no session': { claims: { sid: undefined } },
    'a session that is no text': { claims: { sid: 7 } },
    'a session of odd form': { claims: { sid: '../../etc/passwd' } },
    'no id': { claims: { jti: undefined } },
    'no expiry': { claims: { exp: undefined } },
    'no time of issue': { claims: { iat: undefined } },
    expired: { claims: { exp: now } },
    'from the future': { claims: { iat: now + 120, exp: now + 300 } },
    'a life longer than 15 minutes': { claims: { exp: now + 3600 } },
    'not good before later': { claims: { nbf: now + 60 } },
  }
  for (const [name, change] of Object.entries(bad)) {
    test(`[AU2] refuses a token with ${name}`, async () => {
      const clock = new FakeClock()
      const tokens = new SessionTokens(clock, [KEY])
      let token: string
      try {
        token = await forge(clock, change)
      } catch {
        // The library refuses to make it; then it is spelled out and signed with nothing.
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
        token = `${part({ alg: 'HS256', ...change.header })}.${part({ ...change.claims })}.`
      }
      assert.deepEqual(await refusalOf(tokens.verify(token)), { refusal: 'login/unauthorized' })
    })
  }

  test('[AU2] refuses what is no token of ours at all', async () => {
    const clock = new FakeClock()
    const tokens = new SessionTokens(clock, [KEY])
    const { token } = await tokens.sign(7, SESSION)
    const [head = '', body = '', signature = ''] = token.split('.')
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const none = part({ ...decodeProtectedHeader(token), alg: 'none' })
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const rsa = await new SignJWT(decodeJwt(token))
      .setProtectedHeader({ ...decodeProtectedHeader(token), alg: 'RS256' })
      .sign(privateKey)
    const changed = part({ ...decodeJwt(token), sub: '8' })
    const strangers: unknown[] = [
      undefined,
      null,
      7,
      {},
      '',
      ' ',
      '.',
      '..',
      'x',
      head,
      `${head}.${body}`,
      `${head}.${body}.`,
      `${none}.${body}.`,
      `${none}.${body}.${signature}`,
      `${head}.${changed}.${signature}`,
      `${head}.${body}.${signature.slice(0, -4)}AAAA`,
      `${token}.x`,
      ` ${token}`,
      `Bearer ${token}`,
      rsa,
      token + 'x'.repeat(2000),
    ]
    for (const stranger of strangers) {
      assert.equal((await refusalOf(tokens.verify(stranger))).refusal, 'login/unauthorized')
    }
  })
})

describe('keepTokenSecret', () => {
  test('[CF7] makes a secret once, for its owner alone, and finds it again', (t) => {
    const folder = join(mkdtempSync(join(tmpdir(), 'parlor-secret-')), 'data')
    t.after(() => rmSync(folder, { recursive: true }))
    const secret = keepTokenSecret(folder)
    assert.ok(Buffer.byteLength(secret) >= 32)
    assert.equal(keepTokenSecret(folder), secret)
    assert.equal(statSync(join(folder, SECRET_FILE)).mode & 0o777, 0o600)
    writeFileSync(join(folder, SECRET_FILE), 'short')
    assert.throws(() => keepTokenSecret(folder), /ConfigError: TOKEN_SECRET .* at least 32 bytes/)
  })

  test('keys of two purposes have nothing in common', () => {
    const a = deriveKey('secret', 'parlor/session-token/v1')
    const b = deriveKey('secret', 'parlor/device/v1')
    assert.equal(a.length, 32)
    assert.notDeepEqual(a, b)
    assert.deepEqual(a, deriveKey('secret', 'parlor/session-token/v1'))
  })
})
