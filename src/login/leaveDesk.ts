import type { DeskId, PlayerId } from '../contract/ids.ts'
import { isRefusal, type RefusalCode } from '../contract/refusals.ts'
import type { DeskHost } from '../desk/DeskHost.ts'
import type { LeavePlace } from './leaving.ts'
import type { Whereabout } from './OnlineRecords.ts'

/** He is gone already, which is all that is asked for. */
const IS_GONE: readonly RefusalCode[] = ['desk/not-seated', 'desk/gone']

/**
 * [LV2] Has the player get up. Who is in a hand is marked as leaving and this is done: the desk
 * removes him when the hand is settled, and whereabouts, stake and counts go with the seat.
 */
export function leaveDesk(
  records: Pick<Whereabout, 'seatOf'>,
  hosts: ReadonlyMap<DeskId, Pick<DeskHost, 'submit'>>,
): LeavePlace {
  return async (playerId: PlayerId) => {
    const seat = await records.seatOf(playerId)
    const host = seat && hosts.get(seat.deskId)
    if (!host) return
    const meta = { playerId, traceId: 'session-over' }
    const outcome = await host.submit({ type: 'leave', playerId }, meta)
    if (isRefusal(outcome) && !IS_GONE.includes(outcome.refusal)) throw new Error(outcome.refusal)
  }
}
