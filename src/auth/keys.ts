import { hkdfSync } from 'node:crypto'

/** What the one configured secret is used for; each purpose has a key of its own. */
export type KeyPurpose = 'parlor/session-token/v1' | 'parlor/device/v1' | 'parlor/queue-ticket/v1'

/** A 32-byte key derived from the secret: the key of one purpose says nothing about another. */
export function deriveKey(secret: string | Uint8Array, purpose: KeyPurpose): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, 'parlor', purpose, 32))
}
