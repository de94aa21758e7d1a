import type { DeskId, PlayerId, TierId } from '../contract/ids.ts'
import {
  CLAIM_LEASE_MS,
  type Claim,
  type DeskListing,
  type Locator,
  type SeatWish,
} from './Locator.ts'

interface Entry {
  listing: DeskListing
  /** When each claim ends, by player; at most as many as chairs. */
  readonly claims: Map<PlayerId, number>
}

/** The directory of one process. Desks of a tier are kept by how full they are. */
export class MemoryLocator implements Locator {
  readonly #desks = new Map<DeskId, Entry>()
  readonly #byTier = new Map<TierId, Set<DeskId>>()
  readonly #claimOf = new Map<PlayerId, DeskId>()
  readonly #nowMs: () => number
  readonly #random: () => number

  /** `random` gives numbers of [0, 1): it draws among equally full desks. */
  constructor(nowMs: () => number, random: () => number) {
    this.#nowMs = nowMs
    this.#random = random
  }

  async list(listing: DeskListing): Promise<void> {
    this.#desks.set(listing.deskId, { listing, claims: new Map() })
    const ids = this.#byTier.get(listing.tierId) ?? new Set()
    this.#byTier.set(listing.tierId, ids.add(listing.deskId))
  }

  async update(deskId: DeskId, change: Partial<Omit<DeskListing, 'deskId'>>): Promise<void> {
    const entry = this.#desks.get(deskId)
    if (entry) entry.listing = { ...entry.listing, ...change }
  }

  async remove(deskId: DeskId): Promise<void> {
    const entry = this.#desks.get(deskId)
    if (!entry) return
    for (const playerId of entry.claims.keys()) this.#forget(playerId, deskId)
    this.#desks.delete(deskId)
    this.#byTier.get(entry.listing.tierId)?.delete(deskId)
  }

  async find(deskId: DeskId): Promise<DeskListing | undefined> {
    return this.#desks.get(deskId)?.listing
  }

  async claimSeat(wish: SeatWish): Promise<Claim | null> {
    const kept = this.#keptClaim(wish)
    if (kept) return kept
    let best: Entry[] = []
    let fewestFree = Number.POSITIVE_INFINITY
    for (const deskId of this.#byTier.get(wish.tierId) ?? []) {
      const entry = this.#desks.get(deskId)
      if (!entry || deskId === wish.notDeskId || entry.listing.game !== wish.game) continue
      const free = this.#free(entry)
      if (!entry.listing.isJoinable || free <= 0 || free > fewestFree) continue
      if (free < fewestFree) best = []
      fewestFree = free
      best.push(entry)
    }
    const drawn = best[Math.floor(this.#random() * best.length)]
    return drawn ? this.#claim(drawn, wish.playerId) : null
  }

  async claimSeatAt(deskId: DeskId, playerId: PlayerId): Promise<Claim | null> {
    const entry = this.#desks.get(deskId)
    if (!entry?.listing.isJoinable) return null
    // Free seats first: counting them ends the claims whose lease is over.
    if (this.#free(entry) <= 0 && !entry.claims.has(playerId)) return null
    return this.#claim(entry, playerId)
  }

  async release(deskId: DeskId, playerId: PlayerId): Promise<void> {
    this.#desks.get(deskId)?.claims.delete(playerId)
    this.#forget(playerId, deskId)
  }

  async freeSeats(deskId: DeskId): Promise<number> {
    const entry = this.#desks.get(deskId)
    return entry ? this.#free(entry) : 0
  }

  async counts() {
    const counts = new Map<TierId, { desks: number; players: number }>()
    for (const { listing } of this.#desks.values()) {
      const count = counts.get(listing.tierId) ?? { desks: 0, players: 0 }
      count.desks++
      count.players += listing.people
      counts.set(listing.tierId, count)
    }
    return counts
  }

  #keptClaim(wish: SeatWish): Claim | undefined {
    const deskId = this.#claimOf.get(wish.playerId)
    const entry = deskId === undefined ? undefined : this.#desks.get(deskId)
    if (!entry || deskId === wish.notDeskId || entry.listing.tierId !== wish.tierId)
      return undefined
    const isLeased = (entry.claims.get(wish.playerId) ?? 0) > this.#nowMs()
    if (!isLeased || !entry.listing.isJoinable) return undefined
    return this.#claim(entry, wish.playerId)
  }

  #claim(entry: Entry, playerId: PlayerId): Claim {
    const { deskId, tierId } = entry.listing
    const earlier = this.#claimOf.get(playerId)
    if (earlier !== undefined && earlier !== deskId) {
      this.#desks.get(earlier)?.claims.delete(playerId)
    }
    const expiresAtMs = this.#nowMs() + CLAIM_LEASE_MS
    entry.claims.set(playerId, expiresAtMs)
    this.#claimOf.set(playerId, deskId)
    return { deskId, tierId, playerId, expiresAtMs }
  }

  #free(entry: Entry): number {
    const nowMs = this.#nowMs()
    for (const [playerId, expiresAtMs] of entry.claims) {
      if (expiresAtMs > nowMs) continue
      entry.claims.delete(playerId)
      this.#forget(playerId, entry.listing.deskId)
    }
    return entry.listing.seats - entry.listing.taken - entry.claims.size
  }

  #forget(playerId: PlayerId, deskId: DeskId): void {
    if (this.#claimOf.get(playerId) === deskId) this.#claimOf.delete(playerId)
  }
}
