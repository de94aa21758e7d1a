import type { HandRecord } from '../../contract/handRecord.ts'
import type { Game } from '../game.ts'
import type { DeskState } from './DeskState.ts'

/** The record of a hand that the game has ended: what anybody may check afterwards. [FS7] */
export function recordHand(desk: DeskState, game: Game): HandRecord {
  const { hand, tier } = desk
  if (!hand?.results) throw new Error(`desk ${desk.deskId}: no finished hand to record`)
  const part = game.record(hand.game)
  const { results } = hand
  return {
    handId: hand.handId,
    game: tier.game,
    tierId: tier.tierId,
    baseBet: tier.baseBet,
    feePercent: tier.feePercent,
    startedAtMs: hand.startedAtMs,
    endedAtMs: hand.endedAtMs,
    seedHash: hand.seedHash,
    serverSeed: hand.serverSeed,
    ...part.desk,
    seats: hand.players.map(({ seat, playerId, stake, clientSeed }) => {
      const line = results.find((r) => r.seat === seat)
      return {
        seat,
        playerId,
        stake,
        clientSeed,
        ...part.seats[seat],
        result: line?.result ?? 0,
        fee: line?.fee ?? 0,
      }
    }),
    actions: part.actions.map((action) => ({ ...action })),
  }
}
