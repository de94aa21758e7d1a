import type { BotView, FieldValues, Game } from '../game.ts'
import type { DeskState, Seat } from './DeskState.ts'

/** The fields of the desk that every viewer sees, without seats and timers. */
export function deskFields(desk: DeskState, game: Game): FieldValues {
  const { hand } = desk
  return {
    phase: desk.phase,
    handId: desk.handId,
    seedHash: desk.seedHash,
    isSettling: hand?.results !== undefined && !hand.isSettled,
    seq: desk.seq,
    ...game.deskFields(hand?.game),
  }
}

/** The fields of a seat; `game.hiddenSeatFields` among them are for its own player alone. */
export function seatFields(desk: DeskState, seat: Seat, game: Game): FieldValues {
  const { playerId, nickname, avatar, gold, status, isOffline, isLeaving, isBot, result, fee } =
    seat
  const isDealtIn = desk.hand?.players.some((p) => p.seat === seat.index && !p.hasLeft) === true
  return {
    index: seat.index,
    playerId,
    nickname,
    avatar,
    gold,
    status,
    isOffline,
    isLeaving,
    isBot,
    result,
    fee,
    ...game.seatFields(isDealtIn ? desk.hand?.game : undefined, seat.index),
  }
}

/** [BT1] What a bot may base its move on: what a client at its seat would see, and no more. */
export function viewFromSeat(desk: DeskState, seatIndex: number, game: Game): BotView {
  const seats = desk.seats.map((seat) => {
    const fields = seatFields(desk, seat, game)
    if (seat.index === seatIndex) return fields
    return Object.fromEntries(
      Object.entries(fields).filter(([name]) => !game.hiddenSeatFields.includes(name)),
    )
  })
  return {
    seat: seatIndex,
    phase: desk.phase,
    tier: desk.tier,
    desk: deskFields(desk, game),
    seats,
  }
}
