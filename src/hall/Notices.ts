import type { PlayerId } from '../contract/ids.ts'

/** Notices of one player that are kept for `hall/since`. */
const KEPT_NOTICES = 128

export interface Notice {
  readonly seq: number
  readonly type: string
  readonly [field: string]: unknown
}

/**
 * What players are told in the hall whether they are there or not: numbered for each player, kept
 * for those who come back. [NT1]
 */
export class Notices {
  /** Bounded by the players with a session, see `forget`. */
  readonly #players = new Map<PlayerId, { lastSeq: number; kept: Notice[] }>()
  readonly #listeners = new Map<PlayerId, (notice: Notice) => void>()

  send(playerId: PlayerId, type: string, fields: Readonly<Record<string, unknown>>): void {
    const log = this.#players.get(playerId) ?? { lastSeq: 0, kept: [] }
    this.#players.set(playerId, log)
    const notice: Notice = { ...fields, seq: ++log.lastSeq, type }
    log.kept.push(notice)
    if (log.kept.length > KEPT_NOTICES) log.kept.shift()
    this.#listeners.get(playerId)?.(notice)
  }

  /** Hears a player's notices from now on; the newest listener of a player is the only one. */
  listen(playerId: PlayerId, hear: (notice: Notice) => void): () => void {
    this.#listeners.set(playerId, hear)
    return () => {
      if (this.#listeners.get(playerId) === hear) this.#listeners.delete(playerId)
    }
  }

  /** Every notice after `seq`, or undefined if some of them are no longer kept. */
  since(playerId: PlayerId, seq: number): readonly Notice[] | undefined {
    const log = this.#players.get(playerId)
    const lastSeq = log?.lastSeq ?? 0
    if (seq > lastSeq) return undefined
    if (seq === lastSeq || !log) return []
    const first = log.kept[0]
    if (!first || seq < first.seq - 1) return undefined
    return log.kept.slice(seq - first.seq + 1)
  }

  forget(playerId: PlayerId): void {
    this.#players.delete(playerId)
  }
}
