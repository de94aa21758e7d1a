import { z } from 'zod'

/** Goes to the SDK's `client.consumeSeatReservation()`; good once, for 15 s. */
export const reservationSchema = z.looseObject({
  name: z.string(),
  roomId: z.string(),
  processId: z.string(),
  sessionId: z.string(),
  publicAddress: z.string().optional(),
})
export type Reservation = z.output<typeof reservationSchema>

/** Where a player still has a seat, and the way back to it. */
export const resumeSchema = z.strictObject({
  kind: z.literal('desk'),
  game: z.string(),
  tierId: z.int(),
  deskId: z.string(),
  /** Null while the desk is being taken over: ask `desk/resume` again. */
  reservation: reservationSchema.nullable(),
})
export type Resume = z.output<typeof resumeSchema>
