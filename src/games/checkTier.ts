import type { Tier } from '../contract/tiers.ts'
import type { Game } from './game.ts'

/** The tier with its game's settings checked and filled in; throws what is wrong with it. [CF11] */
export function checkTier(tier: Tier, game: Game): Tier {
  const { min, max } = game.seats
  if (tier.seats < min || tier.seats > max) {
    throw new Error(`tier ${tier.tierId}: ${game.name} has ${min} to ${max} seats`)
  }
  const refusal = game.refusesTier?.(tier)
  if (refusal) throw new Error(`tier ${tier.tierId}: ${refusal}`)
  const settings = game.settings.safeParse(tier.settings)
  if (settings.success) return { ...tier, settings: settings.data }
  const issue = settings.error.issues[0]
  const where = ['settings', ...(issue?.path ?? [])].join('.')
  throw new Error(`tier ${tier.tierId}: ${where}: ${issue?.message}`)
}
