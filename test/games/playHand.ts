import assert from 'node:assert/strict'
import type { Refusal } from '../../src/contract/refusals.ts'
import { deskTimingsSchema, type Tier } from '../../src/contract/tiers.ts'
import type {
  Game,
  GameCommand,
  GameEvent,
  GamePush,
  HandDraft,
  HandPlayer,
  SeatResult,
} from '../../src/games/game.ts'
import { openStream } from '../../src/games/shuffle.ts'
import { type CdTimer, DESK, nextTimer } from '../../src/games/timers.ts'

/** What a hand begins with; everything has a plain default. */
export interface HandSetup {
  readonly seats?: readonly number[]
  /** By order of the seats. */
  readonly stakes?: readonly number[]
  /** Seats that asked to leave before the hand began. */
  readonly leaving?: readonly number[]
  readonly serverSeed?: string
  readonly clientSeeds?: readonly string[]
  readonly tier?: Partial<Tier>
}

export const SERVER_SEED = '5eed'.repeat(16)
const STARTED_AT_MS = 1_000_000

/** What there is of a hand at one moment; a refused command gives it all back. */
interface Moment<S, E> {
  readonly state: S | undefined
  readonly players: readonly HandPlayer[]
  readonly phase: string
  readonly timers: readonly CdTimer[]
  readonly nextTimerId: number
  readonly events: readonly E[]
  readonly pushes: readonly GamePush[]
  readonly results: readonly SeatResult[] | undefined
}

/**
 * One hand of any game without a desk: the plainest `HandDraft` there is. It checks whatever a game
 * promises to every desk: JSON events, states never changed in place, pushes of the declared shape,
 * results that sum to zero.
 */
export class PlayedHand<S, E extends GameEvent, C> implements HandDraft<S, E, C> {
  nowMs = STARTED_AT_MS
  readonly game: Game<S, E, C>
  readonly tier: Tier
  readonly settings: C
  #moment: Moment<S, E>

  constructor(game: Game<S, E, C>, setup: HandSetup) {
    const seats = setup.seats ?? [0, 1, 2]
    this.game = game
    this.tier = tierOf(game.name, setup.tier)
    this.settings = game.settings.parse(this.tier.settings)
    const players = seats.map((seat, order) => ({
      seat,
      playerId: 100 + seat,
      stake: setup.stakes?.[order] ?? 10_000,
      isLeaving: setup.leaving?.includes(seat) ?? false,
      isOffline: false,
      isFinished: false,
    }))
    this.#moment = {
      state: undefined,
      players,
      phase: 'ready',
      timers: [],
      nextTimerId: 1,
      events: [],
      pushes: [],
      results: undefined,
    }
    const clientSeeds = setup.clientSeeds ?? seats.map(() => '')
    game.start(this, openStream(setup.serverSeed ?? SERVER_SEED, clientSeeds))
  }

  // The draft, as the game sees it.

  get state(): S {
    if (this.#moment.state === undefined) throw new Error('nothing is dealt yet')
    return this.#moment.state
  }

  get players(): readonly HandPlayer[] {
    return this.#moment.players
  }

  get phase(): string {
    return this.#moment.phase
  }

  emit(event: E): void {
    assert.deepEqual(JSON.parse(JSON.stringify(event)), event, 'an event is JSON')
    const state = freeze(this.game.evolve(this.#moment.state, freeze(event)))
    const push = this.game.publish(event, state)
    if (push) this.#checkPush(push)
    const { events, pushes } = this.#moment
    this.#change({
      state,
      events: [...events, event],
      pushes: push ? [...pushes, push] : pushes,
    })
  }

  enterPhase(
    phase: string,
    timer?: { kind: string; seconds: number; args?: Record<string, unknown> },
  ): void {
    this.#change({ phase, timers: this.timers.filter(({ seat }) => seat !== DESK) })
    if (timer) this.setTimer(DESK, timer.kind, timer.seconds, timer.args)
  }

  setTimer(
    seat: number,
    kind: string,
    seconds: number,
    args: Record<string, unknown> = {},
  ): number {
    const id = this.#moment.nextTimerId
    const endsAtMs = this.nowMs + seconds * 1000
    const timer = { id, kind, seat, startedAtMs: this.nowMs, endsAtMs, args }
    this.#change({ timers: [...this.timers, timer], nextTimerId: id + 1 })
    return id
  }

  clearTimer(timerId: number): void {
    this.#change({ timers: this.timers.filter(({ id }) => id !== timerId) })
  }

  finishSeat(seat: number, result: number): void {
    const player = this.players.find((each) => each.seat === seat)
    assert.ok(player && !player.isFinished && result <= 0 && result >= -player.stake)
    this.#changePlayer(seat, { isFinished: true })
  }

  finishHand(results: readonly SeatResult[]): void {
    assert.equal(this.results, undefined, 'a hand ends once')
    checkResults(results, this.players)
    this.#change({ results, phase: 'end', timers: [] })
  }

  // What happens to the hand.

  move(seat: number, move: string, payload: Record<string, unknown> = {}): Refusal | undefined {
    return this.#decide({ type: 'move', seat, move, payload })
  }

  leave(seat: number): Refusal | undefined {
    this.#changePlayer(seat, { isLeaving: true })
    return this.#decide({ type: 'left', seat })
  }

  drop(seat: number): Refusal | undefined {
    this.#changePlayer(seat, { isOffline: true })
    return this.#decide({ type: 'dropped', seat })
  }

  comeBack(seat: number): Refusal | undefined {
    this.#changePlayer(seat, { isOffline: false })
    return this.#decide({ type: 'returned', seat })
  }

  /** A player sits down at a seat that is not in the hand. */
  sit(seat: number): Refusal | undefined {
    return this.#decide({ type: 'sat', seat })
  }

  /** Waits for the timer that is due next. */
  runTimer(): Refusal | undefined {
    const timer = nextTimer(this.timers)
    assert.ok(timer, 'no timer runs')
    this.nowMs = timer.endsAtMs
    this.clearTimer(timer.id)
    return this.#decide({ type: 'timer', timer })
  }

  /** A timer that should be gone already comes all the same. */
  runLateTimer(kind: string): Refusal | undefined {
    const timer = {
      id: 99,
      kind,
      seat: DESK,
      startedAtMs: this.nowMs,
      endsAtMs: this.nowMs,
      args: {},
    }
    return this.#decide({ type: 'timer', timer })
  }

  // What is to be seen of it.

  get timers(): readonly CdTimer[] {
    return this.#moment.timers
  }

  get events(): readonly E[] {
    return this.#moment.events
  }

  get pushes(): readonly GamePush[] {
    return this.#moment.pushes
  }

  get results(): readonly SeatResult[] | undefined {
    return this.#moment.results
  }

  /** A field of every playing seat in a row, `.` for −1: `'2 . 0'`. */
  draw(field: string): string {
    return this.players
      .map(({ seat }) => this.game.seatFields(this.state, seat)[field])
      .map((value) => (value === -1 ? '.' : String(value)))
      .join(' ')
  }

  /** Everything a viewer without a seat receives, as one text. */
  publicTrace(): string {
    const pushes = this.pushes.map(({ type, fields }) => ({ type, ...fields }))
    const seats = this.players.map(({ seat }) =>
      Object.entries(this.game.seatFields(this.state, seat)).filter(
        ([name]) => !this.game.hiddenSeatFields.includes(name),
      ),
    )
    const desk = this.game.deskFields(this.state)
    return JSON.stringify({ phase: this.phase, timers: this.timers, pushes, seats, desk })
  }

  /** Goes on as if these events had been those of the hand. */
  rewrite(events: readonly E[]): void {
    let state: S | undefined
    for (const event of events) state = this.game.evolve(state, event)
    this.#change({ state, events })
  }

  #decide(command: GameCommand): Refusal | undefined {
    const before = this.#moment
    const refusal = this.game.decide(this, command)
    if (refusal) this.#moment = before
    return refusal
  }

  #change(change: Partial<Moment<S, E>>): void {
    this.#moment = { ...this.#moment, ...change }
  }

  #changePlayer(seat: number, change: Partial<HandPlayer>): void {
    this.#change({
      players: this.players.map((each) => (each.seat === seat ? { ...each, ...change } : each)),
    })
  }

  #checkPush(push: GamePush): void {
    const contract = this.game.events[push.type]
    assert.ok(contract, `${push.type} is not declared`)
    contract.payload.parse(push.fields)
    if (push.own) contract.payload.parse({ ...push.fields, ...push.own.fields })
  }
}

/** Begins a hand of a game, see `PlayedHand`. */
export function playHand<S, E extends GameEvent, C>(
  game: Game<S, E, C>,
  setup: HandSetup = {},
): PlayedHand<S, E, C> {
  return new PlayedHand(game, setup)
}

function checkResults(results: readonly SeatResult[], players: readonly HandPlayer[]): void {
  assert.deepEqual(
    results.map(({ seat }) => seat),
    players.map(({ seat }) => seat),
  )
  let sum = 0n
  for (const [order, { result, fee }] of results.entries()) {
    assert.ok(Number.isSafeInteger(result) && result >= -players[order]!.stake)
    assert.ok(Number.isSafeInteger(fee) && fee >= 0 && fee <= Math.max(0, result))
    sum += BigInt(result)
  }
  assert.equal(sum, 0n, 'the results sum to zero')
}

function tierOf(game: string, change: Partial<Tier> = {}): Tier {
  return {
    tierId: 1,
    gameId: 1,
    game,
    gameType: 100,
    gameName: game,
    name: 'Test',
    baseBet: 10,
    minEnter: 100,
    minStay: 50,
    seats: 5,
    minPlayers: 2,
    feePercent: 5,
    minDesks: 0,
    regroup: false,
    groupMode: 'join',
    isOpen: true,
    timings: deskTimingsSchema.parse({}),
    settings: {},
    ...change,
  }
}

/** Whoever writes into it now fails loudly. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}
