import { NOBODY } from '../../contract/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../contract/refusals.ts'
import type { Game } from '../game.ts'
import { type CdTimer, DESK, isDue } from '../timers.ts'
import type { DecideContext, DeskCommand } from './DeskCommand.ts'
import { DeskDraft } from './DeskDraft.ts'
import type { DeskEvent } from './DeskEvent.ts'
import { type DeskState, isBetweenHands, isInHand, seatOf } from './DeskState.ts'
import { endHand, move, settled, startHand } from './hand.ts'
import type { NumberedPush } from './publish.ts'
import { regulate, seatReadyDue, setClientSeed, setReady } from './readiness.ts'
import { comeBack, drop, keepSeatDue, leave, removeSeat, sit } from './seating.ts'
import { GAME_END, KEEP_SEAT, READY_BEGIN, SEAT_READY } from './timerKinds.ts'

/** What follows from a command: `events` make `next` out of the desk, `pushes` tell the viewers. */
export interface Decided {
  readonly events: readonly DeskEvent[]
  readonly pushes: readonly NumberedPush[]
  readonly next: DeskState
  readonly answer: Readonly<Record<string, unknown>>
}

const NOTHING = Object.freeze({})
/** How soon a desk that may not deal asks again, at the earliest: a tier may count down from 0. */
const PAUSE_SECONDS = 1

/**
 * Decides a command: a refusal that changes nothing, or the events that follow from it. Pure: no
 * clock and no chance but those of `context`.
 */
export function decide(
  desk: DeskState,
  command: DeskCommand,
  context: DecideContext,
  game: Game,
): Refusal | Decided {
  if (desk.isClosed) return refuse('desk/gone')
  const draft = new DeskDraft(desk, game, context.nowMs)
  const answer = carryOut(draft, command, context) ?? NOTHING
  if (isRefusal(answer)) return answer
  if (isBetweenHands(draft.desk) && !draft.desk.isClosed) regulate(draft)
  return { events: draft.events, pushes: draft.pushes, next: draft.desk, answer }
}

function carryOut(
  draft: DeskDraft,
  command: DeskCommand,
  context: DecideContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: most commands have nothing to answer
): Refusal | Readonly<Record<string, unknown>> | undefined | void {
  switch (command.type) {
    case 'sit':
      return sit(draft, command)
    case 'ready':
      return setReady(draft, command)
    case 'leave':
      return leave(draft, command.playerId)
    case 'drop':
      return drop(draft, command.playerId)
    case 'return':
      return comeBack(draft, command.playerId)
    case 'seed':
      return setClientSeed(draft, command)
    case 'move':
      return move(draft, command)
    case 'timer':
      return timerDue(draft, command.timerId, context)
    case 'settled':
      return settled(draft, command)
    case 'raise-stake':
      return raiseStake(draft, command)
    case 'close':
      return close(draft, command)
  }
}

/** [CD3] A timer that is gone or not due is nobody's: it changes nothing. */
function timerDue(draft: DeskDraft, timerId: number, context: DecideContext): void {
  const timer = draft.desk.timers.find((t) => t.id === timerId)
  if (!timer || !isDue(timer, draft.nowMs)) return
  draft.clearTimer(timer.id)
  if (timer.seat === DESK && timer.kind === READY_BEGIN) return readyBeginDue(draft, context)
  if (timer.seat === DESK && timer.kind === GAME_END) return endHand(draft, context)
  if (timer.kind === SEAT_READY) return seatReadyDue(draft, timer.seat)
  if (timer.kind === KEEP_SEAT) return keepSeatDue(draft, timer.seat)
  return gameTimerDue(draft, timer)
}

/** [HD6] While gold cannot be moved the countdown to the hand begins again. */
function readyBeginDue(draft: DeskDraft, { isPaused }: DecideContext): void {
  if (!isPaused) return startHand(draft)
  draft.setTimer(DESK, READY_BEGIN, Math.max(draft.tier.timings.readyBeginSeconds, PAUSE_SECONDS))
}

function gameTimerDue(draft: DeskDraft, timer: CdTimer): void {
  if (draft.desk.hand && !draft.desk.hand.results)
    draft.game.decide(draft, { type: 'timer', timer })
}

/** [DS9] Gold that came meanwhile joins the stake before the next hand. */
function raiseStake(
  draft: DeskDraft,
  command: DeskCommand & { type: 'raise-stake' },
): Refusal | undefined {
  const seat = seatOf(draft.desk, command.playerId)
  if (!seat) return refuse('desk/not-seated')
  if (isInHand(draft.desk, seat.index)) return refuse('desk/wrong-phase')
  draft.record({ type: 'stake-raised', seat: seat.index, gold: command.gold })
  return undefined
}

/** [HD4] A desk that closes voids the hand that is not settled and returns every stake. */
function close(draft: DeskDraft, command: DeskCommand & { type: 'close' }): void {
  const { hand } = draft.desk
  if (hand && !hand.isSettled) draft.record({ type: 'hand-voided', handId: hand.handId })
  for (const seat of draft.desk.seats) {
    if (seat.playerId !== NOBODY) removeSeat(draft, seat, command.reason)
  }
  draft.record({ type: 'desk-closed' })
}
