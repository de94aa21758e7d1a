import { z } from 'zod'
import type { DeskView, SeatView } from './desk.ts'
import { nothingSchema, push, request, seatIndexSchema } from './request.ts'

/** Niu Niu with banker bidding: game id 101, room name `xpnn`. */
export const XPNN = 'xpnn'

export const XPNN_PHASES = ['waiting', 'ready', 'bid', 'bet', 'open', 'end'] as const
export type XpnnPhase = (typeof XPNN_PHASES)[number]

/** Hand types by code, low to high. */
export const HAND_TYPES = [
  'none',
  'niu 1',
  'niu 2',
  'niu 3',
  'niu 4',
  'niu 5',
  'niu 6',
  'niu 7',
  'niu 8',
  'niu 9',
  'niu niu',
  'four faces',
  'five faces',
] as const

const inTurn = [
  'desk/not-seated',
  'desk/wrong-phase',
  'desk/bad-times',
  'desk/already-acted',
] as const

export const xpnnRequests = {
  'xpnn/bid': request({
    summary: 'Bids 0 to 4 for the banker, once.',
    payload: z.strictObject({ times: z.int() }),
    answer: nothingSchema,
    refusals: inTurn,
  }),
  'xpnn/bet': request({
    summary: 'Bets 1 to 5 against the banker, once.',
    payload: z.strictObject({ times: z.int() }),
    answer: nothingSchema,
    refusals: [...inTurn, 'desk/not-your-turn'],
  }),
  'xpnn/open': request({
    summary: 'Opens the hand.',
    payload: nothingSchema,
    answer: nothingSchema,
    refusals: ['desk/not-seated', 'desk/wrong-phase', 'desk/already-acted'],
  }),
} as const

const card = z.int().min(1).max(0x3d)
const handType = z.int().min(0).max(12)
/** The first three cards by position that make the niu; empty without one. */
const group = z.array(card).max(3)

export const xpnnEvents = {
  bid: push('A seat bid.', z.strictObject({ seat: seatIndexSchema, times: z.int() })),
  'banker-chosen': push(
    'The highest bid is the banker; `tiedSeats` are those the draw was among, empty without a tie.',
    z.strictObject({
      seat: seatIndexSchema,
      times: z.int(),
      tiedSeats: z.array(seatIndexSchema),
    }),
  ),
  bet: push('A seat bet.', z.strictObject({ seat: seatIndexSchema, times: z.int() })),
  'fifth-card': push(
    'A seat got its fifth card; only its own player also gets the fields behind `seat`.',
    z.strictObject({
      seat: seatIndexSchema,
      card: card.optional(),
      handType: handType.optional(),
      group: group.optional(),
    }),
  ),
  opened: push(
    'A seat opened its hand.',
    z.strictObject({
      seat: seatIndexSchema,
      cards: z.array(card).length(5),
      handType,
      group,
    }),
  ),
} as const

export interface XpnnSeatView extends SeatView {
  /** −1 not yet. */
  readonly bid: number
  readonly bet: number
  readonly isOpen: boolean
  /** The same for all viewers: empty, five times 0x00, or the five cards. */
  readonly cards: Iterable<number> & ArrayLike<number>
  /** Reaches only the seat's own player: four from the deal, five from `open`. */
  readonly ownCards: Iterable<number> & ArrayLike<number>
  /** −1 hidden. */
  readonly handType: number
}

export interface XpnnDeskView extends DeskView<XpnnSeatView> {
  readonly bankerSeat: number
}
