import type { PlayerId } from '../contract/ids.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'

/** When somebody is looked at: as he signs in, as he takes a seat, and while he sits there. */
export type CheckMoment = 'admission' | 'seat' | 'seated'

export type CheckVerdict =
  | { readonly isAllowed: true }
  | {
      readonly isAllowed: false
      /** Tells the player why, in his words. */
      readonly detail: string
      /** When he may come again, if that is known. */
      readonly retryAfterMs?: number
    }

/**
 * Where the law of a country asks who plays and for how long: real names, hours for minors. A house
 * that has to ask plugs its own in. What it throws is a fault: nobody is let in on it.
 */
export interface PlayerChecks {
  mayPlay(playerId: PlayerId, moment: CheckMoment): Promise<CheckVerdict>
}

/** Asks nobody anything. */
export const allowEverybody: PlayerChecks = { mayPlay: async () => ({ isAllowed: true }) }

/** [PC1] Refuses `auth/not-allowed`, with the reason and, if known, when to come again. */
export async function checkPlayer(
  checks: PlayerChecks,
  playerId: PlayerId,
  moment: CheckMoment,
): Promise<void> {
  const verdict = await checks.mayPlay(playerId, moment)
  if (verdict.isAllowed) return
  const { detail, retryAfterMs } = verdict
  const fields = retryAfterMs === undefined ? undefined : { retryAfterMs }
  throw new RefusalError(refuse('auth/not-allowed', detail, fields))
}
