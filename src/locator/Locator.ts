import type { DeskId, EpochMs, PlayerId, TierId } from '../contract/ids.ts'

/** What the directory knows of a desk. */
export interface DeskListing {
  readonly deskId: DeskId
  readonly deskNo: number
  readonly game: string
  readonly tierId: TierId
  readonly seats: number
  /** Seats taken, bots included. */
  readonly taken: number
  /** People among them. */
  readonly people: number
  /** Between hands and not closing. */
  readonly isJoinable: boolean
}

/** [LC4] A place at a desk that is kept for one player until the lease ends or he sits down. */
export interface Claim {
  readonly deskId: DeskId
  readonly tierId: TierId
  readonly playerId: PlayerId
  readonly expiresAtMs: EpochMs
}

export interface SeatWish {
  readonly game: string
  readonly tierId: TierId
  readonly playerId: PlayerId
  readonly notDeskId?: DeskId | undefined
}

/**
 * The directory of desks: the only one who knows where a seat is free, and who gives it away.
 * [LC1] Never more claims and seats than chairs, however many ask at once.
 */
export interface Locator {
  list(desk: DeskListing): Promise<void>
  /** A change of a listed desk; one that is not listed is ignored. */
  update(deskId: DeskId, change: Partial<Omit<DeskListing, 'deskId'>>): Promise<void>
  remove(deskId: DeskId): Promise<void>
  find(deskId: DeskId): Promise<DeskListing | undefined>
  /**
   * [LC2] Claims a seat at the fullest joinable desk of the tier; equally full ones are drawn.
   * [LC3] A player has one claim: the same wish again gives the same desk, its lease renewed.
   * Null if there is no such desk.
   */
  claimSeat(wish: SeatWish): Promise<Claim | null>
  /** Claims a seat at that desk, or null if it is full or not joinable. */
  claimSeatAt(deskId: DeskId, playerId: PlayerId): Promise<Claim | null>
  /** The player sat down, or will not come. */
  release(deskId: DeskId, playerId: PlayerId): Promise<void>
  /** Chairs of a desk that are neither taken nor claimed. */
  freeSeats(deskId: DeskId): Promise<number>
  /** Desks and people by tier; tiers without a desk are missing. */
  counts(): Promise<ReadonlyMap<TierId, { readonly desks: number; readonly players: number }>>
}

/** A claim is good as long as the reservation made for it. */
export const CLAIM_LEASE_MS = 15_000
