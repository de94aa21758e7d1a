import type { Gold } from '../../contract/ids.ts'
import type { SeatResult } from '../game.ts'
import { share } from './exact.ts'

/** [ST7] What the house takes of a result: `floor(result × feePercent / 100)` of a win. */
export function feeOf(result: number, feePercent: number): Gold {
  return result > 0 ? share(result, feePercent, 100) : 0
}

/** A result with its fee. */
export function seatResult(seat: number, result: number, feePercent: number): SeatResult {
  return { seat, result, fee: feeOf(result, feePercent) }
}
