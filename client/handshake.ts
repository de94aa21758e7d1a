import { callRoute } from './callRoute.ts'

/** A body of an `/auth/` call, readable only to the server that the handshake was made with. */
export interface SealedBody {
  readonly handshakeId: string
  readonly sealed: string
}

const INFO = new TextEncoder().encode('parlor/auth/v1')
const NONCE_BYTES = 12

/** Browsers offer WebCrypto on https and localhost only; elsewhere nothing can be sealed. */
export function canSeal(): boolean {
  return globalThis.crypto?.subtle !== undefined
}

/**
 * Makes a handshake with the server (X25519, a proof of the key) and seals one body with it. For
 * browsers and Node alike; a browser without X25519 throws what its WebCrypto throws.
 *
 * @throws Refused `auth/bad-proof` or `rate/limited`, ConnectionLost
 */
export async function sealForAuth(origin: string, body: unknown): Promise<SealedBody> {
  const { subtle } = globalThis.crypto
  const pair = (await subtle.generateKey({ name: 'X25519' }, false, [
    'deriveBits',
  ])) as CryptoKeyPair
  const publicKey = new Uint8Array(await subtle.exportKey('raw', pair.publicKey))
  const path = '/auth/handshake'
  const offer = await callRoute<{ handshakeId: string; publicKey: string; challenge: string }>(
    origin,
    { method: 'POST', path, body: { publicKey: toBase64url(publicKey) } },
  )
  const challenge = fromBase64url(offer.challenge)
  const shared = await sharedSecret(pair.privateKey, fromBase64url(offer.publicKey))
  const key = await handshakeKey(shared, challenge)
  const proof = toBase64url(await proofOf(key, challenge))
  await callRoute(origin, {
    method: 'POST',
    path: `${path}/${encodeURIComponent(offer.handshakeId)}`,
    body: { proof },
  })
  const nonce = globalThis.crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = await seal(key, nonce, new TextEncoder().encode(JSON.stringify(body)))
  return { handshakeId: offer.handshakeId, sealed: toBase64url(sealed) }
}

/** The X25519 secret of our private and their raw public key. */
export async function sharedSecret(privateKey: CryptoKey, theirs: Uint8Array): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto
  const name = 'X25519'
  const publicKey = await subtle.importKey('raw', bufferOf(theirs), { name }, false, [])
  return new Uint8Array(await subtle.deriveBits({ name, public: publicKey }, privateKey, 256))
}

/** HKDF-SHA256 of the shared secret, the challenge its salt: 32 bytes. */
export async function handshakeKey(shared: Uint8Array, challenge: Uint8Array): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto
  const material = await subtle.importKey('raw', bufferOf(shared), 'HKDF', false, ['deriveBits'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: bufferOf(challenge), info: INFO }
  return new Uint8Array(await subtle.deriveBits(how, material, 256))
}

/** HMAC-SHA256 of the challenge. */
export async function proofOf(key: Uint8Array, challenge: Uint8Array): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto
  const how = { name: 'HMAC', hash: 'SHA-256' }
  const hmac = await subtle.importKey('raw', bufferOf(key), how, false, ['sign'])
  return new Uint8Array(await subtle.sign('HMAC', hmac, bufferOf(challenge)))
}

/** nonce ‖ AES-256-GCM ciphertext ‖ tag. */
export async function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  plain: Uint8Array,
): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto
  const aes = await subtle.importKey('raw', bufferOf(key), 'AES-GCM', false, ['encrypt'])
  const how = { name: 'AES-GCM', iv: bufferOf(nonce), tagLength: 128 }
  const sealed = new Uint8Array(await subtle.encrypt(how, aes, bufferOf(plain)))
  const whole = new Uint8Array(nonce.length + sealed.length)
  whole.set(nonce)
  whole.set(sealed, nonce.length)
  return whole
}

export function toBase64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

export function fromBase64url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

/** WebCrypto takes no view of a shared buffer, as the types have it. */
function bufferOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
