import assert from 'node:assert/strict'
import { isRefusal } from '../../../src/contract/refusals.ts'
import type { Tier } from '../../../src/contract/tiers.ts'
import type { DeskCommand } from '../../../src/games/desk/DeskCommand.ts'
import type { DeskEvent } from '../../../src/games/desk/DeskEvent.ts'
import { type DeskState, openDesk, type Seat } from '../../../src/games/desk/DeskState.ts'
import { messageFor, type NumberedPush } from '../../../src/games/desk/publish.ts'
import type { Game } from '../../../src/games/game.ts'
import { hashSeed } from '../../../src/games/shuffle.ts'
import { nextTimer } from '../../../src/games/timers.ts'
import { Xpnn } from '../../../src/games/xpnn/Xpnn.ts'
import { checkedDecide } from './checkedDecide.ts'
import { DeskBooks } from './DeskBooks.ts'
import { draw, letterOf, playerOf } from './draw.ts'
import { testTier } from './testTier.ts'

const STARTED_AT_MS = 1_000_000

/** What a desk answers: a refusal code, or the answer itself. */
export type Answer = string | Readonly<Record<string, unknown>>

/** A desk without an engine: commands in, events out, time by hand. Players are letters. */
export class TestDesk {
  nowMs = STARTED_AT_MS
  state: DeskState
  readonly game: Game
  readonly events: DeskEvent[] = []
  readonly pushes: NumberedPush[] = []
  readonly books = new DeskBooks()
  #seeds = 0

  constructor(game: Game = Xpnn as Game, tier: Partial<Tier> = {}) {
    this.game = game
    const serverSeed = this.#freshSeed()
    this.state = openDesk({
      deskId: 'desk',
      deskNo: 7,
      tier: testTier(game, tier),
      serverSeed,
      seedHash: hashSeed(serverSeed),
    })
  }

  do(command: DeskCommand): Answer {
    const context = { nowMs: this.nowMs, freshSeed: () => this.#freshSeed() }
    const decided = checkedDecide(this.state, command, context, this.game)
    if (isRefusal(decided)) return decided.refusal
    for (const event of decided.events) this.books.book(event, this.state)
    this.state = decided.next
    this.events.push(...decided.events)
    this.pushes.push(...decided.pushes)
    return decided.answer
  }

  sit(letter: string, { gold = 10_000, auto = true } = {}): Answer {
    return this.do({
      type: 'sit',
      playerId: playerOf(letter),
      nickname: letter,
      avatar: 0,
      gold,
      isBot: false,
      isAutoReady: auto,
    })
  }

  ready(letter: string, ready: boolean, auto?: boolean): Answer {
    const playerId = playerOf(letter)
    return this.do({ type: 'ready', playerId, ready, ...(auto === undefined ? {} : { auto }) })
  }

  leave(letter: string): Answer {
    return this.do({ type: 'leave', playerId: playerOf(letter) })
  }

  drop(letter: string): Answer {
    return this.do({ type: 'drop', playerId: playerOf(letter) })
  }

  comeBack(letter: string): Answer {
    return this.do({ type: 'return', playerId: playerOf(letter) })
  }

  seed(letter: string, seed: string): Answer {
    return this.do({ type: 'seed', playerId: playerOf(letter), seed })
  }

  move(letter: string, move: string, payload: Record<string, unknown> = {}): Answer {
    return this.do({ type: 'move', playerId: playerOf(letter), move, payload })
  }

  raise(letter: string, gold: number): Answer {
    return this.do({ type: 'raise-stake', playerId: playerOf(letter), gold })
  }

  close(reason: 'voided' | 'closed' = 'closed'): Answer {
    return this.do({ type: 'close', reason })
  }

  /** Waits for the timer that is due next. */
  runTimer(): Answer {
    const timer = nextTimer(this.state.timers)
    assert.ok(timer, `no timer runs: ${this.draw()}`)
    this.nowMs = Math.max(this.nowMs, timer.endsAtMs)
    return this.do({ type: 'timer', timerId: timer.id })
  }

  /** Time passes, and all that is due on the way happens. */
  wait(seconds: number): void {
    const untilMs = this.nowMs + seconds * 1000
    for (;;) {
      const timer = nextTimer(this.state.timers)
      if (!timer || timer.endsAtMs > untilMs) break
      this.runTimer()
    }
    this.nowMs = untilMs
  }

  /** The ledger pays the hand, to each seat what its result says, early losers out of the pot. */
  settle(): Answer {
    const { results = [], players = [] } = this.state.hand ?? {}
    const staying = results.filter(({ seat }) =>
      players.some((player) => player.seat === seat && !player.hasLeft),
    )
    const gold = Object.fromEntries(
      staying.map(({ seat, result, fee }) => [seat, this.seat(seat).gold + result - fee]),
    )
    return this.do({ type: 'settled', gold })
  }

  settleIfOver(): void {
    const { hand } = this.state
    if (hand?.results && !hand.isSettled) this.settle()
  }

  /** Plays a hand to its results by letting every timer of it end. */
  playByDefault(): void {
    for (let steps = 0; !this.state.hand?.results; steps++) {
      assert.ok(steps < 20, `a hand without an end: ${this.draw()}`)
      this.runTimer()
    }
  }

  /** From `ready` or later to `end`. */
  playToEnd(): void {
    this.playByDefault()
    this.settle()
  }

  seat(index: number): Seat {
    const seat = this.state.seats[index]
    assert.ok(seat)
    return seat
  }

  seatOf(letter: string): Seat | undefined {
    return this.state.seats.find(({ playerId }) => playerId === playerOf(letter))
  }

  draw(): string {
    return draw(this.state, this.nowMs)
  }

  /** `A left, B too-poor` */
  removed(): string {
    return this.pushes
      .filter(({ type }) => type === 'seat-removed')
      .map(({ fields }) => `${letterOf(fields['playerId'] as number)} ${fields['reason']}`)
      .join(', ')
  }

  /** What a player hears of the last push of that type. */
  heard(type: string, letter = '@'): Record<string, unknown> | undefined {
    const push = this.pushes.findLast((each) => each.type === type)
    return push && messageFor(push, playerOf(letter))
  }

  #freshSeed(): string {
    return (++this.#seeds).toString(16).padStart(64, '0')
  }
}

/** A desk of Niu Niu with these players seated: `'A B'`. */
export function deskWith(letters: string, tier: Partial<Tier> = {}, game?: Game): TestDesk {
  const desk = new TestDesk(game, tier)
  for (const letter of letters.split(' ')) desk.sit(letter)
  return desk
}

/** The same with the hand begun: in `bid`. */
export function deskInBid(letters: string, tier: Partial<Tier> = {}): TestDesk {
  const desk = deskWith(letters, tier)
  desk.runTimer()
  return desk
}
