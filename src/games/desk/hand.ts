import { NOBODY } from '../../contract/ids.ts'
import { type Refusal, refuse } from '../../contract/refusals.ts'
import { hashSeed, openStream } from '../shuffle.ts'
import type { DecideContext, DeskCommand } from './DeskCommand.ts'
import type { DeskDraft } from './DeskDraft.ts'
import { dealable, isInHand, type Seat, seatOf } from './DeskState.ts'
import { loseAutoReadyOfIdle } from './readiness.ts'
import { isKeptNoLonger, removeSeat } from './seating.ts'
import { GAME_END } from './timerKinds.ts'

/** [HD1] The hand starts: every seat that is ready and online is dealt in. */
export function startHand(draft: DeskDraft): void {
  const { desk } = draft
  const seats = dealable(desk).map((seat) => seat.index)
  const handId = `${desk.deskNo}-${desk.handsStarted + 1}`
  draft.record({ type: 'hand-started', handId, atMs: draft.nowMs, seats })
  const clientSeeds = draft.hand.players.map((player) => player.clientSeed)
  draft.game.start(draft, openStream(draft.hand.serverSeed, clientSeeds))
}

/** A move of the game; who is not in this hand has none. */
export function move(
  draft: DeskDraft,
  command: DeskCommand & { type: 'move' },
): Refusal | undefined {
  const seat = seatOf(draft.desk, command.playerId)
  if (!seat) return refuse('desk/not-seated')
  if (!draft.desk.hand) return refuse('desk/wrong-phase')
  if (draft.hand.results) {
    const played = draft.hand.players.some((p) => p.seat === seat.index && !p.hasLeft)
    return refuse(played ? 'desk/wrong-phase' : 'desk/not-seated')
  }
  if (!isInHand(draft.desk, seat.index)) return refuse('desk/not-seated')
  const { move, payload } = command
  return draft.game.decide(draft, { type: 'move', seat: seat.index, move, payload })
}

/** [HD2] The ledger has paid: results are shown for the whole of `end`. */
export function settled(draft: DeskDraft, command: DeskCommand & { type: 'settled' }): void {
  const { hand } = draft
  if (!hand.results || hand.isSettled) return
  const results = hand.results.map((line) => ({ ...line, gold: command.gold[line.seat] ?? 0 }))
  draft.record({ type: 'settled', handId: hand.handId, results })
  draft.enterPhase('end', { kind: GAME_END, seconds: draft.tier.timings.gameEndSeconds })
}

/**
 * [HD3] `end` is over: what belonged to the hand goes back to its empty value, a new server seed is
 * committed, and those go who asked to, were dropped too long, are too poor, or all with `regroup`.
 */
export function endHand(draft: DeskDraft, context: DecideContext): void {
  loseAutoReadyOfIdle(draft)
  draft.record({ type: 'hand-cleared' })
  commitSeed(draft, context)
  draft.enterPhase('waiting')
  for (const seat of draft.desk.seats) {
    const reason = seat.playerId === NOBODY ? undefined : whyRemoved(draft, seat)
    if (reason) removeSeat(draft, seat, reason)
  }
}

function whyRemoved(draft: DeskDraft, seat: Seat) {
  if (seat.isLeaving) return 'left'
  if (isKeptNoLonger(seat, draft.desk, draft.nowMs)) return 'dropped'
  if (seat.gold < draft.tier.minStay) return 'too-poor'
  return draft.tier.regroup ? 'regroup' : undefined
}

/** [FS1] The hash is shown before anybody can send a client seed for it. */
export function commitSeed(draft: DeskDraft, context: DecideContext): void {
  const serverSeed = context.freshSeed()
  draft.record({ type: 'seed-committed', serverSeed, seedHash: hashSeed(serverSeed) })
}
