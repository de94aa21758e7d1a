import { type Refusal, refuse } from '../../contract/refusals.ts'
import type { GameCommand } from '../game.ts'
import { act, actByDefault, advance, isAwaited, timeOut, type XpnnDraft } from './phases.ts'
import { seatOf } from './state.ts'

interface MoveRule {
  readonly phase: string
  /** The range of `times`; undefined for a move without it. */
  readonly times?: { readonly min: number; readonly max: number }
}

/** [XP7] What may be done when, by message type. */
const MOVE_RULES: ReadonlyMap<string, MoveRule> = new Map<string, MoveRule>([
  ['xpnn/bid', { phase: 'bid', times: { min: 0, max: 4 } }],
  ['xpnn/bet', { phase: 'bet', times: { min: 1, max: 5 } }],
  ['xpnn/open', { phase: 'open' }],
])

/** Answers a command, see `Game.decide`. */
export function decide(draft: XpnnDraft, command: GameCommand): Refusal | undefined {
  switch (command.type) {
    case 'move':
      return move(draft, command.seat, command.move, command.payload)
    case 'left':
      return leave(draft, command.seat)
    case 'timer':
      timeOut(draft, command.timer.kind)
      return undefined
    // Who dropped may come back before the timer ends, and only then gets the default. [XP6]
    case 'dropped':
    case 'returned':
    case 'sat':
      return undefined
  }
}

/** [XP8] The first of these that applies is the answer: not in the hand, phase, turn, range, twice. */
function move(
  draft: XpnnDraft,
  seatIndex: number,
  type: string,
  payload: unknown,
): Refusal | undefined {
  const rule = MOVE_RULES.get(type)
  if (!rule) throw new Error(`${type} is no move of xpnn`)
  const seat = seatOf(draft.state, seatIndex)
  const player = draft.players.find((each) => each.seat === seatIndex)
  if (!seat || !player || player.isFinished) return refuse('desk/not-seated')
  if (draft.phase !== rule.phase) return refuse('desk/wrong-phase')
  if (draft.phase === 'bet' && seatIndex === draft.state.bankerSeat) {
    return refuse('desk/not-your-turn')
  }
  const times = rule.times ? timesOf(payload) : 0
  if (rule.times && !(times >= rule.times.min && times <= rule.times.max)) {
    return refuse('desk/bad-times')
  }
  if (!isAwaited(draft.state, draft.phase, seat)) return refuse('desk/already-acted')
  act(draft, seat, times, false)
  advance(draft)
  return undefined
}

/** [XP6] Who leaves in play takes the default at once and stays in the hand. */
function leave(draft: XpnnDraft, seatIndex: number): undefined {
  const seat = seatOf(draft.state, seatIndex)
  if (!seat) return
  actByDefault(draft, seat)
  advance(draft)
}

/** The contract lets only integers through; anything else is out of every range. */
function timesOf(payload: unknown): number {
  const { times } = payload as { times?: unknown }
  return Number.isInteger(times) ? (times as number) : Number.NaN
}
