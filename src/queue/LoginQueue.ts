import type { EpochMs, PlayerId } from '../contract/ids.ts'

/** Where somebody stands: position 0 means admitted, 1 is the head of the queue. */
export interface QueuePlace {
  readonly admitted: boolean
  readonly position: number
  readonly etaSeconds: number
}

export interface QueueTicket extends QueuePlace {
  readonly ticket: string
  /** When the ticket dies if nothing more is heard of its owner. */
  readonly expiresAtMs: EpochMs
}

export interface EnterOptions {
  /** Admitted at once, beside rate and capacity. */
  readonly skips: boolean
  /** Who skips is counted in the house already (he has a seat or a session), unless this is set. */
  readonly isNewcomer?: boolean
}

/** Told of every change of one ticket's place. */
export interface QueueWatcher {
  onPlace(place: QueuePlace): void
  /** The last call: admitted and told so before, or the ticket is gone, or the queue closes. */
  onEnd(): void
}

/**
 * The login queue: one for the whole cluster, strictly first come first served. Admission is bounded
 * by a rate and by free capacity. A ticket is good once; waiting it dies 10 minutes after the last
 * sign of life of its owner, admitted it dies after 60 s.
 *
 * Refusals are thrown as `RefusalError`; anything else thrown is a fault of the store behind it.
 */
export interface LoginQueue {
  /**
   * Takes a place, or gives the same player his ticket and place again. Refuses `queue/full`.
   */
  enter(playerId: PlayerId, options: EnterOptions): Promise<QueueTicket>
  /** The place of a ticket; asking is a sign of life. Refuses `queue/ticket-gone`. */
  placeOf(ticket: string): Promise<QueuePlace>
  /**
   * Uses an admitted ticket up: no second call gets it. Its place in the house stays counted until
   * `confirm`. Refuses `queue/not-yet` (with `position` and `etaSeconds`) and `queue/ticket-gone`.
   */
  redeem(ticket: string): Promise<PlayerId>
  /** The player is in: from now on he is counted as online, not as admitted. */
  confirm(ticket: string): Promise<void>
  /** Undoes `redeem` after a fault that was not the player's: admitted again, for another 60 s. */
  giveBack(ticket: string): Promise<void>
  /**
   * Tells the watcher the place now and at each change; an open watch is a sign of life. Returns how
   * to stop it. Refuses `queue/ticket-gone`.
   */
  watch(ticket: string, watcher: QueueWatcher): Promise<() => void>
  /** How many wait, not counting the admitted. */
  waiting(): number
  /** Ends all watches and timers; resolves when what is to be kept is kept. May be called again. */
  close(): void | Promise<void>
}
