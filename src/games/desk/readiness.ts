import { NOBODY } from '../../contract/ids.ts'
import { type Refusal, refuse } from '../../contract/refusals.ts'
import type { DeskCommand } from './DeskCommand.ts'
import type { DeskDraft } from './DeskDraft.ts'
import { dealable, isBetweenHands, isInHand, seatOf } from './DeskState.ts'
import { removeSeat } from './seating.ts'
import { READY_BEGIN, SEAT_READY } from './timerKinds.ts'

/** Hands in a row without an action of one's own that cost auto-ready. [RD5] */
const IDLE_HANDS_ALLOWED = 2

/**
 * [RD3] Ready or not; `auto` says whether the seat is ready by itself after each hand. Who is in a
 * hand cannot change whether he is in it: he may only switch `auto`.
 */
export function setReady(
  draft: DeskDraft,
  command: DeskCommand & { type: 'ready' },
): Refusal | undefined {
  const seat = seatOf(draft.desk, command.playerId)
  if (!seat) return refuse('desk/not-seated')
  const inHand = isInHand(draft.desk, seat.index) || seat.status === 'ended'
  if (inHand && command.auto === undefined) return refuse('desk/wrong-phase')
  if (command.auto !== undefined && command.auto !== seat.isAutoReady) {
    draft.record({ type: 'auto-ready-set', seat: seat.index, isAutoReady: command.auto })
  }
  if (!inHand && (seat.status === 'ready') !== command.ready) {
    draft.record({ type: 'seat-readied', seat: seat.index, isReady: command.ready })
  }
  return undefined
}

/** [FS1] A client seed for the coming shuffle, until the hand starts. */
export function setClientSeed(
  draft: DeskDraft,
  command: DeskCommand & { type: 'seed' },
): Refusal | undefined {
  const seat = seatOf(draft.desk, command.playerId)
  if (!seat) return refuse('desk/not-seated')
  if (!isBetweenHands(draft.desk)) return refuse('desk/wrong-phase')
  draft.record({ type: 'client-seed-set', seat: seat.index, seed: command.seed })
  return undefined
}

/** [RD4] An unready seat in `waiting` is removed when its time is up. */
export function seatReadyDue(draft: DeskDraft, seatIndex: number): void {
  const seat = draft.desk.seats[seatIndex]
  if (seat?.status === 'unready' && draft.phase === 'waiting') removeSeat(draft, seat, 'idle')
}

/**
 * Brings phase and seat timers in line with the seats, after any command between hands.
 * [RD2] Enough ready seats: `ready`, with its countdown; too few again: back to `waiting`.
 */
export function regulate(draft: DeskDraft): void {
  const enough = dealable(draft.desk).length >= draft.tier.minPlayers
  if (draft.phase === 'waiting' && enough) beginReady(draft)
  if (draft.phase === 'ready' && dealable(draft.desk).length < draft.tier.minPlayers) {
    draft.enterPhase('waiting')
  }
  regulateSeatTimers(draft)
}

/** [RD6] Who is offline when `ready` begins loses auto-ready. */
function beginReady(draft: DeskDraft): void {
  for (const seat of draft.desk.seats) {
    if (seat.playerId === NOBODY || !seat.isOffline) continue
    loseAutoReady(draft, seat.index)
    if (seat.status === 'ready') {
      draft.record({ type: 'seat-readied', seat: seat.index, isReady: false })
    }
  }
  const seconds = draft.tier.timings.readyBeginSeconds
  draft.enterPhase('ready', { kind: READY_BEGIN, seconds })
}

/** [RD5] Two hands in a row without an action of one's own lose auto-ready. */
export function loseAutoReadyOfIdle(draft: DeskDraft): void {
  for (const seat of draft.desk.seats) {
    if (seat.idleHands >= IDLE_HANDS_ALLOWED) loseAutoReady(draft, seat.index)
  }
}

function loseAutoReady(draft: DeskDraft, seatIndex: number): void {
  if (draft.desk.seats[seatIndex]?.isAutoReady) {
    draft.record({ type: 'auto-ready-set', seat: seatIndex, isAutoReady: false })
  }
}

function regulateSeatTimers(draft: DeskDraft): void {
  for (const seat of draft.desk.seats) {
    const timer = draft.desk.timers.find((t) => t.seat === seat.index && t.kind === SEAT_READY)
    const wanted = draft.phase === 'waiting' && seat.status === 'unready' && !seat.isOffline
    if (wanted && !timer) {
      draft.setTimer(seat.index, SEAT_READY, draft.tier.timings.readySeconds)
    }
    if (!wanted && timer) draft.clearTimer(timer.id)
  }
}
