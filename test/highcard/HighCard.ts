import { cardRank } from '../../src/games/cards.ts'
import type { BotMove, BotView, Game } from '../../src/games/game.ts'
import {
  type HighCardSettings,
  highCardEvents,
  highCardRequests,
  highCardSettingsSchema,
} from './highCardContract.ts'
import { decide, start } from './highCardRules.ts'
import {
  activeSeats,
  evolve,
  type HighCardEvent,
  type HighCardState,
  publish,
  record,
  seatFields,
} from './highCardState.ts'

export { highCardTiers } from './highCardContract.ts'

/**
 * A second game, small enough to be read at once. It uses what Niu Niu does not: timers of a seat,
 * seats that finish early, seats that are taken during a hand.
 */
export const HighCard: Game<HighCardState, HighCardEvent, HighCardSettings> = {
  name: 'highcard',
  seats: { min: 2, max: 8 },
  moves: highCardRequests,
  events: highCardEvents,
  settings: highCardSettingsSchema,
  canJoinInPlay: true,
  start,
  decide,
  evolve,
  publish,
  deskFields: () => ({}),
  hiddenSeatFields: ['ownCard'],
  seatFields,
  record,
  activeSeats,
  suggest,
}

/** [HC7] Low cards fold now and then, high ones raise. */
function suggest(view: BotView, random: number): BotMove | undefined {
  const own = view.seats[view.seat]
  const cards = own?.['ownCard']
  if (!own || view.phase !== 'play' || own['times'] !== -1) return undefined
  if (!Array.isArray(cards) || cards.length === 0) return undefined
  // 4 is the ace of diamonds, 55 the king of spades.
  const height = (cardRank(cards[0]) - 4) / 52
  if (height + random < 0.4) return { move: 'highcard/fold', payload: {} }
  const times = 1 + Math.min(2, Math.floor((height + random) * 1.5))
  return { move: 'highcard/raise', payload: { times } }
}
