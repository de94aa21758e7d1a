import { NOBODY, type PlayerId, type Rid } from '../contract/ids.ts'
import { isRefusal, type Refusal, refuse } from '../contract/refusals.ts'
import type { DeskCommand } from '../games/desk/DeskCommand.ts'
import type { DeskEvent } from '../games/desk/DeskEvent.ts'
import {
  type DeskState,
  isBetweenHands,
  type Seat,
  seatOf,
  takenSeats,
} from '../games/desk/DeskState.ts'
import { type Decided, decide } from '../games/desk/decide.ts'
import { viewFromSeat } from '../games/desk/project.ts'
import { messageFor, type NumberedPush } from '../games/desk/publish.ts'
import { refusesSeat } from '../games/desk/seating.ts'
import type { BotView, Game } from '../games/game.ts'
import type { DeskListing } from '../locator/Locator.ts'
import type { Log } from '../ops/Log.ts'
import { DeskMoney } from './DeskMoney.ts'
import { DeskTimers } from './DeskTimers.ts'
import { EventLog } from './EventLog.ts'
import type { Journal } from './Journal.ts'
import type { Scheduler } from './Scheduler.ts'
import type { Stakes } from './Stakes.ts'

/** What a desk gets from the process it lives in. */
export interface DeskServices {
  readonly journal: Journal
  readonly stakes: Stakes
  readonly scheduler: Scheduler
  /** 32 bytes of the system's cryptographic source, in hex. */
  readonly freshSeed: () => string
  readonly log: Log
}

/** Who hears of a desk: its room. Nothing of it may throw into the desk. */
export interface DeskListener {
  /** The desk changed; the journal has it already. */
  changed(desk: DeskState, pushes: readonly NumberedPush[]): void
  /** A player is no longer at the desk and his stake is back in his wallet. */
  seatFreed(playerId: PlayerId): void
  closed(): void
}

/** Whose command it is; goes into the journal and the log. */
export interface CommandMeta {
  readonly traceId: string
  readonly playerId?: PlayerId
  readonly rid?: Rid
}

export type Outcome = Refusal | Readonly<Record<string, unknown>>

export interface Sitter {
  readonly playerId: PlayerId
  readonly nickname: string
  readonly avatar: number
  readonly isBot: boolean
  readonly isAutoReady: boolean
}

/** Commands waiting behind one that is being journaled; more is a flood. */
const MAX_WAITING_COMMANDS = 256
/** A journal never grows much longer than this, even where people sit and leave without a hand. */
const ENTRIES_PER_SNAPSHOT = 500

/**
 * The desk engine: runs commands strictly one after another through decide → journal → evolve →
 * listener, and carries out what follows (timers, gold). Knows neither Colyseus nor any game.
 */
export class DeskHost {
  readonly game: Game
  readonly #services: DeskServices
  readonly #listener: DeskListener
  readonly #events = new EventLog()
  readonly #money: DeskMoney
  readonly #timers: DeskTimers
  readonly #waiting: (() => void)[] = []
  readonly #sitting = new Set<PlayerId>()
  #desk: DeskState
  #isBusy = false
  #isApplying = false
  #entryNumber = 0
  #snapshotNumber = 0
  #closeWhenSettled: 'voided' | 'closed' | undefined

  constructor(desk: DeskState, game: Game, services: DeskServices, listener: DeskListener) {
    this.game = game
    this.#desk = desk
    this.#services = services
    this.#listener = listener
    this.#money = new DeskMoney(this, services, {
      seatFreed: (playerId) => this.#call(() => listener.seatFreed(playerId)),
      closed: () => this.#call(() => listener.closed()),
      failed: (error) => this.fail(error),
    })
    this.#timers = new DeskTimers(services.scheduler, (timerId) =>
      this.submit({ type: 'timer', timerId }, { traceId: `timer-${timerId}` }),
    )
    this.#snapshot()
  }

  get desk(): DeskState {
    return this.#desk
  }

  seatOf(playerId: PlayerId): Seat | undefined {
    return seatOf(this.#desk, playerId)
  }

  /** What the directory is told of this desk. */
  listing(): DeskListing {
    const { deskId, deskNo, tier, isClosed } = this.#desk
    const isJoinable =
      !isClosed &&
      !this.#closeWhenSettled &&
      (this.game.canJoinInPlay || isBetweenHands(this.#desk))
    const { game, tierId, seats } = tier
    const taken = takenSeats(this.#desk)
    const people = this.#desk.seats.filter((s) => s.playerId !== NOBODY && !s.isBot).length
    return { deskId, deskNo, game, tierId, seats, taken, people, isJoinable }
  }

  /** Nobody sits here and nothing is under way. */
  isDeserted(): boolean {
    return takenSeats(this.#desk) === 0 && !this.#desk.hand && this.#sitting.size === 0
  }

  /**
   * Sits a player down: his wallet becomes the stake, then he takes a seat; if the desk refuses
   * him after all, the stake goes back. Faults of the database reject.
   */
  async sit(sitter: Sitter, meta: CommandMeta): Promise<Outcome> {
    const { playerId } = sitter
    if (this.#services.stakes.isFull) return refuse('desk/paused')
    const gold = Number.MAX_SAFE_INTEGER
    const refusal = refusesSeat(this.#desk, this.game.canJoinInPlay, { playerId, gold })
    if (refusal) return refusal
    if (this.#sitting.has(playerId)) return refuse('desk/already-seated')
    this.#sitting.add(playerId)
    try {
      const stake = await this.#takeStake(playerId)
      if (isRefusal(stake)) return stake
      const outcome = await this.submit({ type: 'sit', gold: stake, ...sitter }, meta)
      if (isRefusal(outcome)) await this.#money.giveBackUnused(playerId)
      return outcome
    } finally {
      this.#sitting.delete(playerId)
    }
  }

  /** After a fault nobody knows whether the stake was taken; then it goes back. */
  async #takeStake(playerId: PlayerId): Promise<number | Refusal> {
    const { deskNo, tier } = this.#desk
    try {
      return await this.#services.stakes.take(playerId, deskNo, tier.minEnter)
    } catch (error) {
      void this.#money.giveBackUnused(playerId)
      throw error
    }
  }

  /** Runs a command in its turn. Immediate, without a promise, where the journal is. */
  submit(command: DeskCommand, meta: CommandMeta): Outcome | Promise<Outcome> {
    if (!this.#isBusy) return this.#run(command, meta)
    if (this.#waiting.length >= MAX_WAITING_COMMANDS) return refuse('rate/limited')
    return new Promise((resolve) => {
      this.#waiting.push(() => resolve(this.#run(command, meta)))
    })
  }

  /** Every event after `seq` that this player may see, or why not. */
  since(seq: number, playerId: PlayerId): Refusal | Record<string, unknown>[] {
    const pushes = this.#events.since(seq)
    if (!pushes) return refuse('desk/gap')
    return pushes.map((push) => messageFor(push, playerId))
  }

  /** What a bot on that seat may know, and no more. */
  botView(seat: number): BotView {
    return viewFromSeat(this.#desk, seat, this.game)
  }

  /** New gold in a player's wallet joins his stake before the next hand. [DS9] */
  goldArrived(playerId: PlayerId): void {
    this.#money.goldArrived(playerId)
  }

  /** Ends the desk: at once, or, unless it is to be void, when the hand in play is paid. [HD5] */
  close(reason: 'voided' | 'closed'): void {
    const { hand } = this.#desk
    if (hand && !hand.isSettled && reason === 'closed') {
      this.#closeWhenSettled = reason
      return
    }
    void this.submit({ type: 'close', reason }, { traceId: 'desk-close' })
  }

  /** [IS1] A bug in this desk ends this desk only: its hand is void, its stakes go back. */
  fail(error: unknown): void {
    // Its room may find the bug while a change is shown: what follows from that change comes first.
    if (this.#isApplying) return queueMicrotask(() => this.fail(error))
    const { deskId, deskNo, handId } = this.#desk
    this.#services.log.error({ err: error, deskId, deskNo, handId }, 'desk failed and is closed')
    this.#closeWhenSettled = undefined
    try {
      const context = this.#context()
      const decided = decide(this.#desk, { type: 'close', reason: 'voided' }, context, this.game)
      if (!isRefusal(decided)) this.#apply(decided)
    } catch (second) {
      this.#services.log.error({ err: second, deskId }, 'a failed desk could not even be closed')
      this.#desk = { ...this.#desk, isClosed: true, timers: [] }
      this.#timers.set([])
      this.#money.abandon()
    }
  }

  #run(command: DeskCommand, meta: CommandMeta): Outcome | Promise<Outcome> {
    let decided: Refusal | Decided
    try {
      decided = decide(this.#desk, command, this.#context(), this.game)
    } catch (error) {
      this.fail(error)
      return refuse('server/fault')
    }
    if (isRefusal(decided)) return decided
    if (decided.events.length === 0) return decided.answer
    return this.#write(command, decided, meta)
  }

  /** Nothing is visible to anybody before it is in the journal. [JR1] */
  #write(command: DeskCommand, decided: Decided, meta: CommandMeta): Outcome | Promise<Outcome> {
    const { journal, scheduler } = this.#services
    const { events, answer } = decided
    const number = this.#entryNumber + 1
    const entry = { number, atMs: scheduler.nowMs(), command, events, answer, ...meta }
    let writing: void | Promise<void>
    try {
      writing = journal.append(this.#desk.deskId, entry)
    } catch (error) {
      return this.#notWritten(error, meta)
    }
    if (!writing) return this.#written(number, decided)
    this.#isBusy = true
    return writing
      .then(
        () => this.#written(number, decided),
        (error) => this.#notWritten(error, meta),
      )
      .finally(() => this.#runWaiting())
  }

  #written(number: number, decided: Decided): Outcome {
    // A desk that failed while the entry was on its way is closed and stays so.
    if (this.#desk.isClosed) return refuse('desk/gone')
    this.#entryNumber = number
    this.#apply(decided)
    if (number - this.#snapshotNumber >= ENTRIES_PER_SNAPSHOT) this.#snapshot()
    return decided.answer
  }

  #notWritten(error: unknown, meta: CommandMeta): Refusal {
    const { deskId } = this.#desk
    this.#services.log.error(
      { err: error, deskId, ...meta },
      'the journal failed; nothing was done',
    )
    return refuse('server/fault')
  }

  /** One that is refused does not write, so the next one follows at once. */
  #runWaiting(): void {
    this.#isBusy = false
    while (!this.#isBusy && this.#waiting.length > 0) this.#waiting.shift()?.()
  }

  #apply(decided: Decided): void {
    const before = this.#desk
    this.#desk = decided.next
    this.#isApplying = true
    this.#events.add(decided.pushes)
    this.#timers.set(this.#desk.timers)
    try {
      this.#call(() => this.#listener.changed(this.#desk, decided.pushes))
      for (const event of decided.events) this.#follow(event, before)
    } finally {
      this.#isApplying = false
    }
  }

  #follow(event: DeskEvent, before: DeskState): void {
    this.#money.follow(event, before)
    if (event.type === 'hand-cleared') this.#snapshot()
    if (event.type === 'settled' && this.#closeWhenSettled) this.close(this.#closeWhenSettled)
    if (event.type === 'desk-closed') {
      this.#keepBooks((journal, deskId) => journal.drop(deskId))
    }
  }

  #snapshot(): void {
    if (this.#desk.isClosed) return
    this.#snapshotNumber = this.#entryNumber
    this.#keepBooks((journal, deskId) => journal.snapshot(deskId, this.#entryNumber, this.#desk))
  }

  /** A snapshot or a drop that fails loses nothing: entries still tell what happened. */
  #keepBooks(run: (journal: Journal, deskId: string) => void | Promise<void>): void {
    const { journal, log } = this.#services
    const { deskId } = this.#desk
    const failed = (error: unknown) => log.warn({ err: error, deskId }, 'the journal failed')
    try {
      run(journal, deskId)?.catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  #context() {
    const { scheduler, freshSeed, stakes } = this.#services
    return { nowMs: scheduler.nowMs(), freshSeed, isPaused: stakes.isFull }
  }

  /** A listener that throws is a bug of its own; the desk goes on. */
  #call(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#services.log.error({ err: error, deskId: this.#desk.deskId }, 'a desk listener threw')
    }
  }
}
