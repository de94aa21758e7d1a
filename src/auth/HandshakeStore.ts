import type { EpochMs } from '../contract/ids.ts'

/** One handshake under way. */
export interface OpenHandshake {
  readonly key: Uint8Array
  readonly challenge: Uint8Array
  /** The client has shown that it has the key. */
  readonly isProven: boolean
  readonly expiresAtMs: EpochMs
}

/**
 * Where handshakes are kept between their requests; shared, so that every `auth` process finishes
 * every handshake. What has expired is not there any more.
 */
export interface HandshakeStore {
  /** False where too many are open already; then nothing is kept. */
  add(id: string, handshake: OpenHandshake): Promise<boolean>
  find(id: string): Promise<OpenHandshake | undefined>
  /** Marks it proven; false where it is gone. */
  prove(id: string): Promise<boolean>
  /** Removes it and gives it back: of several callers at once, to one. */
  take(id: string): Promise<OpenHandshake | undefined>
}
