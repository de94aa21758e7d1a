import type { HandRecord } from '../../src/contract/handRecord.ts'
import type { Settlement, SettlementLine } from '../../src/ledger/Ledger.ts'

export type Line = Pick<SettlementLine, 'playerId' | 'result'> & Partial<SettlementLine>

/** A settlement of these lines, seats in their order, with the record that belongs to it. */
export function settlementOf(handId: string, deskNo: number, drafts: readonly Line[]): Settlement {
  const lines = drafts.map((draft, seat) => ({ seat, fee: 0, fromPot: false, ...draft }))
  return { handId, deskNo, tierId: 10101, endedAtMs: 2_000, lines, record: recordOf(handId, lines) }
}

function recordOf(handId: string, lines: readonly SettlementLine[]): HandRecord {
  return {
    handId,
    game: 'xpnn',
    tierId: 10101,
    baseBet: 10,
    feePercent: 5,
    startedAtMs: 1_000,
    endedAtMs: 2_000,
    seedHash: 'ab',
    serverSeed: 'cd',
    bankerSeat: 0,
    seats: lines.map(({ seat, playerId, result, fee }) => ({
      seat,
      playerId,
      stake: 1_000,
      clientSeed: '',
      result,
      fee,
    })),
    actions: [{ atMs: 1_500, seat: 0, type: 'bid', value: 4 }],
  }
}
