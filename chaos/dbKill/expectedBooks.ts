import { isDeepStrictEqual } from 'node:util'
import type { Settlement } from '../../src/ledger/Ledger.ts'
import { LedgerModel } from '../../test/ledger/LedgerModel.ts'
import { settlementOf } from '../../test/ledger/settlements.ts'
import type { Acknowledged, Call } from './Call.ts'

/** What the books must be after these calls, by plain arithmetic. */
export interface ExpectedBooks {
  readonly model: LedgerModel
  readonly feesGold: number
  readonly mintedGold: number
  /** Answers that are not what arithmetic says. */
  readonly violations: readonly string[]
}

/** `acknowledged` in the order of the answers, at least among calls of the same desk. */
export function expectedBooks(acknowledged: readonly Acknowledged[]): ExpectedBooks {
  const model = new LedgerModel()
  const violations: string[] = []
  let feesGold = 0
  let mintedGold = 0
  for (const { call, result } of acknowledged) {
    const expected = answerOf(model, call)
    if (!isDeepStrictEqual(expected, result)) {
      const text = JSON.stringify(call)
      violations.push(
        `answered ${JSON.stringify(result)}, not ${JSON.stringify(expected)}: ${text}`,
      )
    }
    if (call.op === 'open') mintedGold += call.amount
    if (call.op === 'settle') {
      feesGold += call.lines.reduce((sum, { fee = 0 }) => sum + fee, 0)
    }
  }
  return { model, feesGold, mintedGold, violations }
}

function answerOf(model: LedgerModel, call: Call): unknown {
  try {
    switch (call.op) {
      case 'open':
        return model.openPlayer(call.playerId, call.amount)
      case 'stake':
        return model.stake(call.key, call.move)
      case 'unstake':
        return model.unstake(call.key, call.move)
      case 'settle':
        return model.settle(withoutRecord(call))
      case 'void':
        model.voidHand(call)
        return null
    }
  } catch (error) {
    return String(error)
  }
}

/** The model keeps what it is given, and hundreds of thousands of records are too much. */
function withoutRecord(call: Call & { op: 'settle' }): Settlement {
  const { record, ...rest } = settlementOf(call.handId, call.deskNo, call.lines)
  return { ...rest, record: { ...record, seats: [], actions: [] } }
}
