import type { Room } from '@colyseus/sdk'
import { playAlong } from '../../test/server/playing.ts'
import type { TestServer } from '../../test/server/startServer.ts'
import { TestPlayer, waitUntil } from '../../test/server/TestPlayer.ts'
import { handDisorder } from './handOrder.ts'

/** A hand as a player was told of it. */
export interface ToldHand {
  readonly handId: string
  readonly lines: readonly {
    readonly seat: number
    readonly result: number
    readonly fee: number
  }[]
}

interface Member {
  readonly player: TestPlayer
  readonly deskId: string
  readonly seat: number
  /** Before the first hand. */
  readonly firstGold: number
}

/** Rarely idle: a hand takes a second or so, and phases end by their timers now and then too. */
const IDLENESS = 0.03
const LEAVE_WITHIN_MS = 60_000
const SIT_TRIES = 10

/** Players on the plain SDK who play hand after hand and remember what they were told. */
export class Crowd {
  readonly #members: Member[] = []
  readonly #url: string
  readonly #random: () => number

  constructor(url: string, random: () => number) {
    this.#url = url
    this.#random = random
  }

  async sitDown(players: number, tierId: number): Promise<void> {
    // All that a player needs to know of a server.
    const server = { url: this.#url, beforeStop: [] as (() => void)[] } as unknown as TestServer
    for (let n = 0; n < players; n++) {
      const player = await TestPlayer.signIn(server)
      const { gold } = await player.me()
      const desk = await sitSomewhere(player, tierId)
      playAlong(player, desk, this.#random, IDLENESS)
      await player.until('a seat', () => player.seat !== undefined)
      const seat = player.seat?.index ?? -1
      this.#members.push({ player, deskId: desk.roomId, seat, firstGold: gold })
    }
  }

  /** Desks at which hands are played: somebody alone waits. */
  get deskIds(): string[] {
    const members = Map.groupBy(this.#members, ({ deskId }) => deskId)
    return [...members].filter(([, { length }]) => length > 1).map(([deskId]) => deskId)
  }

  /** The hand of each desk that is shown as being settled. */
  settling(): Map<string, string> {
    const shown = this.#members
      .filter(({ player }) => player.state.isSettling)
      .map(({ player, deskId }) => [deskId, player.state.handId] as const)
    return new Map(shown)
  }

  /** How many hands somebody at each desk was told to be paid. */
  settledAt(): Map<string, number> {
    const counts = new Map(this.deskIds.map((deskId) => [deskId, 0]))
    for (const { player, deskId } of this.#members) {
      const count = counts.get(deskId)
      if (count === undefined) continue
      counts.set(deskId, Math.max(count, player.eventsOf('settled').length))
    }
    return counts
  }

  /** Every hand that began or was paid while one of the players looked on. */
  told(): { started: Set<string>; settled: Map<string, ToldHand> } {
    const started = new Set<string>()
    const settled = new Map<string, ToldHand>()
    for (const { player } of this.#members) {
      for (const event of player.eventsOf('hand-started')) started.add(String(event['handId']))
      for (const event of player.eventsOf('settled')) {
        const handId = String(event['handId'])
        settled.set(handId, { handId, lines: event['results'] as ToldHand['lines'] })
      }
    }
    return { started, settled }
  }

  /** What each player has by all he was told. */
  goldTold(): Map<number, number> {
    return new Map(
      this.#members.map(({ player, seat, firstGold }) => {
        const own = player
          .eventsOf('settled')
          .flatMap(({ results }) => results as ToldHand['lines'])
          .filter((line) => line.seat === seat)
        const won = own.reduce((sum, { result, fee }) => sum + result - fee, 0)
        return [player.playerId, firstGold + won]
      }),
    )
  }

  disorder(): string[] {
    return this.#members.flatMap(({ player, deskId }) => handDisorder(deskId, player.events))
  }

  /** Everybody gets up after the hand he is in, and hears how it ended. */
  async leave(): Promise<void> {
    await Promise.all(
      this.#members.map(async ({ player }) => {
        await player.ask('desk/leave')
        const isGone = () =>
          player.eventsOf('seat-removed').some((event) => event['playerId'] === player.playerId)
        await waitUntil(`player ${player.playerId} gets up`, isGone, LEAVE_WITHIN_MS)
        await player.goAway()
      }),
    )
  }

  /** Cuts all connections, whatever state they are in. */
  vanish(): void {
    for (const { player } of this.#members) player.vanish()
  }
}

/** A hand may begin between the reservation and the join; then there is another desk. */
async function sitSomewhere(player: TestPlayer, tierId: number): Promise<Room> {
  for (let left = SIT_TRIES; ; left--) {
    try {
      return await player.sitDown(tierId)
    } catch (error) {
      if (left <= 1 || !String(error).includes('desk/in-play')) throw error
    }
  }
}
