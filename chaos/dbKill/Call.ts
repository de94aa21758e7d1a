import type { Gold, HandId, PlayerId } from '../../src/contract/ids.ts'
import type { Ledger, PotShare } from '../../src/ledger/Ledger.ts'
import { type Line, settlementOf } from '../../test/ledger/settlements.ts'

/** One call of the ledger, so that it can be made again, written down and compared. */
export type Call =
  | { readonly op: 'open'; readonly playerId: PlayerId; readonly amount: Gold }
  | { readonly op: 'stake'; readonly key: string; readonly move: Move & { atLeast: Gold } }
  | { readonly op: 'unstake'; readonly key: string; readonly move: Move & { intoPot: Gold } }
  | {
      readonly op: 'settle'
      readonly handId: HandId
      readonly deskNo: number
      readonly lines: readonly Line[]
    }
  | {
      readonly op: 'void'
      readonly handId: HandId
      readonly deskNo: number
      readonly fromPot: readonly PotShare[]
    }

interface Move {
  readonly playerId: PlayerId
  readonly deskNo: number
}

/** A call that was answered: from now on it has happened, whatever happens. */
export interface Acknowledged {
  readonly call: Call
  readonly result: unknown
  readonly tries: number
  /** When the try began that was answered, by the clock that stamps operations. */
  readonly answeredTryAtMs: number
}

/** Makes the call: the same call has the same key and the same content each time. */
export function make(ledger: Ledger, call: Call): Promise<unknown> {
  switch (call.op) {
    case 'open':
      return ledger.openPlayer(call.playerId, call.amount)
    case 'stake':
      return ledger.stake(call.key, call.move)
    case 'unstake':
      return ledger.unstake(call.key, call.move)
    case 'settle':
      return ledger.settle(settlementOf(call.handId, call.deskNo, call.lines))
    case 'void':
      // A caller gets nothing; what is in the books is null.
      return ledger.voidHand(call).then(() => null)
  }
}

/** The key of the operation's row. */
export function rowKeyOf(call: Call): string {
  if (call.op === 'open') return `player:${call.playerId}`
  return call.op === 'stake' || call.op === 'unstake' ? `op:${call.key}` : `hand:${call.handId}`
}
