import type { z } from 'zod'
import type { Gold, PlayerId } from '../contract/ids.ts'
import type { Refusal } from '../contract/refusals.ts'
import type { PushTable, RequestTable } from '../contract/request.ts'
import type { Tier } from '../contract/tiers.ts'
import type { FairStream } from './shuffle.ts'
import type { CdTimer } from './timers.ts'

/**
 * The game interface. A game is rules and nothing else: no clock, no chance, no I/O; time, the
 * shuffle and the players come in as arguments. The desk (see `desk/`) does everything that all
 * games share: seats, stakes, readiness, the hand's beginning and end, removal. From `start` until
 * the desk's `end` phase is over, the game holds a state `S` of its own, which only `evolve` makes,
 * from events `E` that only `decide` emits. So a hand can be rebuilt from its events, anywhere.
 */
export interface Game<S = unknown, E extends GameEvent = GameEvent, C = unknown> {
  /** The room name. */
  readonly name: string
  /** Seats the rules allow; a tier outside of it is refused at start. */
  readonly seats: { readonly min: number; readonly max: number }
  /** The moves as requests, by message type (`xpnn/bid`). */
  readonly moves: RequestTable
  /** What `publish` may send, by event type. */
  readonly events: PushTable
  /** Checks a tier's `settings` and fills in defaults (seconds of the phases and the like). */
  readonly settings: z.ZodType<C>
  /** Why the rules cannot be played at such stakes, if they cannot; the server then does not start. */
  readonly refusesTier?: (tier: Tier) => string | undefined
  /** Whether a desk can be joined while a hand is played. */
  readonly canJoinInPlay: boolean

  /** Begins a hand: deals, enters the first phase. */
  start(hand: HandDraft<S, E, C>, shuffle: FairStream): void
  /** Answers a command with a refusal that changes nothing, or emits what follows from it. */
  decide(hand: HandDraft<S, E, C>, command: GameCommand): Refusal | undefined
  /** The next state; `state` is undefined before the first event of a hand. */
  evolve(state: S | undefined, event: E): S

  /** What the event tells the viewers, or undefined if it tells nothing. */
  publish(event: E, state: S): GamePush | undefined
  /** Fields all viewers see beside the desk's own, between hands (`state` undefined) too. */
  deskFields(state: S | undefined): FieldValues
  /** Seat fields that reach only the seat's own player; the schema hides the same (`view()`). */
  readonly hiddenSeatFields: readonly string[]
  /** Fields of a seat, hidden ones included. */
  seatFields(state: S | undefined, seat: number): FieldValues
  /** The game's part of the hand record. */
  record(state: S): GameRecord
  /** Seats that did something themselves in this hand, not by default. [RD5] */
  activeSeats(state: S): readonly number[]
  /**
   * What a house bot does, given what its client would see and one random number of [0, 1).
   * Undefined if it has nothing to do now.
   */
  suggest(view: BotView, random: number): BotMove | undefined
}

/** An event of a game; its data is JSON. `type` is one of the game's own. */
export interface GameEvent {
  readonly type: string
}

/** One who plays this hand, as the desk knows him at this moment. */
export interface HandPlayer {
  readonly seat: number
  readonly playerId: PlayerId
  /** Gold at the desk when the hand began: the most the seat can lose. */
  readonly stake: Gold
  /** Asked to leave: takes default actions at once. */
  readonly isLeaving: boolean
  readonly isOffline: boolean
  /** Its hand ended before the others', see `finishSeat`. */
  readonly isFinished: boolean
}

/** What happens to a hand, in the words of the game. */
export type GameCommand =
  | {
      readonly type: 'move'
      readonly seat: number
      readonly move: string
      readonly payload: unknown
    }
  /** A player sat down during the hand (only with `canJoinInPlay`). */
  | { readonly type: 'sat'; readonly seat: number }
  | { readonly type: 'left'; readonly seat: number }
  | { readonly type: 'dropped'; readonly seat: number }
  | { readonly type: 'returned'; readonly seat: number }
  | { readonly type: 'timer'; readonly timer: CdTimer }

/** What a seat wins or loses; the results of a hand sum to exactly zero, fees come on top. */
export interface SeatResult {
  readonly seat: number
  readonly result: number
  readonly fee: Gold
}

/**
 * The hand while a command is decided. Whatever is emitted is applied at once: `state` and
 * `players` always show the present. If `decide` refuses, nothing of it remains.
 */
export interface HandDraft<S, E extends GameEvent, C> {
  readonly state: S
  /** Those dealt in, by ascending seat. */
  readonly players: readonly HandPlayer[]
  readonly phase: string
  readonly nowMs: number
  readonly tier: Tier
  readonly settings: C
  emit(event: E): void
  /** Enters a phase: the desk timer of the phase before is gone, a new one may start. */
  enterPhase(
    phase: string,
    timer?: { kind: string; seconds: number; args?: Record<string, unknown> },
  ): void
  /** A countdown of one seat. Returns its id, for `clearTimer`. */
  setTimer(seat: number, kind: string, seconds: number, args?: Record<string, unknown>): number
  clearTimer(timerId: number): void
  /**
   * Ends the hand for one seat before the rest, with what it lost so far (`result` ≤ 0, no more
   * than its stake). It may then leave at once. Its result must come back in `finishHand`.
   */
  finishSeat(seat: number, result: number): void
  /** Ends the hand: the desk settles. One result for every player of the hand. */
  finishHand(results: readonly SeatResult[]): void
}

export type FieldValue = string | number | boolean | readonly number[]
export type FieldValues = Readonly<Record<string, FieldValue>>

/** A `desk/event` without its `seq`. `own` is added for the player of `own.seat` alone. */
export interface GamePush {
  readonly type: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly own?: { readonly seat: number; readonly fields: Readonly<Record<string, unknown>> }
}

export interface GameRecord {
  readonly desk: Readonly<Record<string, unknown>>
  /** By seat. */
  readonly seats: Readonly<Record<number, Readonly<Record<string, unknown>>>>
  readonly actions: readonly GameAction[]
}

export interface GameAction {
  readonly atMs: number
  readonly seat: number
  readonly type: string
  readonly value: number | string
  /** True when the timer or the leaving of the player acted for him. */
  readonly byDefault?: boolean
}

/** Exactly what the client of that seat would see: public fields of all, hidden ones of its own. */
export interface BotView {
  readonly seat: number
  readonly phase: string
  readonly tier: Tier
  readonly desk: FieldValues
  readonly seats: readonly FieldValues[]
}

export interface BotMove {
  readonly move: string
  readonly payload: Readonly<Record<string, unknown>>
}
