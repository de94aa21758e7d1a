import type { EpochMs, PlayerId } from '../contract/ids.ts'
import type { NewPlayer, PlayerRow } from './PlayerStore.ts'

/** How a player proves that an account is his. */
export interface Credentials {
  readonly playerId: PlayerId
  /** In the PHC form, with its parameters. */
  readonly passwordHash: string
}

/** What an account signs in with. Its name is in lower case wherever it comes up here. */
export interface AccountLogin {
  readonly account: string
  readonly passwordHash: string
}

/** A device that signed in to an account; the key is a digest, never the device id itself. */
export interface SeenDevice {
  readonly deviceKey: string
  readonly atMs: EpochMs
}

/** Accounts and their passwords' hashes. An account belongs to one player for ever. */
export interface AccountStore {
  byAccount(account: string): Promise<Credentials | undefined>
  /** Adds a player with an account; `taken` (and nobody is added) when the name has an owner. */
  register(login: AccountLogin, player: NewPlayer): Promise<PlayerRow | 'taken'>
  /**
   * Gives a player without an account this one, and makes the devices he played on as a guest known
   * to it. `has-account`: he has one already, or there is no such player.
   */
  upgrade(
    playerId: PlayerId,
    login: AccountLogin,
    atMs: EpochMs,
  ): Promise<PlayerRow | 'taken' | 'has-account'>
  /** Replaces one hash by another, unless it has changed since it was read. */
  replaceHash(playerId: PlayerId, before: string, after: string): Promise<void>
  /** Has this device signed in to this account before? */
  knowsDevice(account: string, deviceKey: string): Promise<boolean>
  /** Keeps the device, and of the player's devices the `most` that were seen last. */
  rememberDevice(playerId: PlayerId, device: SeenDevice, most: number): Promise<void>
}
