import { deskTimingsSchema, type Tier } from '../../../src/contract/tiers.ts'
import { checkTier } from '../../../src/games/checkTier.ts'
import type { Game } from '../../../src/games/game.ts'

/** A tier with plain numbers: five seats, two to play, base bet 10, 100 to sit and 50 to stay. */
export function testTier(game: Game, change: Partial<Tier> = {}): Tier {
  const tier: Tier = {
    tierId: 1,
    gameId: 1,
    game: game.name,
    gameType: 100,
    gameName: game.name,
    name: 'Test',
    baseBet: 10,
    minEnter: 100,
    minStay: 50,
    seats: 5,
    minPlayers: 2,
    feePercent: 5,
    minDesks: 0,
    regroup: false,
    groupMode: 'join',
    isOpen: true,
    timings: deskTimingsSchema.parse({}),
    settings: {},
    ...change,
  }
  return checkTier(tier, game)
}
