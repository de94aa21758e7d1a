import type { DeskId, EpochMs, PlayerId, Rid } from '../contract/ids.ts'
import type { DeskCommand } from '../games/desk/DeskCommand.ts'
import type { DeskEvent } from '../games/desk/DeskEvent.ts'
import type { DeskState } from '../games/desk/DeskState.ts'

/** One accepted command of a desk and all that followed from it. */
export interface JournalEntry {
  /** Counts up by one within a desk. */
  readonly number: number
  readonly atMs: EpochMs
  readonly command: DeskCommand
  readonly events: readonly DeskEvent[]
  /** Whose request it was, for the reply cache; absent for timers and the server's own. */
  readonly playerId?: PlayerId
  readonly rid?: Rid
  readonly traceId: string
  readonly answer: Readonly<Record<string, unknown>>
}

/**
 * Where a desk writes what happened before anybody sees it. [JR1] An entry is durable, as far as
 * the adapter goes, when `append` returns (or its promise resolves); if it throws or rejects,
 * nothing of the entry may become visible. [JR2] Bounded: a snapshot replaces all entries before
 * it; one is taken after each hand, and after 500 entries without one.
 */
export interface Journal {
  /** Returns nothing where writing is immediate, so that a desk need not wait for a promise. */
  append(deskId: DeskId, entry: JournalEntry): void | Promise<void>
  /** The state after entry `number`; entries up to it may be forgotten. */
  snapshot(deskId: DeskId, number: number, desk: DeskState): void | Promise<void>
  read(deskId: DeskId): Promise<DeskJournal | undefined>
  /** The desk is gone. */
  drop(deskId: DeskId): void | Promise<void>
}

export interface DeskJournal {
  readonly number: number
  readonly desk: DeskState
  /** Entries after the snapshot, in order. */
  readonly entries: readonly JournalEntry[]
}
