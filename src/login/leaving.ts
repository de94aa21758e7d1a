import type { PlayerId } from '../contract/ids.ts'
import type { Session } from './Session.ts'

/**
 * [LV1] The order of the full leave: first where gold is, last what a login would find. Tokens are
 * void and connections closed before the first of them.
 */
export const LEAVE_STEPS = ['desk', 'team', 'area', 'hall', 'session'] as const
export type LeaveStep = (typeof LEAVE_STEPS)[number]

/**
 * Takes the player out of one place. Must be idempotent, and throw if it could not be done: it is
 * then tried again with all that come after it.
 */
export type LeavePlace = (playerId: PlayerId) => void | Promise<void>

/**
 * The full leave, as `Sessions` runs it: one step after another. [LV3] A step that throws ends the run;
 * the next one begins with the first step again, which by then finds nothing to do.
 */
export function leaving(
  places: Partial<Record<LeaveStep, LeavePlace>>,
): (session: Pick<Session, 'playerId'>) => Promise<void> {
  return async ({ playerId }) => {
    for (const step of LEAVE_STEPS) {
      try {
        await places[step]?.(playerId)
      } catch (cause) {
        throw new Error(`player ${playerId} could not leave: ${step}`, { cause })
      }
    }
  }
}
