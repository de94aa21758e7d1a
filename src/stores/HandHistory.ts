import type { EpochMs, Gold, HandId, PlayerId, TierId } from '../contract/ids.ts'

/** A hand as its player sees it in his list. */
export interface PlayedHand {
  readonly handId: HandId
  readonly game: string
  readonly tierId: TierId
  readonly endedAtMs: EpochMs
  /** Net win or loss before the fee. */
  readonly result: number
  readonly fee: Gold
  /** The stake he had when it began, and what was left of it. */
  readonly stake: Gold
  readonly gold: Gold
}

export interface HistoryPage {
  /** Only hands that ended before. */
  readonly beforeMs?: EpochMs | undefined
  /** Only hands paid before this one. */
  readonly beforeHandId?: HandId | undefined
  readonly limit: number
}

/** The hands that were played, for as long as they are kept. */
export interface HandHistory {
  /** His hands, the one paid last first; undefined when there never was a hand `beforeHandId`. */
  page(playerId: PlayerId, page: HistoryPage): Promise<PlayedHand[] | undefined>
  /**
   * Removes at most `limit` hands, the earliest first, up to one that ended at `beforeMs` or later.
   * Their operations and transfers stay. Returns how many it removed.
   */
  prune(beforeMs: EpochMs, limit: number): Promise<number>
}
