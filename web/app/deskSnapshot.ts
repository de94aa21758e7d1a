import type { CdTimerView } from '../../src/contract/desk.ts'
import type { XpnnDeskView, XpnnPhase, XpnnSeatView } from '../../src/contract/xpnn.ts'

export interface SeatSnapshot extends Omit<XpnnSeatView, 'cards' | 'ownCards'> {
  readonly cards: readonly number[]
  readonly ownCards: readonly number[]
}

/** The desk at one moment as plain values, free of the live state it was taken from. */
export interface DeskSnapshot {
  readonly deskId: string
  readonly tierId: number
  readonly phase: XpnnPhase
  readonly handId: string
  readonly seedHash: string
  readonly isSettling: boolean
  readonly bankerSeat: number
  readonly seats: readonly SeatSnapshot[]
  readonly timers: readonly CdTimerView[]
}

export function snapshotOf(desk: XpnnDeskView): DeskSnapshot {
  return {
    deskId: desk.deskId,
    tierId: desk.tierId,
    phase: desk.phase as XpnnPhase,
    handId: desk.handId,
    seedHash: desk.seedHash,
    isSettling: desk.isSettling,
    bankerSeat: desk.bankerSeat,
    seats: Array.from(desk.seats, seatOf),
    timers: Array.from(desk.timers?.values() ?? [], (timer) => ({
      id: timer.id,
      kind: timer.kind,
      seat: timer.seat,
      startedAtMs: timer.startedAtMs,
      endsAtMs: timer.endsAtMs,
      args: timer.args,
    })),
  }
}

function seatOf(seat: XpnnSeatView): SeatSnapshot {
  return {
    index: seat.index,
    playerId: seat.playerId,
    nickname: seat.nickname,
    avatar: seat.avatar,
    gold: seat.gold,
    status: seat.status,
    isOffline: seat.isOffline,
    isLeaving: seat.isLeaving,
    isBot: seat.isBot,
    result: seat.result,
    fee: seat.fee,
    bid: seat.bid,
    bet: seat.bet,
    isOpen: seat.isOpen,
    cards: [...(seat.cards ?? [])],
    ownCards: [...(seat.ownCards ?? [])],
    handType: seat.handType,
  }
}

/** The desk's own countdown, which all must see. */
export function deskTimer(desk: DeskSnapshot): CdTimerView | undefined {
  return desk.timers.find((timer) => timer.seat === -1)
}

/** Where a seat stands on the screen: 0 is the viewer's own place, the rest follow clockwise. */
export function placeOf(seat: number, ownSeat: number, seats: number): number {
  return (seat - Math.max(0, ownSeat) + seats) % seats
}

/** Whether a seat still owes this phase an action. */
export function mustAct(desk: DeskSnapshot, seat: SeatSnapshot): boolean {
  if (seat.status !== 'gaming') return false
  if (desk.phase === 'bid') return seat.bid < 0
  if (desk.phase === 'bet') return seat.index !== desk.bankerSeat && seat.bet < 0
  return desk.phase === 'open' && !seat.isOpen
}
