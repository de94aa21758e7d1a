import { z } from 'zod'
import {
  epochMsSchema,
  goldSchema,
  nothingSchema,
  type PayloadOf,
  playerIdSchema,
  push,
  request,
  signedGoldSchema,
} from './request.ts'
import { reservationSchema, resumeSchema } from './reservation.ts'

export const whereaboutsSchema = z.strictObject({
  state: z.enum(['offline', 'hall', 'area', 'desk', 'dropped']),
  gameId: z.int().optional(),
  areaId: z.int().optional(),
  tierId: z.int().optional(),
  deskId: z.string().optional(),
  droppedAtMs: epochMsSchema.optional(),
})
export type Whereabouts = z.output<typeof whereaboutsSchema>

export const nicknameSchema = z
  .string()
  .trim()
  .min(1)
  .max(24)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}]+$/u, 'no control characters')

export const profileSchema = z.strictObject({
  playerId: playerIdSchema,
  nickname: z.string(),
  avatar: z.int(),
  sex: z.int(),
  gold: goldSchema,
  account: z.string().optional(),
  createdAtMs: epochMsSchema,
  whereabouts: whereaboutsSchema,
})
export type Profile = z.output<typeof profileSchema>

export const tierRowSchema = z.strictObject({
  tierId: z.int(),
  gameId: z.int(),
  game: z.string(),
  gameType: z.int(),
  name: z.string(),
  baseBet: z.int(),
  minEnter: goldSchema,
  seats: z.int(),
  desks: z.int(),
  players: z.int(),
  isOpen: z.boolean(),
})
export type TierRow = z.output<typeof tierRowSchema>

/** How many pictures a player can choose his avatar from: 0 to AVATARS − 1. */
export const AVATARS = 16

const deskEntry = z.strictObject({
  deskId: z.string(),
  tierId: z.int(),
  reservation: reservationSchema,
})

/** The longest page of `hand/history`. */
export const MAX_HANDS_A_PAGE = 50

/** A hand in its player's own list; `stake` is what he began it with, `gold` what was left of it. */
export const playedHandSchema = z.strictObject({
  handId: z.string(),
  game: z.string(),
  tierId: z.int(),
  endedAtMs: epochMsSchema,
  result: signedGoldSchema,
  fee: goldSchema,
  stake: goldSchema,
  gold: goldSchema,
})

export const hallRequests = {
  'player/me': request({
    summary: 'The profile, gold and whereabouts of the player who asks.',
    payload: nothingSchema,
    answer: profileSchema,
    refusals: [],
  }),
  'player/update': request({
    summary: 'Changes nickname, avatar or sex.',
    payload: z.strictObject({
      nickname: nicknameSchema.optional(),
      avatar: z
        .int()
        .min(0)
        .max(AVATARS - 1)
        .optional(),
      sex: z.int().min(0).max(2).optional(),
    }),
    answer: profileSchema,
    refusals: [],
  }),
  'player/online': request({
    summary: 'Where up to 100 players are.',
    payload: z.strictObject({ playerIds: z.array(playerIdSchema).max(100) }),
    answer: z.record(z.string(), whereaboutsSchema.shape.state),
    refusals: [],
  }),
  'tier/list': request({
    summary: 'The tiers, of one game or of all, with live counts.',
    payload: z.strictObject({ gameId: z.int().optional() }),
    answer: z.array(tierRowSchema),
    refusals: [],
  }),
  'desk/quick': request({
    summary: 'Finds a joinable desk of a tier, or of the highest open tier one can afford.',
    payload: z
      .strictObject({
        tierId: z.int().optional(),
        gameId: z.int().optional(),
        notDeskId: z.string().max(64).optional(),
      })
      .refine((p) => (p.tierId === undefined) !== (p.gameId === undefined), {
        message: 'either tierId or gameId',
      }),
    answer: deskEntry,
    refusals: ['tier/unknown', 'tier/closed', 'desk/too-poor', 'desk/already-seated'],
  }),
  'desk/resume': request({
    summary: 'The seat the player still has, wherever it is now, or null.',
    payload: nothingSchema,
    answer: resumeSchema.nullable(),
    refusals: [],
  }),
  'hand/history': request({
    summary:
      "The player's own hands, the one paid last first; the next page is before the last one.",
    payload: z.strictObject({
      beforeMs: epochMsSchema.optional(),
      beforeHandId: z.string().min(1).max(64).optional(),
      limit: z.int().min(1).max(MAX_HANDS_A_PAGE),
    }),
    answer: z.strictObject({ hands: z.array(playedHandSchema) }),
    refusals: ['fair/no-such-hand'],
  }),
  'hall/since': request({
    summary: 'The missed notices after `seq`.',
    payload: z.strictObject({ seq: z.int().min(0) }),
    answer: z.strictObject({ events: z.array(z.looseObject({ seq: z.int(), type: z.string() })) }),
    refusals: ['hall/gap'],
  }),
} as const

export type HallRequests = typeof hallRequests
export type QuickEntry = PayloadOf<HallRequests['desk/quick']>

/** Pushes of every room. */
export const roomPushes = {
  'session/ended': push(
    'The session is over here; the connection closes next.',
    z.strictObject({
      reason: z.enum([
        'signed-in-elsewhere',
        'replaced',
        'logged-out',
        'kicked',
        'idle',
        'expired',
      ]),
    }),
  ),
} as const

export const hallPushes = {
  ...roomPushes,
  'gold/changed': push(
    "The player's gold changed. It may come twice: one with an `id` he has heard of is dropped.",
    z.strictObject({ seq: z.int(), id: z.int(), gold: goldSchema, reason: z.string() }),
  ),
} as const

/** The synced state of the hall, refreshed about once a second. */
export interface HallView {
  readonly players: number
  readonly tiers: ReadonlyMap<string, { tierId: number; desks: number; players: number }>
}
