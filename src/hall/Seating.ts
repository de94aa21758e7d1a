import type { QuickEntry } from '../contract/hall.ts'
import type { DeskId, PlayerId, TierId } from '../contract/ids.ts'
import { isRefusal, type Refusal, refuse } from '../contract/refusals.ts'
import type { Reservation, Resume } from '../contract/reservation.ts'
import type { Tier } from '../contract/tiers.ts'
import type { Claim, Locator } from '../locator/Locator.ts'

/** Where desks live: the rooms, on whatever process. */
export interface DeskRooms {
  /** Opens a desk of the tier and lists it. */
  open(tier: Tier): Promise<DeskId>
  /** A place in the room for that player to connect to, good once, for 15 s; null if it is gone. */
  reserve(deskId: DeskId, playerId: PlayerId): Promise<Reservation | null>
  /** Stands a player up who is not in a hand; refuses `desk/in-play` if he is. */
  leaveNow(deskId: DeskId, playerId: PlayerId): Promise<Refusal | undefined>
}

/** What seating has to know of players. */
export interface SeatedPlayers {
  /** Where the player sits, if he does. */
  deskOf(playerId: PlayerId): Promise<{ deskId: DeskId; tierId: TierId } | undefined>
  /** Wallet plus stake. */
  goldOf(playerId: PlayerId): Promise<number>
}

export interface Entry {
  readonly deskId: DeskId
  readonly tierId: TierId
  readonly reservation: Reservation
}

/** A desk may close between claim and reservation; more tries than this would be a fault. */
const MAX_TRIES = 3

/** Brings players to desks. Checks come before claims: gold, and that one sits nowhere else. */
export class Seating {
  readonly #tiers: ReadonlyMap<TierId, Tier>
  readonly #locator: Locator
  readonly #rooms: DeskRooms
  readonly #players: SeatedPlayers

  constructor(
    tiers: ReadonlyMap<TierId, Tier>,
    locator: Locator,
    rooms: DeskRooms,
    players: SeatedPlayers,
  ) {
    this.#tiers = tiers
    this.#locator = locator
    this.#rooms = rooms
    this.#players = players
  }

  /**
   * [SG1] Takes the player to the fullest joinable desk of the tier, or opens one. [SG6] Who changes
   * his desk leaves the old one only when another is claimed, and stays if he is in a hand there.
   */
  async quick(playerId: PlayerId, wish: QuickEntry): Promise<Refusal | Entry> {
    const gold = await this.#players.goldOf(playerId)
    const tier = this.#tierFor(wish, gold)
    if (isRefusal(tier)) return tier
    if (gold < tier.minEnter) return refuse('desk/too-poor')
    const seated = await this.#players.deskOf(playerId)
    if (seated && seated.deskId !== wish.notDeskId) return refuse('desk/already-seated')
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const claim = await this.#claim(playerId, tier, wish.notDeskId)
      const left = seated && (await this.#rooms.leaveNow(seated.deskId, playerId))
      if (left) {
        await this.#locator.release(claim.deskId, playerId)
        return left
      }
      const reservation = await this.#rooms.reserve(claim.deskId, playerId)
      if (reservation) return { deskId: claim.deskId, tierId: tier.tierId, reservation }
      await this.#locator.release(claim.deskId, playerId)
    }
    throw new Error(`no desk of tier ${tier.tierId} could be reserved`)
  }

  /** [SG3] A remembered answer again, with a fresh reservation for the same desk. */
  async again(playerId: PlayerId, entry: Entry): Promise<Refusal | Entry> {
    const seated = await this.#players.deskOf(playerId)
    const isThere = seated?.deskId === entry.deskId
    if (!isThere && !(await this.#locator.claimSeatAt(entry.deskId, playerId))) {
      return refuse('desk/gone')
    }
    const reservation = await this.#rooms.reserve(entry.deskId, playerId)
    if (reservation) return { ...entry, reservation }
    await this.#locator.release(entry.deskId, playerId)
    return refuse('desk/gone')
  }

  /** [SG4] The way back to the seat a player still has. */
  async resume(playerId: PlayerId): Promise<Resume | null> {
    const seated = await this.#players.deskOf(playerId)
    const tier = seated && this.#tiers.get(seated.tierId)
    if (!seated || !tier) return null
    const { deskId, tierId } = seated
    const reservation = await this.#rooms.reserve(deskId, playerId)
    return { kind: 'desk', game: tier.game, tierId, deskId, reservation }
  }

  /** [SG2] By tier, or the highest open tier of the game that one can afford. */
  #tierFor(wish: QuickEntry, gold: number): Refusal | Tier {
    if (wish.tierId !== undefined) {
      const tier = this.#tiers.get(wish.tierId)
      if (!tier) return refuse('tier/unknown')
      return tier.isOpen ? tier : refuse('tier/closed')
    }
    const ofGame = [...this.#tiers.values()].filter((tier) => tier.gameId === wish.gameId)
    if (ofGame.length === 0) return refuse('tier/unknown')
    const open = ofGame.filter((tier) => tier.isOpen)
    if (open.length === 0) return refuse('tier/closed')
    const affordable = open
      .filter((tier) => tier.minEnter <= gold)
      .toSorted((a, b) => b.minEnter - a.minEnter)
    return affordable[0] ?? refuse('desk/too-poor')
  }

  async #claim(playerId: PlayerId, tier: Tier, notDeskId: DeskId | undefined): Promise<Claim> {
    const { game, tierId } = tier
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const claim = await this.#locator.claimSeat({ game, tierId, playerId, notDeskId })
      if (claim) return claim
      const opened = await this.#locator.claimSeatAt(await this.#rooms.open(tier), playerId)
      if (opened) return opened
    }
    throw new Error(`no desk of tier ${tierId} could be opened`)
  }
}
