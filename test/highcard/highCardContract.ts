import { z } from 'zod'
import { nothingSchema, push, request, seatIndexSchema } from '../../src/contract/request.ts'
import type { tiersFileSchema } from '../../src/contract/tiers.ts'

export const highCardRequests = {
  'highcard/raise': request({
    summary: 'Plays for 1 to 3 antes, once.',
    payload: z.strictObject({ times: z.int() }),
    answer: nothingSchema,
    refusals: ['desk/not-seated', 'desk/wrong-phase', 'desk/bad-times', 'desk/already-acted'],
  }),
  'highcard/fold': request({
    summary: 'Gives up the ante and is out of the hand.',
    payload: nothingSchema,
    answer: nothingSchema,
    refusals: ['desk/not-seated', 'desk/wrong-phase', 'desk/already-acted'],
  }),
} as const

const card = z.int().min(1).max(0x3d)

export const highCardEvents = {
  raised: push(
    'A seat plays for so many antes.',
    z.strictObject({ seat: seatIndexSchema, times: z.int() }),
  ),
  folded: push('A seat gave up.', z.strictObject({ seat: seatIndexSchema })),
  shown: push(
    'The cards of those who did not fold.',
    z.strictObject({ cards: z.array(z.strictObject({ seat: seatIndexSchema, card })) }),
  ),
} as const

export const highCardSettingsSchema = z.strictObject({
  /** How long everybody has to act. */
  playSeconds: z.number().min(0).max(3600).default(6),
})
export type HighCardSettings = z.output<typeof highCardSettingsSchema>

/** An entry of a tiers file for tests that run a whole server with a second game. */
export const highCardTiers = {
  gameId: 901,
  game: 'highcard',
  name: 'High Card',
  order: 9,
  tiers: [
    {
      tierId: 90101,
      name: 'Kitchen table',
      baseBet: 10,
      minEnter: 100,
      seats: 4,
      minPlayers: 2,
      feePercent: 5,
    },
  ],
} satisfies z.input<typeof tiersFileSchema>['games'][number]
