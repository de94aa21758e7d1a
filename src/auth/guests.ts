import { createHmac } from 'node:crypto'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Clock } from '../desk/Scheduler.ts'
import type { Ledger } from '../ledger/Ledger.ts'
import type { PlayerRow, PlayerStore } from '../stores/PlayerStore.ts'
import { FIRST_GOLD, newPlayer, type RandomBelow } from './newPlayer.ts'

export interface GuestParts {
  readonly players: PlayerStore
  readonly ledger: Ledger
  readonly clock: Clock
  /** Keys the digest of device ids. */
  readonly deviceKey: Uint8Array
  readonly random?: RandomBelow
}

/** Players without an account: whoever has the device is the player. */
export class Guests {
  readonly #parts: GuestParts

  constructor(parts: GuestParts) {
    this.#parts = parts
  }

  /**
   * [AU3] The player of a device, made the first time with a nickname, an avatar and 10 000 gold. [AU4]
   * The gold is asked for at each sign-in and given once: a crash between the two steps costs nobody
   * his start. Refuses `auth/use-account` where the device's guest has become an account.
   */
  async signIn(deviceId: string): Promise<PlayerRow> {
    const { players, ledger } = this.#parts
    const deviceKey = this.digest(deviceId)
    const known = await players.byDevice(deviceKey)
    const player = known ?? (await players.addGuest(deviceKey, this.#newGuest())).player
    if (player.account !== null) throw new RefusalError(refuse('auth/use-account'))
    await ledger.openPlayer(player.playerId, FIRST_GOLD)
    return player
  }

  /** [AU5] Only a keyed digest of a device id is ever stored: a stolen table signs nobody in. */
  digest(deviceId: string): string {
    return createHmac('sha256', this.#parts.deviceKey).update(deviceId).digest('base64url')
  }

  #newGuest() {
    const { clock, random } = this.#parts
    return newPlayer(clock.nowMs(), random ? { random } : {})
  }
}
