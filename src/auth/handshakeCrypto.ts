import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'

export const HANDSHAKE_INFO = 'parlor/auth/v1'
export const KEY_BYTES = 32
export const CHALLENGE_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What stands before the 32 bytes of an X25519 public key in its DER form (RFC 8410). */
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex')

export interface KeyPair {
  readonly privateKey: KeyObject
  /** The raw 32 bytes. */
  readonly publicKey: Buffer
}

export function newKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return { privateKey, publicKey: der.subarray(SPKI_HEAD.length) }
}

/**
 * The X25519 shared secret of our private and their public key (RFC 7748), or undefined where it is
 * all zero: such a key is a point of small order, and the secret nobody's secret.
 */
export function sharedSecret(privateKey: KeyObject, theirs: Uint8Array): Buffer | undefined {
  const der = Buffer.concat([SPKI_HEAD, theirs])
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' })
  try {
    const shared = diffieHellman({ privateKey, publicKey })
    return shared.some((byte) => byte !== 0) ? shared : undefined
  } catch {
    // OpenSSL itself refuses to derive an all-zero secret.
    return undefined
  }
}

/** HKDF-SHA256 (RFC 5869) of the shared secret, the challenge its salt: 32 bytes. */
export function handshakeKey(shared: Uint8Array, challenge: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', shared, challenge, HANDSHAKE_INFO, KEY_BYTES))
}

/** What proves that one has the key. */
export function proofOf(key: Uint8Array, challenge: Uint8Array): Buffer {
  return createHmac('sha256', key).update(challenge).digest()
}

/** Compares without telling by its time where the two differ. */
export function isProof(key: Uint8Array, challenge: Uint8Array, offered: Uint8Array): boolean {
  const expected = proofOf(key, challenge)
  return offered.length === expected.length && timingSafeEqual(offered, expected)
}

/** nonce ‖ AES-256-GCM ciphertext ‖ tag, without additional data. */
export function seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()])
}

/** What was sealed with this key, or undefined if it was not. */
export function unseal(key: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(sealed.length - TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(tag)
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES))
  try {
    return Buffer.concat([plain, decipher.final()])
  } catch {
    return undefined
  }
}
