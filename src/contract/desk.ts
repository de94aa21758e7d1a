import { z } from 'zod'
import { roomPushes } from './hall.ts'
import {
  goldSchema,
  nothingSchema,
  playerIdSchema,
  push,
  request,
  seatIndexSchema,
  signedGoldSchema,
} from './request.ts'

export const SEAT_STATUSES = ['empty', 'unready', 'ready', 'gaming', 'ended'] as const
export type SeatStatus = (typeof SEAT_STATUSES)[number]

export const REMOVAL_REASONS = [
  'left',
  'dropped',
  'idle',
  'too-poor',
  'regroup',
  'voided',
  'closed',
] as const
export type RemovalReason = (typeof REMOVAL_REASONS)[number]

/** Client seeds of the fair shuffle, see SPEC.md [FS]. */
export const clientSeedSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** How many events a desk keeps for `desk/since`. */
export const KEPT_DESK_EVENTS = 512

const seq = z.int().min(1)
const looseEvent = z.looseObject({ seq, type: z.string() })

/** Requests of every desk, whatever is played there; a game adds its moves. */
export const deskRequests = {
  'desk/ready': request({
    summary: 'Says whether one plays the next hand; `auto` keeps saying so after each hand.',
    payload: z.strictObject({ ready: z.boolean(), auto: z.boolean().optional() }),
    answer: nothingSchema,
    refusals: ['desk/not-seated', 'desk/wrong-phase'],
  }),
  'desk/leave': request({
    summary: 'Leaves the desk: at once, or after the hand one is in.',
    payload: nothingSchema,
    answer: z.strictObject({ leavesNow: z.boolean() }),
    refusals: ['desk/not-seated'],
  }),
  'desk/since': request({
    summary: 'Every event after `seq` up to this moment.',
    payload: z.strictObject({ seq: z.int().min(0) }),
    answer: z.strictObject({ events: z.array(looseEvent) }),
    refusals: ['desk/gap'],
  }),
  'fair/seed': request({
    summary: "Sends the player's own seed for the next shuffle, before the hand starts.",
    payload: z.strictObject({ seed: clientSeedSchema }),
    answer: nothingSchema,
    refusals: ['desk/not-seated', 'desk/wrong-phase'],
  }),
} as const

export const deskPushes = {
  ...roomPushes,
  'desk/event': push('What happened at the desk; every viewer gets every `seq`.', looseEvent),
} as const

/** `desk/event` of every desk by `type`; a game adds its own. */
export const deskEvents = {
  'seat-taken': push(
    'A player sat down.',
    z.strictObject({
      seat: seatIndexSchema,
      playerId: playerIdSchema,
      nickname: z.string(),
      avatar: z.int(),
      gold: goldSchema,
      isBot: z.boolean(),
    }),
  ),
  'seat-left': push(
    'A player asked to leave; in play the seat stays until it is removed.',
    z.strictObject({ seat: seatIndexSchema, playerId: playerIdSchema }),
  ),
  'hand-started': push(
    'A hand began with these seats; `seedHash` binds the server seed.',
    z.strictObject({ handId: z.string(), seats: z.array(seatIndexSchema), seedHash: z.string() }),
  ),
  settled: push(
    'The hand is paid: results and fees are booked. The seeds are revealed.',
    z.strictObject({
      handId: z.string(),
      results: z.array(
        z.strictObject({
          seat: seatIndexSchema,
          result: signedGoldSchema,
          fee: goldSchema,
          gold: goldSchema,
        }),
      ),
      serverSeed: z.string(),
      clientSeeds: z.array(z.string()),
    }),
  ),
  'seat-removed': push(
    'A player is no longer at the desk; his stake went back to his wallet.',
    z.strictObject({
      seat: seatIndexSchema,
      playerId: playerIdSchema,
      reason: z.enum(REMOVAL_REASONS),
    }),
  ),
} as const

/** A countdown ("cd timer") as the state shows it; `seat` −1 is the desk's own. */
export interface CdTimerView {
  readonly id: number
  readonly kind: string
  readonly seat: number
  readonly startedAtMs: number
  readonly endsAtMs: number
  /** JSON text. */
  readonly args: string
}

export interface SeatView {
  readonly index: number
  readonly playerId: number
  readonly nickname: string
  readonly avatar: number
  readonly gold: number
  readonly status: SeatStatus
  readonly isOffline: boolean
  readonly isLeaving: boolean
  readonly isBot: boolean
  readonly result: number
  readonly fee: number
}

/** What every viewer of a desk sees; a game adds fields to the desk and to the seat. */
export interface DeskView<Seat extends SeatView = SeatView> {
  readonly deskId: string
  readonly game: string
  readonly tierId: number
  readonly phase: string
  readonly handId: string
  readonly seedHash: string
  readonly isSettling: boolean
  readonly seq: number
  readonly serverNowMs: number
  readonly seats: ArrayLike<Seat> & Iterable<Seat>
  readonly timers: { get(id: string): CdTimerView | undefined; values(): Iterable<CdTimerView> }
}
