import { SqlLedger } from '../../src/ledger/SqlLedger.ts'
import type { SqlDatabase } from '../../src/stores/sql/openDatabase.ts'
import { type Line, settlementOf } from './settlements.ts'

/** A ledger with players 1 to `players`, 1,000 each, all with their stakes at desk 7. */
export async function seatedLedger(database: SqlDatabase, players: number): Promise<SqlLedger> {
  const ledger = new SqlLedger(database, () => 1_000)
  for (let playerId = 1; playerId <= players; playerId++) {
    await ledger.openPlayer(playerId, 1_000)
    await ledger.stake(`sit-${playerId}`, { playerId, deskNo: 7, atLeast: 1 })
  }
  return ledger
}

/** A hand at desk 7 that ended at `endedAtMs`. */
export function handAt(handId: string, endedAtMs: number, lines: readonly Line[]) {
  const hand = settlementOf(handId, 7, lines)
  return { ...hand, endedAtMs, record: { ...hand.record, endedAtMs } }
}

/** Player 1 wins 100 of player 2 and pays 5. */
export const SWING: readonly Line[] = [
  { playerId: 1, result: 100, fee: 5 },
  { playerId: 2, result: -100 },
]
