import type { GameRoom } from '../../rooms/GameRoom.ts'
import { type Config, ConfigError } from '../config.ts'
import type { TierId } from '../contract/ids.ts'
import type { Tier } from '../contract/tiers.ts'
import { checkTier } from '../games/checkTier.ts'
import { hostedGames, loadTiers } from '../tiers.ts'

export interface HostedGames {
  readonly tiers: ReadonlyMap<TierId, Tier>
  readonly rooms: readonly GameRoom[]
}

/**
 * The games of the tiers file that this process hosts. Throws a `ConfigError` where the file names
 * a game nobody has written, or settings its rules refuse.
 */
export function readGames(config: Config, known: readonly GameRoom[]): HostedGames {
  const all = loadTiers(config.tiersFile)
  const names = hostedGames(config.games, all)
  const rooms = names.map((name) => {
    const room = known.find((each) => each.game.name === name)
    if (room) return room
    const written = known.map((each) => each.game.name).join(', ')
    throw new ConfigError(`TIERS_FILE ${config.tiersFile}: there is no game "${name}" (${written})`)
  })
  const tiers = new Map<TierId, Tier>()
  for (const tier of all) {
    const room = rooms.find((each) => each.game.name === tier.game)
    if (room) tiers.set(tier.tierId, checked(tier, room, config.tiersFile))
  }
  return { tiers, rooms }
}

function checked(tier: Tier, room: GameRoom, file: string): Tier {
  try {
    return checkTier(tier, room.game)
  } catch (error) {
    throw new ConfigError(`TIERS_FILE ${file}: ${(error as Error).message}`)
  }
}
