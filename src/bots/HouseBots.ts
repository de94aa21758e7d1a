import type { PlayerId } from '../contract/ids.ts'
import { isRefusal } from '../contract/refusals.ts'
import type { DeskHost } from '../desk/DeskHost.ts'
import type { Scheduler } from '../desk/Scheduler.ts'
import { type DeskState, isBetweenHands, isInHand } from '../games/desk/DeskState.ts'
import type { Log } from '../ops/Log.ts'
import type { Bot, BotPool } from './BotPool.ts'

export interface HouseBotsParts {
  readonly pool: BotPool
  readonly scheduler: Scheduler
  /** Numbers of [0, 1). */
  readonly random: () => number
  readonly fillSeconds: number
  /** Chairs nobody holds or has claimed. */
  readonly freeSeats: (deskId: string) => Promise<number>
  readonly log: Log
}

/** [BT3] At least one chair stays free for people, and this many opponents are company enough. */
const MOST_BOTS_AT_A_DESK = 2
/** A bot thinks at least and at most this long, but always less than its countdown leaves. */
const THINK_MS = { least: 500, most: 2200 }
/** A bot gets up after some hands, so that faces change. */
const HANDS = { least: 4, most: 12 }

/**
 * House bots: opponents for people who wait. [BT2] A seated player who waits `fillSeconds` gets
 * some; they go when the last person has gone. They play through the same door as people: commands
 * to the desk, decided on what a client at their seat would see.
 */
export class HouseBots {
  readonly #parts: HouseBotsParts
  readonly #waits = new Map<string, () => void>()
  readonly #thinking = new Map<PlayerId, () => void>()
  /** The hand of the desk after which a bot gets up. */
  readonly #lastHand = new Map<PlayerId, number>()

  constructor(parts: HouseBotsParts) {
    this.#parts = parts
  }

  /** The desk changed: bots may come, act, or go. Never throws. */
  deskChanged(host: DeskHost): void {
    if (this.#parts.fillSeconds <= 0) return
    this.#watch(host)
    for (const seat of host.desk.seats) {
      if (seat.isBot) this.#think(host, seat.playerId, seat.index)
    }
  }

  deskClosed(deskId: string): void {
    this.#waits.get(deskId)?.()
    this.#waits.delete(deskId)
  }

  /** A bot's stake is back in its wallet: it may be lent again. */
  stoodUp(playerId: PlayerId): void {
    if (!this.#parts.pool.isBot(playerId)) return
    this.#thinking.get(playerId)?.()
    this.#thinking.delete(playerId)
    this.#lastHand.delete(playerId)
    this.#parts.pool.giveBack(playerId)
  }

  #watch(host: DeskHost): void {
    const { deskId } = host.desk
    const { people, bots } = census(host.desk)
    if (people === 0 && bots > 0 && isBetweenHands(host.desk)) return this.#sendAway(host)
    const lonely = people > 0 && bots === 0 && host.desk.phase === 'waiting'
    if (!lonely) return this.deskClosed(deskId)
    if (this.#waits.has(deskId)) return
    const atMs = this.#parts.scheduler.nowMs() + this.#parts.fillSeconds * 1000
    this.#waits.set(
      deskId,
      this.#parts.scheduler.at(atMs, () => {
        this.#waits.delete(deskId)
        // Whoever still waits afterwards gets another try.
        void this.#fill(host).then(() => this.#watch(host))
      }),
    )
  }

  async #fill(host: DeskHost): Promise<void> {
    const { pool, random, freeSeats, log } = this.#parts
    const { tier, deskId } = host.desk
    const wanted = Math.max(tier.minPlayers - 1, 1 + Math.floor(random() * MOST_BOTS_AT_A_DESK))
    try {
      for (let i = 0; i < wanted; i++) {
        const free = await freeSeats(deskId)
        if (free < 1 || (free < 2 && i >= tier.minPlayers - 1)) return
        const gold = Math.floor(tier.minEnter * (2 + random() * 6))
        const bot = await pool.borrow(gold)
        if (!bot) return
        if (!(await this.#sit(host, bot))) return
        const hands = HANDS.least + Math.floor(random() * (HANDS.most - HANDS.least))
        this.#lastHand.set(bot.playerId, host.desk.handsStarted + hands)
      }
    } catch (error) {
      log.warn({ err: error, deskId }, 'no house bot could sit down')
    }
  }

  /** One who does not get a seat goes back to the pool. */
  async #sit(host: DeskHost, bot: Bot): Promise<boolean> {
    const { playerId } = bot
    let hasSeat = false
    try {
      const sitter = { ...bot, isBot: true, isAutoReady: true }
      hasSeat = !isRefusal(await host.sit(sitter, { traceId: `bot-${playerId}`, playerId }))
    } finally {
      if (!hasSeat) this.#parts.pool.giveBack(playerId)
    }
    return hasSeat
  }

  /** After a while a bot acts on what it sees then; a new change of the desk starts it anew. */
  #think(host: DeskHost, playerId: PlayerId, seatIndex: number): void {
    const { scheduler, random } = this.#parts
    const { desk } = host
    if (isBetweenHands(desk)) return this.#mayGetUp(host, playerId)
    if (!isInHand(desk, seatIndex) || this.#thinking.has(playerId)) return
    if (!host.game.suggest(host.botView(seatIndex), random())) return
    const nowMs = scheduler.nowMs()
    const endsAtMs = Math.min(...desk.timers.map((timer) => timer.endsAtMs), nowMs + THINK_MS.most)
    const longest = Math.max((endsAtMs - nowMs) * 0.7, 1)
    const waitMs = Math.ceil(Math.min(THINK_MS.least + random() * THINK_MS.most, longest))
    this.#thinking.set(
      playerId,
      scheduler.at(nowMs + waitMs, () => {
        this.#thinking.delete(playerId)
        this.#act(host, playerId)
      }),
    )
  }

  #act(host: DeskHost, playerId: PlayerId): void {
    const seat = host.seatOf(playerId)
    const move = seat && host.game.suggest(host.botView(seat.index), this.#parts.random())
    if (!move) return
    const meta = { traceId: `bot-${playerId}`, playerId }
    void host.submit({ type: 'move', playerId, move: move.move, payload: move.payload }, meta)
  }

  #mayGetUp(host: DeskHost, playerId: PlayerId): void {
    if (host.desk.handsStarted < (this.#lastHand.get(playerId) ?? Number.POSITIVE_INFINITY)) return
    this.#lastHand.delete(playerId)
    this.#getUp(host, playerId)
  }

  #sendAway(host: DeskHost): void {
    for (const seat of host.desk.seats) if (seat.isBot) this.#getUp(host, seat.playerId)
  }

  /** In its own turn of the loop: a change of the desk is never answered from within it. */
  #getUp(host: DeskHost, playerId: PlayerId): void {
    const { scheduler } = this.#parts
    scheduler.at(scheduler.nowMs(), () => {
      void host.submit({ type: 'leave', playerId }, { traceId: `bot-${playerId}`, playerId })
    })
  }
}

function census(desk: DeskState): { people: number; bots: number } {
  let people = 0
  let bots = 0
  for (const seat of desk.seats) {
    if (seat.isBot) bots++
    else if (seat.playerId !== 0) people++
  }
  return { people, bots }
}
