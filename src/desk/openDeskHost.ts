import type { DeskId } from '../contract/ids.ts'
import type { Tier } from '../contract/tiers.ts'
import { openDesk } from '../games/desk/DeskState.ts'
import type { Game } from '../games/game.ts'
import { hashSeed } from '../games/shuffle.ts'
import { DeskHost, type DeskListener, type DeskServices } from './DeskHost.ts'

/** A new desk, with its first server seed committed. */
export function openDeskHost(
  desk: { deskId: DeskId; deskNo: number; tier: Tier },
  game: Game,
  services: DeskServices,
  listener: DeskListener,
): DeskHost {
  const serverSeed = services.freshSeed()
  const state = openDesk({ ...desk, serverSeed, seedHash: hashSeed(serverSeed) })
  return new DeskHost(state, game, services, listener)
}
