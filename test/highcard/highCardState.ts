import type { EpochMs } from '../../src/contract/ids.ts'
import { type Card, HIDDEN_CARD } from '../../src/games/cards.ts'
import type { FieldValues, GameAction, GamePush, GameRecord } from '../../src/games/game.ts'

export type HighCardEvent =
  | { readonly type: 'dealt'; readonly hands: readonly SeatCard[] }
  | ({ readonly type: 'raised'; readonly times: number } & Acted)
  | ({ readonly type: 'folded' } & Acted)
  | { readonly type: 'shown'; readonly cards: readonly SeatCard[] }

interface SeatCard {
  readonly seat: number
  readonly card: Card
}

interface Acted {
  readonly seat: number
  readonly atMs: EpochMs
  readonly byDefault: boolean
}

export interface HighCardState {
  readonly seats: readonly HighCardSeat[]
  readonly actions: readonly GameAction[]
}

export interface HighCardSeat {
  readonly seat: number
  readonly card: Card
  /** 1 to 3 antes; −1 not yet. */
  readonly times: number
  readonly hasFolded: boolean
  readonly isShown: boolean
}

export function evolve(state: HighCardState | undefined, event: HighCardEvent): HighCardState {
  if (event.type === 'dealt') {
    const fresh = { times: -1, hasFolded: false, isShown: false }
    return { seats: event.hands.map((hand) => ({ ...hand, ...fresh })), actions: [] }
  }
  if (!state) throw new Error(`a hand begins with the deal, not with ${event.type}`)
  switch (event.type) {
    case 'raised':
      return acted(state, event, 'raise', event.times, { times: event.times })
    case 'folded':
      return acted(state, event, 'fold', 0, { hasFolded: true })
    case 'shown': {
      const shown = new Set(event.cards.map(({ seat }) => seat))
      return {
        ...state,
        seats: state.seats.map((seat) =>
          shown.has(seat.seat) ? { ...seat, isShown: true } : seat,
        ),
      }
    }
  }
}

export function publish(event: HighCardEvent): GamePush | undefined {
  const { type } = event
  switch (event.type) {
    case 'dealt':
      return undefined
    case 'raised':
      return { type, fields: { seat: event.seat, times: event.times } }
    case 'folded':
      return { type, fields: { seat: event.seat } }
    case 'shown':
      return { type, fields: { cards: event.cards } }
  }
}

/**
 * [HC6] A card is hidden from others until it is shown; a folded one is gone for its player too, as
 * somebody else may sit in that seat before the hand is over.
 */
export function seatFields(state: HighCardState | undefined, index: number): FieldValues {
  const seat = state?.seats.find((each) => each.seat === index)
  if (!seat) return { times: -1, hasFolded: false, card: [], ownCard: [] }
  const { times, hasFolded, isShown, card } = seat
  return {
    times,
    hasFolded,
    card: hasFolded ? [] : [isShown ? card : HIDDEN_CARD],
    ownCard: hasFolded ? [] : [card],
  }
}

export function record(state: HighCardState): GameRecord {
  const seats = state.seats.map(({ seat, card, times }) => [seat, { cards: [card], times }])
  return { desk: {}, seats: Object.fromEntries(seats), actions: state.actions }
}

export function activeSeats(state: HighCardState): readonly number[] {
  const own = state.actions.filter((action) => !action.byDefault)
  return [...new Set(own.map(({ seat }) => seat))]
}

function acted(
  state: HighCardState,
  { seat, atMs, byDefault }: Acted,
  type: string,
  value: number,
  change: Partial<HighCardSeat>,
): HighCardState {
  const action = { atMs, seat, type, value, ...(byDefault ? { byDefault: true } : {}) }
  return {
    seats: state.seats.map((each) => (each.seat === seat ? { ...each, ...change } : each)),
    actions: [...state.actions, action],
  }
}
