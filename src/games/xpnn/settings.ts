import { z } from 'zod'

const seconds = z.number().min(0).max(3600)

/** How long the phases last that belong to the game; the desk has its own timings. [XP1] */
export const xpnnSettingsSchema = z.strictObject({
  bidSeconds: seconds.default(4),
  betSeconds: seconds.default(5),
  openSeconds: seconds.default(5),
})
export type XpnnSettings = z.output<typeof xpnnSettingsSchema>
