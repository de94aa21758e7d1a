import type { Game, GameEvent, HandDraft, HandPlayer, SeatResult } from '../game.ts'
import { DESK } from '../timers.ts'
import { checkEarlyResult, checkResults } from './checkResults.ts'
import type { DeskEvent } from './DeskEvent.ts'
import type { DeskState, Hand } from './DeskState.ts'
import { applyEvent, type NumberedPush } from './publish.ts'

/**
 * A decision in the making: collects events and shows the desk as it is after them. Nothing is
 * real before the caller has journaled `events`; a refused decision is just dropped.
 */
export class DeskDraft implements HandDraft<unknown, GameEvent, unknown> {
  desk: DeskState
  readonly events: DeskEvent[] = []
  readonly pushes: NumberedPush[] = []
  readonly game: Game
  readonly nowMs: number

  constructor(desk: DeskState, game: Game, nowMs: number) {
    this.desk = desk
    this.game = game
    this.nowMs = nowMs
  }

  record(event: DeskEvent): void {
    const { desk, push } = applyEvent(this.desk, event, this.game)
    this.desk = desk
    this.events.push(event)
    if (push) this.pushes.push(push)
  }

  get hand(): Hand {
    if (!this.desk.hand) throw new Error(`desk ${this.desk.deskId}: no hand is played`)
    return this.desk.hand
  }

  // What a game sees of the hand and may do with it.

  get state(): unknown {
    return this.hand.game
  }

  get players(): readonly HandPlayer[] {
    return this.hand.players.map((player) => {
      const seat = this.desk.seats[player.seat]
      return {
        seat: player.seat,
        playerId: player.playerId,
        stake: player.stake,
        isLeaving: player.hasLeft || seat?.isLeaving === true,
        isOffline: !player.hasLeft && seat?.isOffline === true,
        isFinished: player.finishedWith !== undefined,
      }
    })
  }

  get phase(): string {
    return this.desk.phase
  }

  get tier() {
    return this.desk.tier
  }

  get settings(): unknown {
    return this.desk.tier.settings
  }

  emit(event: GameEvent): void {
    this.record({ type: 'played', event })
  }

  enterPhase(
    phase: string,
    timer?: { kind: string; seconds: number; args?: Record<string, unknown> },
  ): void {
    this.record({ type: 'phase-entered', phase })
    if (timer) this.setTimer(DESK, timer.kind, timer.seconds, timer.args)
  }

  setTimer(
    seat: number,
    kind: string,
    seconds: number,
    args: Record<string, unknown> = {},
  ): number {
    const id = this.desk.nextTimerId
    const endsAtMs = this.nowMs + Math.round(seconds * 1000)
    const timer = { id, kind, seat, startedAtMs: this.nowMs, endsAtMs, args }
    this.record({ type: 'timer-set', timer })
    return id
  }

  clearTimer(timerId: number): void {
    if (this.desk.timers.some((timer) => timer.id === timerId)) {
      this.record({ type: 'timer-cleared', timerId })
    }
  }

  finishSeat(seat: number, result: number): void {
    checkEarlyResult(this.hand, seat, result)
    this.record({ type: 'seat-finished', seat, result })
  }

  finishHand(results: readonly SeatResult[]): void {
    checkResults(this.hand, results)
    const active = this.game.activeSeats(this.hand.game)
    this.record({ type: 'hand-finished', atMs: this.nowMs, results, active })
  }
}
