import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { DeskState } from '../../../src/games/desk/DeskState.ts'
import { isInHand } from '../../../src/games/desk/DeskState.ts'
import { viewFromSeat } from '../../../src/games/desk/project.ts'
import type { Game } from '../../../src/games/game.ts'
import type { XpnnState } from '../../../src/games/xpnn/state.ts'
import { Xpnn } from '../../../src/games/xpnn/Xpnn.ts'
import { HighCard } from '../../highcard/HighCard.ts'
import type { HighCardState } from '../../highcard/highCardState.ts'
import { letterOf } from './draw.ts'
import type { TestDesk } from './TestDesk.ts'

/** One thing that happens at a desk; numbers are taken modulo whatever there is to choose from. */
export interface Step {
  readonly what: (typeof WHAT)[number]
  readonly who: number
  readonly n: number
}

// Often what brings a hand forward, seldom what ends the desk.
const WHAT = [
  ...(['sit', 'sit', 'sit', 'sit', 'timer', 'timer', 'timer', 'timer', 'timer', 'move'] as const),
  ...(['move', 'move', 'move', 'settle', 'settle', 'settle', 'leave', 'drop', 'return'] as const),
  ...(['return', 'ready', 'auto', 'seed', 'raise', 'wait', 'wrong-move', 'late-timer'] as const),
]

export const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...WHAT),
  who: fc.nat({ max: 6 }),
  n: fc.nat({ max: 9999 }),
})

/** A game, and its state with the cards changed that a viewer must not know. */
export interface GameKit {
  readonly game: Game
  readonly disguise: (state: unknown, viewer: number) => unknown
}

export const XPNN_KIT: GameKit = {
  game: Xpnn as Game,
  disguise: (state, viewer) => {
    const hand = state as XpnnState
    const seats = hand.seats.map((seat, order) => {
      if (seat.isOpen) return seat
      const other = [1, 2, 3, 4, 5].map((card) => card + 16 * (order % 4))
      // Its own player knows four of them, and the fifth once he was shown it.
      const known = seat.seat !== viewer ? 0 : seat.hasFifth ? 5 : 4
      return { ...seat, cards: seat.cards.map((card, i) => (i < known ? card : other[i]!)) }
    })
    return { ...hand, seats, stream: { ...hand.stream, key: 'ff'.repeat(32) } }
  },
}

export const HIGH_CARD_KIT: GameKit = {
  game: HighCard as Game,
  disguise: (state, viewer) => {
    const hand = state as HighCardState
    const seats = hand.seats.map((seat) =>
      seat.isShown || (seat.seat === viewer && !seat.hasFolded) ? seat : { ...seat, card: 0x3d },
    )
    return { ...hand, seats }
  },
}

/** Carries out one step; what it asks may well be refused. */
export function takeStep(desk: TestDesk, step: Step): void {
  const { what, n } = step
  const letter = letterOf(1 + step.who)
  switch (what) {
    case 'sit':
      return void desk.sit(letter, { gold: 90 + n, auto: n % 5 > 0 })
    case 'ready':
      return void desk.ready(letter, n % 2 === 0)
    case 'auto':
      return void desk.ready(letter, n % 2 === 0, n % 3 > 0)
    case 'leave':
      return void desk.leave(letter)
    case 'drop':
      return void desk.drop(letter)
    case 'return':
      return void desk.comeBack(letter)
    case 'seed':
      return void desk.seed(letter, `seed-${n}`)
    case 'raise': {
      const gold = (desk.seatOf(letter)?.gold ?? 0) + n
      return void desk.raise(letter, gold)
    }
    case 'settle':
      return void desk.settleIfOver()
    case 'timer':
      return desk.state.timers.length > 0 ? void desk.runTimer() : undefined
    case 'late-timer':
      return void desk.do({ type: 'timer', timerId: n % (desk.state.nextTimerId + 2) })
    case 'wait':
      return desk.wait((n % 40) / 4)
    case 'move':
      return playerMoves(desk, n)
    case 'wrong-move': {
      const moves = Object.keys(desk.game.moves)
      return void desk.move(letter, moves[n % moves.length]!, { times: (n % 9) - 2 })
    }
  }
}

/** Somebody of the hand does what a bot would do in his place. */
function playerMoves(desk: TestDesk, n: number): void {
  const playing = desk.state.seats.filter(({ index }) => isInHand(desk.state, index))
  const seat = playing[n % Math.max(playing.length, 1)]
  if (!seat) return
  const view = viewFromSeat(desk.state, seat.index, desk.game)
  const move = desk.game.suggest(view, (n % 100) / 100)
  if (move) desk.move(letterOf(seat.playerId), move.move, move.payload)
}

/** Whatever a seat or a bystander sees must be the same whatever the cards are that it must not know. */
export function checkSecrets(desk: TestDesk, kit: GameKit): void {
  const { state } = desk
  const { hand } = state
  if (!hand) return
  for (let viewer = -1; viewer < state.seats.length; viewer++) {
    // A seat whose player was not dealt in sees what a bystander sees.
    const isDealtIn = hand.players.some(({ seat, hasLeft }) => seat === viewer && !hasLeft)
    const game = kit.disguise(hand.game, isDealtIn ? viewer : -1)
    const disguised: DeskState = { ...state, hand: { ...hand, game, serverSeed: 'ff' } }
    assert.deepEqual(
      viewFromSeat(disguised, viewer, desk.game),
      viewFromSeat(state, viewer, desk.game),
      `seat ${viewer} sees a card it must not know: ${desk.draw()}`,
    )
  }
}

/** A hand in play ends by its timers alone, and the desk after it waits for players again. */
export function checkItEnds(desk: TestDesk): void {
  if (!desk.state.hand) return
  if (!desk.state.hand.results) desk.playByDefault()
  desk.settleIfOver()
  assert.equal(desk.state.phase, 'end', desk.draw())
  for (let steps = 0; desk.state.phase === 'end'; steps++) {
    assert.ok(steps < 10, `end does not end: ${desk.draw()}`)
    desk.runTimer()
  }
  assert.match(desk.state.phase, /^(waiting|ready)$/)
}
