import type { PlayerId } from '../contract/ids.ts'
import type { Ledger } from '../ledger/Ledger.ts'
import type { PlayerStore } from '../stores/PlayerStore.ts'
import { botName } from './botNames.ts'

/** More bots than this at once would be more than one process plays anyway. */
const MAX_BOTS = 500

export interface Bot {
  readonly playerId: PlayerId
  readonly nickname: string
  readonly avatar: number
}

/**
 * [BT4] House bots are players like all others, with a row, a wallet and a name, only marked.
 * The pool lends them out and makes new ones when all are at desks.
 */
export class BotPool {
  readonly #players: PlayerStore
  readonly #ledger: Ledger
  readonly #nowMs: () => number
  readonly #random: () => number
  readonly #idle: PlayerId[] = []
  readonly #profiles = new Map<PlayerId, { nickname: string; avatar: number }>()
  #isLoaded: Promise<void> | undefined
  #fundings = 0

  constructor(players: PlayerStore, ledger: Ledger, nowMs: () => number, random: () => number) {
    this.#players = players
    this.#ledger = ledger
    this.#nowMs = nowMs
    this.#random = random
  }

  /** A bot that sits nowhere and holds at least `gold`; undefined if there are enough bots. */
  async borrow(gold: number): Promise<Bot | undefined> {
    this.#isLoaded ??= this.#load().catch((error) => {
      this.#isLoaded = undefined
      throw error
    })
    await this.#isLoaded
    const playerId = this.#takeIdle() ?? (await this.#make())
    if (playerId === undefined) return undefined
    // The key is new at each funding: what it does depends on what the bot still has.
    const key = `fund-bot:${playerId}:${this.#nowMs()}:${++this.#fundings}`
    try {
      await this.#ledger.fundBot(key, playerId, gold)
    } catch (error) {
      this.giveBack(playerId)
      throw error
    }
    const profile = this.#profiles.get(playerId)
    return profile && { playerId, ...profile }
  }

  giveBack(playerId: PlayerId): void {
    if (this.#profiles.has(playerId) && !this.#idle.includes(playerId)) this.#idle.push(playerId)
  }

  isBot(playerId: PlayerId): boolean {
    return this.#profiles.has(playerId)
  }

  async #load(): Promise<void> {
    for (const { playerId, nickname, avatar } of await this.#players.bots(MAX_BOTS)) {
      this.#profiles.set(playerId, { nickname, avatar })
      this.#idle.push(playerId)
    }
  }

  #takeIdle(): PlayerId | undefined {
    const index = Math.floor(this.#random() * this.#idle.length)
    return this.#idle.splice(index, 1)[0]
  }

  async #make(): Promise<PlayerId | undefined> {
    if (this.#profiles.size >= MAX_BOTS) return undefined
    const { nickname, avatar } = botName(this.#profiles.size)
    const createdAtMs = this.#nowMs()
    const row = await this.#players.add({ nickname, avatar, sex: 0, isBot: true, createdAtMs })
    await this.#ledger.openPlayer(row.playerId, 0)
    this.#profiles.set(row.playerId, { nickname, avatar })
    return row.playerId
  }
}
