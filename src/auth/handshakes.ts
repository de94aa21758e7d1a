import { randomBytes } from 'node:crypto'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Clock } from '../desk/Scheduler.ts'
import type { HandshakeStore } from './HandshakeStore.ts'
import {
  CHALLENGE_BYTES,
  handshakeKey,
  isProof,
  KEY_BYTES,
  newKeyPair,
  unseal as openSeal,
  sharedSecret,
} from './handshakeCrypto.ts'

export const HANDSHAKE_LIFETIME_MS = 60_000

/** A body that says what it says only to who has the key. */
export interface SealedBody {
  readonly handshakeId: string
  readonly sealed: string
}

/**
 * Agrees on a key with a client, so that its credentials cross proxies and logs unread: X25519, a
 * proof that both have the key, and AES-256-GCM for one request.
 */
export class Handshakes {
  readonly #clock: Clock
  readonly #store: HandshakeStore

  constructor(clock: Clock, store: HandshakeStore) {
    this.#clock = clock
    this.#store = store
  }

  /**
   * [HS1] Answers a client's public key with ours and a challenge; all base64url. Refuses
   * `auth/bad-key` where the shared secret would be all zero, `rate/limited` where too many are open.
   */
  async open(
    publicKey: string,
  ): Promise<{ handshakeId: string; publicKey: string; challenge: string }> {
    const theirs = bytesOf(publicKey)
    if (theirs?.length !== KEY_BYTES) throw refused('auth/bad-key')
    const ours = newKeyPair()
    const shared = sharedSecret(ours.privateKey, theirs)
    if (!shared) throw refused('auth/bad-key')
    const challenge = randomBytes(CHALLENGE_BYTES)
    const handshakeId = randomBytes(18).toString('base64url')
    const isKept = await this.#store.add(handshakeId, {
      key: handshakeKey(shared, challenge),
      challenge,
      isProven: false,
      expiresAtMs: this.#clock.nowMs() + HANDSHAKE_LIFETIME_MS,
    })
    if (!isKept) {
      throw new RefusalError(refuse('rate/limited', undefined, { retryAfterMs: 5000 }))
    }
    return {
      handshakeId,
      publicKey: ours.publicKey.toString('base64url'),
      challenge: challenge.toString('base64url'),
    }
  }

  /**
   * [HS2] Takes the proof that the client has the key; the same one again is as good. A wrong one
   * ends the handshake. Refuses `auth/bad-proof`, also for a handshake that is not there.
   */
  async prove(handshakeId: string, proof: string): Promise<void> {
    const handshake = await this.#store.find(handshakeId)
    if (!handshake) throw refused('auth/bad-proof')
    const offered = bytesOf(proof)
    if (!offered || !isProof(handshake.key, handshake.challenge, offered)) {
      await this.#store.take(handshakeId)
      throw refused('auth/bad-proof')
    }
    if (!(await this.#store.prove(handshakeId))) throw refused('auth/bad-proof')
  }

  /**
   * [HS3] Opens the one body that a proven handshake seals; good or bad, the handshake is used up.
   * Returns what its JSON says. Refuses `auth/bad-seal`, whatever was wrong.
   */
  async unseal(body: SealedBody): Promise<unknown> {
    const handshake = await this.#store.take(body.handshakeId)
    const sealed = bytesOf(body.sealed)
    const plain = handshake?.isProven && sealed ? openSeal(handshake.key, sealed) : undefined
    if (!plain) throw refused('auth/bad-seal')
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain))
    } catch {
      throw refused('auth/bad-seal')
    }
  }
}

/** [HS4] The bytes of a base64url text, padded or not; undefined for any other spelling of them. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text.replace(/={1,2}$/, '') ? bytes : undefined
}

function refused(code: 'auth/bad-key' | 'auth/bad-proof' | 'auth/bad-seal'): RefusalError {
  return new RefusalError(refuse(code))
}
