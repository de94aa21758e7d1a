import { z } from 'zod'

/**
 * The tiers file: game → tiers. Its shape is checked here; `settings` belongs to the game, which
 * checks it itself. Everything has a default but what makes a tier a tier.
 */
const percent = z.int().min(0).max(100)
const seconds = z.number().min(0).max(3600)
const gold = z.int().min(0)

/** Timings of the desk itself; those of a game's phases are in its `settings`. */
export const deskTimingsSchema = z.strictObject({
  /** From enough ready seats to the start of the hand. */
  readyBeginSeconds: seconds.default(3),
  /** How long the result is shown. */
  gameEndSeconds: seconds.default(2),
  /** An unready seat is removed after this long. */
  readySeconds: seconds.default(15),
  /** A dropped seat is kept at least this long. */
  keepSeatSeconds: seconds.default(30),
})
export type DeskTimings = z.output<typeof deskTimingsSchema>

const tierFileSchema = z.strictObject({
  tierId: z.int().min(1),
  name: z.string().min(1),
  baseBet: z.int().min(1),
  minEnter: gold,
  /** Half of `minEnter` by default. */
  minStay: gold.optional(),
  seats: z.int().min(2).max(64),
  minPlayers: z.int().min(2),
  feePercent: percent,
  minDesks: z.int().min(0).default(0),
  regroup: z.boolean().default(false),
  groupMode: z.enum(['join', 'gather']).default('join'),
  open: z.boolean().default(true),
  timings: deskTimingsSchema.prefault({}),
  settings: z.record(z.string(), z.unknown()).default({}),
})

const gameFileSchema = z.strictObject({
  gameId: z.int().min(1),
  /** The room name, which is also the name of the rules. */
  game: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  name: z.string().min(1),
  /** battle 100, hundred 200, contest 300, private 400. */
  gameType: z.union([z.literal(100), z.literal(200), z.literal(300), z.literal(400)]).default(100),
  open: z.boolean().default(true),
  order: z.int().default(0),
  processes: z
    .strictObject({ min: z.int().min(0), max: z.int().min(1) })
    .default({ min: 1, max: 8 }),
  tiers: z.array(tierFileSchema).min(1).max(100),
})

export const tiersFileSchema = z.strictObject({ games: z.array(gameFileSchema).min(1).max(100) })
export type TiersFile = z.output<typeof tiersFileSchema>

/** One stake level, whole: what a desk of it needs to know. */
export interface Tier {
  readonly tierId: number
  readonly gameId: number
  readonly game: string
  readonly gameType: number
  readonly gameName: string
  readonly name: string
  readonly baseBet: number
  readonly minEnter: number
  readonly minStay: number
  readonly seats: number
  readonly minPlayers: number
  readonly feePercent: number
  readonly minDesks: number
  readonly regroup: boolean
  readonly groupMode: 'join' | 'gather'
  readonly isOpen: boolean
  readonly timings: DeskTimings
  /** What the game itself needs, checked by `Game.settings`. */
  readonly settings: unknown
}
