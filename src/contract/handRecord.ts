import { z } from 'zod'
import { seatIndexSchema } from './request.ts'

const card = z.int().min(1).max(0x3d)

/** The public record of a finished hand, `GET /fair/hands/:handId`. */
export const handRecordSchema = z.looseObject({
  handId: z.string(),
  game: z.string(),
  tierId: z.int(),
  baseBet: z.int(),
  feePercent: z.int(),
  startedAtMs: z.int(),
  endedAtMs: z.int(),
  seedHash: z.string(),
  serverSeed: z.string(),
  bankerSeat: z.int().optional(),
  seats: z.array(
    z.looseObject({
      seat: seatIndexSchema,
      playerId: z.int(),
      stake: z.int(),
      clientSeed: z.string(),
      cards: z.array(card).optional(),
      handType: z.int().optional(),
      bid: z.int().optional(),
      bet: z.int().optional(),
      result: z.int(),
      fee: z.int(),
    }),
  ),
  actions: z.array(
    z.looseObject({
      atMs: z.int(),
      seat: seatIndexSchema,
      type: z.string(),
      value: z.union([z.int(), z.string()]),
    }),
  ),
})
export type HandRecord = z.output<typeof handRecordSchema>
