import { type Refusal, refuse } from '../../src/contract/refusals.ts'
import { cardRank } from '../../src/games/cards.ts'
import type { GameCommand, HandDraft, SeatResult } from '../../src/games/game.ts'
import { type FairStream, shuffleDeck } from '../../src/games/shuffle.ts'
import { times as product } from '../../src/games/xpnn/exact.ts'
import { seatResult } from '../../src/games/xpnn/fee.ts'
import type { HighCardSettings } from './highCardContract.ts'
import type { HighCardEvent, HighCardSeat, HighCardState } from './highCardState.ts'

type Draft = HandDraft<HighCardState, HighCardEvent, HighCardSettings>

/** [HC1] One card each. The first seat has a third of the time, the others all of it. */
export function start(draft: Draft, shuffle: FairStream): void {
  const { deck } = shuffleDeck(shuffle)
  const hands = draft.players.map(({ seat }, order) => ({ seat, card: deck[order]! }))
  draft.emit({ type: 'dealt', hands })
  const { playSeconds } = draft.settings
  draft.enterPhase('play', { kind: 'play', seconds: playSeconds })
  draft.setTimer(hands[0]!.seat, 'hurry', playSeconds / 3)
  for (const { seat, isLeaving } of draft.players) if (isLeaving) fold(draft, seat, true)
}

export function decide(draft: Draft, command: GameCommand): Refusal | undefined {
  switch (command.type) {
    case 'move':
      return move(draft, command.seat, command.move, command.payload)
    case 'left':
      fold(draft, command.seat, true)
      return undefined
    case 'timer':
      return timeOut(draft, command.timer.kind, command.timer.seat)
    // One who sits down now plays the next hand; one who dropped has until the timer.
    case 'sat':
    case 'dropped':
    case 'returned':
      return undefined
  }
}

function move(draft: Draft, index: number, type: string, payload: unknown): Refusal | undefined {
  const seat = draft.state.seats.find((each) => each.seat === index)
  const player = draft.players.find((each) => each.seat === index)
  if (!seat || !player || player.isFinished) return refuse('desk/not-seated')
  if (draft.phase !== 'play') return refuse('desk/wrong-phase')
  if (type === 'highcard/fold') {
    if (seat.times > 0) return refuse('desk/already-acted')
    fold(draft, index, false)
    return undefined
  }
  const { times } = payload as { times: number }
  if (times < 1 || times > 3) return refuse('desk/bad-times')
  if (seat.times > 0) return refuse('desk/already-acted')
  raise(draft, seat, times, false)
  endIfOver(draft)
  return undefined
}

/** [HC2] Who did not act by the end of the time plays for one ante. */
function timeOut(draft: Draft, kind: string, index: number): undefined {
  if (draft.phase !== 'play') return
  for (const seat of remaining(draft)) {
    if (seat.times < 0 && (kind === 'play' || seat.seat === index)) raise(draft, seat, 1, true)
  }
  endIfOver(draft)
}

function raise(draft: Draft, seat: HighCardSeat, times: number, byDefault: boolean): void {
  draft.emit({ type: 'raised', seat: seat.seat, times, atMs: draft.nowMs, byDefault })
}

/** [HC3] Folding loses the ante and ends the hand for that seat. Whoever leaves unacted folds. */
function fold(draft: Draft, index: number, byDefault: boolean): void {
  const seat = remaining(draft).find((each) => each.seat === index)
  if (draft.phase !== 'play' || !seat || seat.times > 0) return
  draft.emit({ type: 'folded', seat: index, atMs: draft.nowMs, byDefault })
  draft.finishSeat(index, 0 - lossOf(draft, index, 1))
  endIfOver(draft)
}

/** [HC4] The hand is over when one is left, or everybody left has acted. */
function endIfOver(draft: Draft): void {
  const left = remaining(draft)
  if (left.length > 1) {
    if (left.some(({ times }) => times < 0)) return
    draft.emit({ type: 'shown', cards: left.map(({ seat, card }) => ({ seat, card })) })
  }
  draft.finishHand(resultsOf(draft, left))
}

/** [HC5] The highest card wins what all others lose, each at most its stake. */
function resultsOf(draft: Draft, left: readonly HighCardSeat[]): SeatResult[] {
  const winner = left.reduce((best, seat) =>
    cardRank(seat.card) > cardRank(best.card) ? seat : best,
  )
  const losses = new Map(
    draft.state.seats
      .filter(({ seat }) => seat !== winner.seat)
      .map(({ seat, times, hasFolded }) => [seat, lossOf(draft, seat, hasFolded ? 1 : times)]),
  )
  const pot = [...losses.values()].reduce((sum, loss) => sum + loss, 0)
  return draft.players.map(({ seat }) => {
    const result = seat === winner.seat ? pot : 0 - losses.get(seat)!
    return seatResult(seat, result, draft.tier.feePercent)
  })
}

function remaining(draft: Draft): readonly HighCardSeat[] {
  return draft.state.seats.filter(({ hasFolded }) => !hasFolded)
}

function lossOf(draft: Draft, index: number, times: number): number {
  const { stake } = draft.players.find(({ seat }) => seat === index)!
  return Math.min(product(draft.tier.baseBet, times), stake)
}
