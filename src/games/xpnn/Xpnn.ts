import { XPNN, xpnnEvents, xpnnRequests } from '../../contract/xpnn.ts'
import type { Game } from '../game.ts'
import { suggest } from './bot.ts'
import type { XpnnEvent } from './events.ts'
import { decide } from './moves.ts'
import { startBid } from './phases.ts'
import { type XpnnSettings, xpnnSettingsSchema } from './settings.ts'
import { MAX_BASE_BET } from './settle.ts'
import { evolve, type XpnnState } from './state.ts'
import { activeSeats, deskFields, publish, record, seatFields } from './views.ts'

/** Niu Niu with banker bidding. Rules: SPEC.md, [HT], [CM], [ST] and [XP]. */
export const Xpnn: Game<XpnnState, XpnnEvent, XpnnSettings> = {
  name: XPNN,
  seats: { min: 2, max: 5 },
  moves: xpnnRequests,
  events: xpnnEvents,
  settings: xpnnSettingsSchema,
  canJoinInPlay: false,
  hiddenSeatFields: ['ownCards'],
  // Better no tier than a hand that cannot be settled at its end.
  refusesTier: ({ baseBet }) =>
    baseBet > MAX_BASE_BET ? `baseBet must be at most ${MAX_BASE_BET}` : undefined,
  start: startBid,
  decide,
  evolve,
  publish,
  deskFields,
  seatFields,
  record,
  activeSeats,
  suggest,
}
