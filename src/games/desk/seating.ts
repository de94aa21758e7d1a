import { NOBODY } from '../../contract/ids.ts'
import { type Refusal, refuse } from '../../contract/refusals.ts'
import type { DeskCommand } from './DeskCommand.ts'
import type { DeskDraft } from './DeskDraft.ts'
import { type DeskState, isBetweenHands, isInHand, type Seat, seatOf } from './DeskState.ts'
import { KEEP_SEAT } from './timerKinds.ts'

/**
 * Whether the player could sit down now.
 * [DS1] No desk that is closed. [DS3] One seat a player. [DS5] Only between hands, unless the game
 * allows more. [DS2] A free seat is needed. [DS4] And `minEnter` gold.
 */
export function refusesSeat(
  desk: DeskState,
  canJoinInPlay: boolean,
  who: { playerId: number; gold: number },
): Refusal | undefined {
  if (desk.isClosed) return refuse('desk/gone')
  if (seatOf(desk, who.playerId)) return refuse('desk/already-seated')
  if (!isBetweenHands(desk) && !canJoinInPlay) return refuse('desk/in-play')
  if (!desk.seats.some((seat) => seat.playerId === NOBODY)) return refuse('desk/full')
  if (who.gold < desk.tier.minEnter) return refuse('desk/too-poor')
  return undefined
}

/** [DS2] A player takes the lowest free seat, ready unless he switched auto-ready off. [RD1] */
export function sit(draft: DeskDraft, command: DeskCommand & { type: 'sit' }): Refusal | undefined {
  const refusal = refusesSeat(draft.desk, draft.game.canJoinInPlay, command)
  if (refusal) return refusal
  const seat = draft.desk.seats.findIndex((s) => s.playerId === NOBODY)
  const { playerId, nickname, avatar, gold, isBot, isAutoReady } = command
  draft.record({
    type: 'seat-taken',
    seat,
    playerId,
    nickname,
    avatar,
    gold,
    isBot,
    isAutoReady,
  })
  if (draft.desk.hand && !draft.desk.hand.results) draft.game.decide(draft, { type: 'sat', seat })
  return undefined
}

/**
 * [DS6] Leaving is always possible. Who is not in the hand, or whose hand is over, goes at once;
 * who is in it stays with default actions until it is settled. [DS7] Who lost early goes at once,
 * and what he lost stays in the pot.
 */
export function leave(draft: DeskDraft, playerId: number): Refusal | { leavesNow: boolean } {
  const seat = seatOf(draft.desk, playerId)
  if (!seat) return refuse('desk/not-seated')
  if (!seat.isLeaving) draft.record({ type: 'seat-left', seat: seat.index, playerId })
  if (isInHand(draft.desk, seat.index) && !seat.isLeaving && !draft.hand.results) {
    draft.game.decide(draft, { type: 'left', seat: seat.index })
  }
  if (isInHand(draft.desk, seat.index)) return { leavesNow: false }
  removeSeat(draft, draft.desk.seats[seat.index] as Seat, 'left')
  return { leavesNow: true }
}

/** [DS8] A dropped seat is kept `keepSeatSeconds`, and longer if its hand is not over. */
export function drop(draft: DeskDraft, playerId: number): void {
  const seat = seatOf(draft.desk, playerId)
  if (!seat || seat.isOffline) return
  draft.record({ type: 'seat-dropped', seat: seat.index, atMs: draft.nowMs })
  draft.setTimer(seat.index, KEEP_SEAT, draft.tier.timings.keepSeatSeconds)
  tellGame(draft, seat.index, 'dropped')
}

export function comeBack(draft: DeskDraft, playerId: number): Refusal | undefined {
  const seat = seatOf(draft.desk, playerId)
  if (!seat) return refuse('desk/not-seated')
  if (!seat.isOffline) return undefined
  draft.record({ type: 'seat-returned', seat: seat.index })
  for (const timer of draft.desk.timers) {
    if (timer.seat === seat.index && timer.kind === KEEP_SEAT) draft.clearTimer(timer.id)
  }
  tellGame(draft, seat.index, 'returned')
  return undefined
}

/** The keep-seat timer is due: the seat goes now, or after its hand. */
export function keepSeatDue(draft: DeskDraft, seatIndex: number): void {
  const seat = draft.desk.seats[seatIndex]
  if (seat?.isOffline && !isInHand(draft.desk, seatIndex)) removeSeat(draft, seat, 'dropped')
}

export function isKeptNoLonger(seat: Seat, desk: DeskState, nowMs: number): boolean {
  return seat.isOffline && seat.droppedAtMs + desk.tier.timings.keepSeatSeconds * 1000 <= nowMs
}

export function removeSeat(
  draft: DeskDraft,
  seat: Seat,
  reason: 'left' | 'dropped' | 'idle' | 'too-poor' | 'regroup' | 'voided' | 'closed',
): void {
  const hand = draft.desk.hand
  // Who left early is still in the hand, but somebody else may sit there now.
  const player = hand?.isSettled
    ? undefined
    : hand?.players.find((p) => p.seat === seat.index && !p.hasLeft)
  const intoPot = player?.finishedWith === undefined ? 0 : -player.finishedWith
  const { index, playerId } = seat
  draft.record({ type: 'seat-removed', seat: index, playerId, reason, intoPot })
}

function tellGame(draft: DeskDraft, seat: number, type: 'dropped' | 'returned'): void {
  if (isInHand(draft.desk, seat) && !draft.hand.results) draft.game.decide(draft, { type, seat })
}
