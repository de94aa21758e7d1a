import type { EpochMs, PlayerId } from '../contract/ids.ts'

/** A notice that was committed together with what it tells of. */
export interface OutboxNotice {
  /** Counts up and is never used again; of one player, in the order of the commits. */
  readonly id: number
  readonly playerId: PlayerId
  readonly type: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly atMs: EpochMs
}

/** What is to be told, until it has been told. Written by the ledger's operations. */
export interface OutboxStore {
  /** The oldest notices, in the order of their ids, but for those of the players `except`. */
  next(limit: number, except?: readonly PlayerId[]): Promise<OutboxNotice[]>
  remove(ids: readonly number[]): Promise<void>
}
