import type { EpochMs, PlayerId } from '../contract/ids.ts'

export interface PlayerRow {
  readonly playerId: PlayerId
  readonly nickname: string
  readonly avatar: number
  /** 0 not said, 1 male, 2 female. */
  readonly sex: number
  readonly isBot: boolean
  readonly account: string | null
  readonly createdAtMs: EpochMs
}

export interface NewPlayer {
  readonly nickname: string
  readonly avatar: number
  readonly sex: number
  readonly isBot: boolean
  readonly createdAtMs: EpochMs
}

/** Who plays here. Gold is not here: it is in the ledger alone. */
export interface PlayerStore {
  /** Adds a player; his id comes from the database's own sequence and is never used again. */
  add(player: NewPlayer): Promise<PlayerRow>
  byId(playerId: PlayerId): Promise<PlayerRow | undefined>
  byIds(playerIds: readonly PlayerId[]): Promise<PlayerRow[]>
  /** The player a guest's device belongs to; the key is a digest, never the device id itself. */
  byDevice(deviceKey: string): Promise<PlayerRow | undefined>
  /** Binds a device to a new player in one transaction; a race gives both callers the same one. */
  addGuest(deviceKey: string, player: NewPlayer): Promise<{ player: PlayerRow; isNew: boolean }>
  update(
    playerId: PlayerId,
    change: { nickname?: string; avatar?: number; sex?: number },
  ): Promise<PlayerRow | undefined>
  /** House bots, oldest first. */
  bots(limit: number): Promise<PlayerRow[]>
}

/** Numbers that are never given twice, across processes and restarts. */
export interface Sequence {
  /** The next number of that name, from 1. */
  next(name: 'desk'): Promise<number>
}
