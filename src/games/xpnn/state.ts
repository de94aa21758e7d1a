import type { Card } from '../cards.ts'
import type { GameAction } from '../game.ts'
import type { FairStream } from '../shuffle.ts'
import type { XpnnEvent } from './events.ts'

/** Of a bid or a bet that is not made yet, a banker not chosen, a type not shown. */
export const NOT_YET = -1

/** A hand of Niu Niu; plain JSON, never changed in place. */
export interface XpnnState {
  /** Those dealt in, by ascending seat. */
  readonly seats: readonly XpnnSeat[]
  readonly bankerSeat: number
  /** Where the next draw reads on. */
  readonly stream: FairStream
  readonly actions: readonly GameAction[]
}

export interface XpnnSeat {
  readonly seat: number
  readonly cards: readonly Card[]
  /** 0 to 4, or `NOT_YET`. */
  readonly bid: number
  /** 1 to 5, or `NOT_YET`; the banker never bets. */
  readonly bet: number
  /** Its player sees the fifth card. */
  readonly hasFifth: boolean
  readonly isOpen: boolean
  /** `NOT_YET` until it is open. */
  readonly handType: number
}

/** The next state; without one the event must be the deal. */
export function evolve(state: XpnnState | undefined, event: XpnnEvent): XpnnState {
  if (event.type === 'dealt') return dealt(event)
  if (!state) throw new Error(`a hand begins with the deal, not with ${event.type}`)
  switch (event.type) {
    case 'bid':
      return acted(state, event, { bid: event.times }, event.times)
    case 'banker-chosen':
      return { ...state, bankerSeat: event.seat, stream: event.stream }
    case 'bet':
      return acted(state, event, { bet: event.times }, event.times)
    case 'fifth-card':
      return { ...state, seats: withSeat(state.seats, event.seat, { hasFifth: true }) }
    case 'opened':
      return acted(state, event, { isOpen: true, handType: event.handType }, 1)
  }
}

/** The seat of that number, or undefined if it was not dealt in. */
export function seatOf(state: XpnnState, seat: number): XpnnSeat | undefined {
  for (const each of state.seats) if (each.seat === seat) return each
  return undefined
}

function dealt(event: XpnnEvent & { type: 'dealt' }): XpnnState {
  const seats = event.hands.map(({ seat, cards }) => ({
    seat,
    cards,
    bid: NOT_YET,
    bet: NOT_YET,
    hasFifth: false,
    isOpen: false,
    handType: NOT_YET,
  }))
  return { seats, bankerSeat: NOT_YET, stream: event.stream, actions: [] }
}

function acted(
  state: XpnnState,
  event: XpnnEvent & { type: 'bid' | 'bet' | 'opened' },
  change: Partial<XpnnSeat>,
  value: number,
): XpnnState {
  const action: GameAction = {
    atMs: event.atMs,
    seat: event.seat,
    type: event.type === 'opened' ? 'open' : event.type,
    value,
    ...(event.byDefault ? { byDefault: true } : {}),
  }
  return {
    ...state,
    seats: withSeat(state.seats, event.seat, change),
    actions: [...state.actions, action],
  }
}

function withSeat(
  seats: readonly XpnnSeat[],
  seat: number,
  change: Partial<XpnnSeat>,
): readonly XpnnSeat[] {
  return seats.map((each) => (each.seat === seat ? { ...each, ...change } : each))
}
