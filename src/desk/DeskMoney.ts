import { randomUUID } from 'node:crypto'
import { NOBODY, type PlayerId } from '../contract/ids.ts'
import { isRefusal } from '../contract/refusals.ts'
import type { DeskCommand } from '../games/desk/DeskCommand.ts'
import type { DeskEvent } from '../games/desk/DeskEvent.ts'
import { type DeskState, type Hand, isInHand, seatOf } from '../games/desk/DeskState.ts'
import { recordHand } from '../games/desk/record.ts'
import type { Settlement } from '../ledger/Ledger.ts'
import type { DeskHost, DeskServices } from './DeskHost.ts'

/** How long after the desk could not hear of a payment it is told again. */
const TELL_AGAIN_MS = 250

interface Consequences {
  seatFreed(playerId: PlayerId): void
  closed(): void
  failed(error: unknown): void
}

/**
 * What the events of one desk mean in gold. Every movement has a key made of the desk's number and
 * of the event, so that doing it twice, here or on another process, changes nothing. [GD3]
 */
export class DeskMoney {
  readonly #host: DeskHost
  readonly #services: DeskServices
  readonly #then: Consequences
  readonly #owed = new Set<PlayerId>()
  #returning: Promise<unknown> = Promise.resolve()

  constructor(host: DeskHost, services: DeskServices, then: Consequences) {
    this.#host = host
    this.#services = services
    this.#then = then
  }

  follow(event: DeskEvent, before: DeskState): void {
    if (event.type === 'hand-finished') void this.#settle()
    if (event.type === 'hand-voided' && before.hand) this.#voidHand(before.hand, before.deskNo)
    if (event.type === 'seat-removed') this.#giveBack(event, before)
    if (event.type === 'desk-closed') this.#returning.then(() => this.#then.closed())
    if (event.type === 'hand-cleared') for (const playerId of this.#owed) void this.#raise(playerId)
  }

  /** [DS9] Joins the stake now, or when the hand is over. */
  goldArrived(playerId: PlayerId): void {
    this.#owed.add(playerId)
    const seat = seatOf(this.#host.desk, playerId)
    if (seat && !isInHand(this.#host.desk, seat.index)) void this.#raise(playerId)
  }

  /** The desk refused the seat after the stake was taken. */
  giveBackUnused(playerId: PlayerId): Promise<unknown> {
    const { deskNo } = this.#host.desk
    // No event tells of it, so nothing can be replayed and a new key each time is right.
    const key = `unstake:${deskNo}:unused:${randomUUID()}`
    return this.#services.stakes.giveBack(key, { playerId, deskNo, intoPot: 0 })
  }

  /** The last resort when the desk's own rules fail: void what is played, return every stake. */
  abandon(): void {
    const { desk } = this.#host
    if (desk.hand && !desk.hand.isSettled) this.#voidHand(desk.hand, desk.deskNo)
    for (const { playerId } of desk.seats) {
      if (playerId === NOBODY) continue
      const key = `unstake:${desk.deskNo}:abandoned:${playerId}`
      this.#return(key, { playerId, deskNo: desk.deskNo, intoPot: 0 })
    }
    this.#returning.then(() => this.#then.closed())
  }

  /** [HD2] One transaction whose key is the hand id; the desk shows `isSettling` until it is in. */
  async #settle(): Promise<void> {
    try {
      const settlement = settlementOf(this.#host.desk, this.#host)
      // What early leavers lost must be in the pot first.
      await this.#returning
      const stakes = await this.#services.stakes.settle(settlement)
      const gold = Object.fromEntries(
        settlement.lines.map((line, i) => [line.seat, stakes[i] ?? 0]),
      )
      await this.#tell({ type: 'settled', gold }, `settle-${settlement.handId}`)
    } catch (error) {
      // A desk that was closed meanwhile has declared the hand void: no payment is right then.
      if (!this.#host.desk.isClosed) this.#then.failed(error)
    }
  }

  /** The gold has moved, so the desk must hear of it: a journal that is away is waited for. */
  async #tell(command: DeskCommand, traceId: string): Promise<void> {
    for (;;) {
      const outcome = await this.#host.submit(command, { traceId })
      if (!isRefusal(outcome) || outcome.refusal === 'desk/gone') return
      const { scheduler } = this.#services
      const atMs = scheduler.nowMs() + TELL_AGAIN_MS
      await new Promise<void>((resolve) => void scheduler.at(atMs, resolve))
    }
  }

  #voidHand(hand: Hand, deskNo: number): void {
    const fromPot = hand.players
      .filter((player) => player.hasLeft)
      .map((player) => ({ playerId: player.playerId, amount: -(player.finishedWith ?? 0) }))
      .filter((share) => share.amount > 0)
    // What early leavers lost must be in the pot first, or it would stay there.
    const done = this.#returning.then(() =>
      this.#services.stakes.voidHand({ handId: hand.handId, deskNo, fromPot }),
    )
    this.#returning = done.catch((error) => {
      const { handId } = hand
      this.#services.log.error({ err: error, handId }, 'a hand could not be declared void')
    })
  }

  #giveBack(event: DeskEvent & { type: 'seat-removed' }, before: DeskState): void {
    const { playerId, intoPot } = event
    this.#owed.delete(playerId)
    // `seq` of the desk before the change: the same again whenever this entry is replayed.
    const key = `unstake:${before.deskNo}:${before.seq}:${event.seat}:${playerId}`
    this.#return(key, { playerId, deskNo: before.deskNo, intoPot })
  }

  #return(key: string, move: { playerId: PlayerId; deskNo: number; intoPot: number }): void {
    const done = this.#services.stakes
      .giveBack(key, move)
      .then(() => this.#then.seatFreed(move.playerId))
    this.#returning = Promise.all([this.#returning, done])
  }

  async #raise(playerId: PlayerId): Promise<void> {
    this.#owed.delete(playerId)
    if (!seatOf(this.#host.desk, playerId)) return
    try {
      const gold = await this.#services.stakes.topUp(playerId, this.#host.desk.deskNo)
      await this.#host.submit(
        { type: 'raise-stake', playerId, gold },
        { traceId: `top-up-${playerId}`, playerId },
      )
    } catch (error) {
      this.#services.log.warn({ err: error, playerId }, 'new gold did not join the stake yet')
      this.#owed.add(playerId)
    }
  }
}

function settlementOf(desk: DeskState, host: DeskHost): Settlement {
  const { hand, deskNo, tier } = desk
  if (!hand?.results) throw new Error(`desk ${desk.deskId}: no results to settle`)
  const { results } = hand
  return {
    handId: hand.handId,
    deskNo,
    tierId: tier.tierId,
    endedAtMs: hand.endedAtMs,
    lines: hand.players.map((player) => {
      const line = results.find((r) => r.seat === player.seat)
      const fromPot = player.hasLeft
      return {
        playerId: player.playerId,
        seat: player.seat,
        result: line?.result ?? 0,
        fee: line?.fee ?? 0,
        fromPot,
      }
    }),
    record: recordHand(desk, host.game),
  }
}
