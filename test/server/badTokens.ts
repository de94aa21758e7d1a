import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { deriveKey } from '../../src/auth/keys.ts'

type Json = Record<string, unknown>

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const read = (text = '') => JSON.parse(Buffer.from(text, 'base64url').toString()) as Json

/** What the forger has, beside the good token: the server's secret only where the case says so. */
export interface Forgery {
  readonly token: string
  readonly refreshToken: string
  readonly ticket: string
  /** A good token of another player. */
  readonly otherToken: string
  readonly secret: string
}

/** 30 kinds and more of tokens that must not be taken, each by its name. */
export function badTokens(forgery: Forgery): Record<string, string> {
  const { token, otherToken, secret } = forgery
  const [head = '', body = '', signature = ''] = token.split('.')
  const [header, claims] = [read(head), read(body)]
  const key = deriveKey(secret, 'parlor/session-token/v1')
  const nowSeconds = Math.floor(Date.now() / 1000)
  const hs256 = (withKey: Uint8Array | string, change: Json = {}, headChange: Json = {}) => {
    const text = `${part({ ...header, ...headChange })}.${part({ ...claims, ...change })}`
    return `${text}.${createHmac('sha256', withKey).update(text).digest('base64url')}`
  }
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
  const rs256 = (headChange: Json = {}) => {
    const text = `${part({ ...header, alg: 'RS256', ...headChange })}.${body}`
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
  }
  const jwk = publicKey.export({ format: 'jwk' })
  const own = { kty: 'oct', k: Buffer.from('mine').toString('base64url') }
  return {
    nothing: '',
    'no token at all': 'nonsense',
    'two parts': `${head}.${body}`,
    'an empty signature': `${head}.${body}.`,
    'a signature cut short': `${head}.${body}.${signature.slice(0, -2)}`,
    'a signature of another token': `${head}.${body}.${otherToken.split('.')[2]}`,
    'a fourth part': `${token}.x`,
    'something behind it': `${token}x`,
    'alg none': `${part({ ...header, alg: 'none' })}.${body}.`,
    'alg None with the signature': `${part({ ...header, alg: 'None' })}.${body}.${signature}`,
    'no alg': `${part({ typ: header['typ'], kid: header['kid'] })}.${body}.${signature}`,
    'RS256 with a key of the forger': rs256(),
    'RS256 with the key in the header (jwk)': rs256({ jwk }),
    'RS256 with an address of keys (jku)': rs256({ jku: 'https://stranger.example/keys' }),
    'RS256 with a certificate (x5u)': rs256({ x5u: 'https://stranger.example/cert' }),
    'HS256 signed with a public key': hs256(pem),
    'HS256 with the key in the header (jwk)': hs256('mine', {}, { jwk: own }),
    'HS512 under our key id': `${part({ ...header, alg: 'HS512' })}.${body}.${signature}`,
    'another secret': hs256(deriveKey('not the secret', 'parlor/session-token/v1')),
    'the raw secret instead of the derived key': hs256(secret),
    'a key of another purpose': hs256(deriveKey(secret, 'parlor/device/v1')),
    'an empty secret': hs256(''),
    'an unknown key id': hs256(key, {}, { kid: 'AAAAAAAA' }),
    'a path as key id': hs256('', {}, { kid: '../../../../dev/null' }),
    'another type': hs256(key, {}, { typ: 'JWT' }),
    'a critical header': hs256(key, {}, { crit: ['exp'] }),
    'another audience': hs256(key, { aud: 'parlor/admins' }),
    'another issuer': hs256(key, { iss: 'stranger' }),
    expired: hs256(key, { iat: nowSeconds - 1800, exp: nowSeconds - 900 }),
    'not before tomorrow': hs256(key, { nbf: nowSeconds + 86_400 }),
    'issued tomorrow': hs256(key, { iat: nowSeconds + 86_400, exp: nowSeconds + 87_000 }),
    'good for a year': hs256(key, { exp: nowSeconds + 31_536_000 }),
    'the expiry as text': hs256(key, { exp: String(nowSeconds + 600) }),
    'another player under his session': hs256(key, { sub: String(Number(claims['sub']) + 1) }),
    'the session of another player': hs256(key, { sid: read(otherToken.split('.')[1])['sid'] }),
    'a session that never was': hs256(key, { sid: 'A'.repeat(24) }),
    'the refresh token': forgery.refreshToken,
    'the ticket': forgery.ticket,
    'claims changed under the old signature': `${head}.${part({ ...claims, sub: '900001' })}.${signature}`,
  }
}

/** The same token signed anew: shows that the forger’s tools are right and only the changes refuse. */
export function genuine(token: string, secret: string): string {
  const [head, body] = token.split('.')
  const key = deriveKey(secret, 'parlor/session-token/v1')
  const signature = createHmac('sha256', key).update(`${head}.${body}`).digest('base64url')
  return `${head}.${body}.${signature}`
}
