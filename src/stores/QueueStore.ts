import type { PlayerId } from '../contract/ids.ts'

/** A ticket of the login queue, as much of it as outlives the process. */
export interface SavedTicket {
  /** Counts up and is never used again: the order of the line. */
  readonly place: number
  readonly playerId: PlayerId
  /** What the ticket is made from. Without the server's key it is no ticket. */
  readonly seed: string
  readonly isAdmitted: boolean
}

export interface TicketChanges {
  readonly added: readonly SavedTicket[]
  /** Places that wait no longer. */
  readonly admitted: readonly number[]
  /** Places whose tickets are used up or dead; one that is not there is no mistake. */
  readonly removed: readonly number[]
}

/** The login queue of a server of one process, so that the line stands again after a restart. */
export interface QueueStore {
  /** All tickets, in the order of the line. */
  all(): Promise<SavedTicket[]>
  /** Writes all of it or nothing; afterwards it survives a loss of power. */
  save(changes: TicketChanges): Promise<void>
}
