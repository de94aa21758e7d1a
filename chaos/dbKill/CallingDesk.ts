import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Gold, PlayerId } from '../../src/contract/ids.ts'
import { type Ledger, LedgerError, type PotShare } from '../../src/ledger/Ledger.ts'
import type { Line } from '../../test/ledger/settlements.ts'
import { type Acknowledged, type Call, make } from './Call.ts'

const PLAYERS = 5
// Nobody becomes poor in any run: every hand moves gold.
const GOLD = 1_000_000_000
const HIGHEST_RESULT = 500
const FEE_PERCENT = 5
const CHANCE = { leavesEarly: 0.15, isVoid: 0.05, getsUp: 0.1, calledTwice: 0.1, askedAgain: 0.1 }
// The database is away for about a second at a time.
const RETRY_AFTER_MS = { least: 10, most: 150 }

/** Told what is going on. */
export interface CallLog {
  /** Must have written it down when it returns. */
  acknowledged(answered: Acknowledged): void
  retried(): void
}

/**
 * A desk that calls the ledger as a game does, one call after another, each again under its key
 * until it is answered. Some calls are made twice at once and some again after their answer: all
 * must give the same.
 */
export class CallingDesk {
  readonly #ledger: Ledger
  readonly #deskNo: number
  readonly #random: () => number
  readonly #log: CallLog
  readonly #players: readonly PlayerId[]
  readonly #seated = new Set<PlayerId>()
  #calls = 0

  constructor(ledger: Ledger, deskNo: number, random: () => number, log: CallLog) {
    this.#ledger = ledger
    this.#deskNo = deskNo
    this.#random = random
    this.#log = log
    this.#players = Array.from({ length: PLAYERS }, (_, seat) => deskNo * PLAYERS + seat)
  }

  /** Plays until told to stop, then everybody gets up. Throws at an answer that must not be. */
  async play(isStopping: () => boolean): Promise<void> {
    for (const playerId of this.#players) {
      await this.#call({ op: 'open', playerId, amount: GOLD })
    }
    while (!isStopping()) {
      for (const playerId of this.#players) await this.#sitDown(playerId)
      await this.#playHand()
      for (const playerId of this.#players) {
        if (this.#random() < CHANCE.getsUp) await this.#getUp(playerId, 0)
      }
    }
    for (const playerId of this.#players) await this.#getUp(playerId, 0)
  }

  async #playHand(): Promise<void> {
    const handId = `kill-${this.#deskNo}-${++this.#calls}`
    const leavers: PotShare[] = []
    for (const playerId of this.#players.slice(1)) {
      if (this.#random() >= CHANCE.leavesEarly) continue
      const amount = this.#draw(HIGHEST_RESULT)
      await this.#getUp(playerId, amount)
      leavers.push({ playerId, amount })
    }
    const deskNo = this.#deskNo
    await this.#call(
      this.#random() < CHANCE.isVoid
        ? { op: 'void', handId, deskNo, fromPot: leavers }
        : { op: 'settle', handId, deskNo, lines: this.#results(leavers) },
    )
  }

  /** The first player against the others; who has left early loses what he left. */
  #results(leavers: readonly PotShare[]): Line[] {
    const others = this.#players.slice(1).map((playerId): Line => {
      const share = leavers.find((leaver) => leaver.playerId === playerId)
      if (share) return { playerId, result: -share.amount, fromPot: true }
      const size = this.#draw(HIGHEST_RESULT)
      return { playerId, result: this.#random() < 0.5 ? size : -size }
    })
    const first = 0 - others.reduce((sum, { result }) => sum + result, 0)
    return [{ playerId: this.#players[0] ?? 0, result: first }, ...others].map((line) => ({
      ...line,
      fee: Math.floor((Math.max(0, line.result) * FEE_PERCENT) / 100),
    }))
  }

  async #sitDown(playerId: PlayerId): Promise<void> {
    if (this.#seated.has(playerId)) return
    const key = `kill:${this.#deskNo}:${++this.#calls}`
    await this.#call({ op: 'stake', key, move: { playerId, deskNo: this.#deskNo, atLeast: 1 } })
    this.#seated.add(playerId)
  }

  async #getUp(playerId: PlayerId, intoPot: Gold): Promise<void> {
    if (!this.#seated.has(playerId)) return
    const key = `kill:${this.#deskNo}:${++this.#calls}`
    await this.#call({ op: 'unstake', key, move: { playerId, deskNo: this.#deskNo, intoPot } })
    this.#seated.delete(playerId)
  }

  async #call(call: Call): Promise<void> {
    const isTwice = this.#random() < CHANCE.calledTwice
    const [answered, other] = await Promise.all([
      this.#untilAnswered(call),
      isTwice ? this.#untilAnswered(call) : undefined,
    ])
    this.#log.acknowledged(answered)
    if (other) this.#mustEqual(call, answered.result, other.result)
    if (this.#random() >= CHANCE.askedAgain) return
    this.#mustEqual(call, answered.result, (await this.#untilAnswered(call)).result)
  }

  async #untilAnswered(call: Call): Promise<Acknowledged> {
    for (let tries = 1; ; tries++) {
      const answeredTryAtMs = Date.now()
      try {
        return { call, result: await make(this.#ledger, call), tries, answeredTryAtMs }
      } catch (error) {
        const isAway = error instanceof LedgerError && error.code === 'ledger/unavailable'
        if (!isAway) throw error
        this.#log.retried()
        await sleep(RETRY_AFTER_MS.least + this.#random() * RETRY_AFTER_MS.most)
      }
    }
  }

  #mustEqual(call: Call, first: unknown, second: unknown): void {
    if (isDeepStrictEqual(first, second)) return
    const answers = `${JSON.stringify(first)} and then ${JSON.stringify(second)}`
    throw new Error(`the same call was answered ${answers}: ${JSON.stringify(call)}`)
  }

  #draw(most: number): number {
    return 1 + Math.floor(this.#random() * most)
  }
}
