import { type Card, HIDDEN_CARD } from '../cards.ts'
import type { FieldValues, GamePush, GameRecord } from '../game.ts'
import type { XpnnEvent } from './events.ts'
import { handTypeOf } from './handType.ts'
import { FIRST_CARDS, HAND_CARDS } from './phases.ts'
import { NOT_YET, seatOf, type XpnnSeat, type XpnnState } from './state.ts'

const NO_CARDS: readonly Card[] = []
const HIDDEN_CARDS: readonly Card[] = Array<Card>(HAND_CARDS).fill(HIDDEN_CARD)

/**
 * [XP9] What the viewers hear of an event. Of the deal they hear nothing here (the desk says that a
 * hand started), and of a fifth card only its own player hears what it is.
 */
export function publish(event: XpnnEvent): GamePush | undefined {
  const { type } = event
  switch (event.type) {
    case 'dealt':
      return undefined
    case 'bid':
    case 'bet':
      return { type, fields: { seat: event.seat, times: event.times } }
    case 'banker-chosen': {
      const { seat, times, tiedSeats } = event
      return { type, fields: { seat, times, tiedSeats } }
    }
    case 'fifth-card': {
      const { seat, card, handType, group } = event
      return { type, fields: { seat }, own: { seat, fields: { card, handType, group } } }
    }
    case 'opened': {
      const { seat, cards, handType, group } = event
      return { type, fields: { seat, cards, handType, group } }
    }
  }
}

/** Fields of the desk beside those of every desk. */
export function deskFields(state: XpnnState | undefined): FieldValues {
  return { bankerSeat: state?.bankerSeat ?? NOT_YET }
}

/** [XP9] Fields of a seat; `ownCards` reaches its own player alone. */
export function seatFields(state: XpnnState | undefined, seatIndex: number): FieldValues {
  const seat = state && seatOf(state, seatIndex)
  if (!seat) {
    return {
      bid: NOT_YET,
      bet: NOT_YET,
      isOpen: false,
      cards: NO_CARDS,
      ownCards: NO_CARDS,
      handType: NOT_YET,
    }
  }
  const { bid, bet, isOpen, cards, handType } = seat
  return {
    bid,
    bet,
    isOpen,
    cards: isOpen ? cards : HIDDEN_CARDS,
    ownCards: seat.hasFifth ? cards : cards.slice(0, FIRST_CARDS),
    handType,
  }
}

/** The game's part of the hand record: every card is public now. */
export function record(state: XpnnState): GameRecord {
  const { bankerSeat, actions } = state
  const seats = Object.fromEntries(
    state.seats.map((seat) => [seat.seat, seatRecord(seat, seat.seat === bankerSeat)]),
  )
  return { desk: { bankerSeat }, seats, actions }
}

/** Seats that acted themselves in this hand. */
export function activeSeats(state: XpnnState): readonly number[] {
  const seats = new Set<number>()
  for (const action of state.actions) if (!action.byDefault) seats.add(action.seat)
  return [...seats]
}

function seatRecord({ cards, bid, bet }: XpnnSeat, isBanker: boolean) {
  return { cards, handType: handTypeOf(cards), bid, bet: isBanker ? 0 : bet }
}
