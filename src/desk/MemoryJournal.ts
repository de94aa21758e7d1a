import type { DeskId } from '../contract/ids.ts'
import type { DeskState } from '../games/desk/DeskState.ts'
import type { DeskJournal, Journal, JournalEntry } from './Journal.ts'

/**
 * A hand of five seats takes about 60 entries and a snapshot follows each hand; only a desk on
 * which people sit and leave for ever without a hand comes near this bound.
 */
const MAX_ENTRIES = 2000

/** The journal of a server that is one process: as durable as the process itself. */
export class MemoryJournal implements Journal {
  readonly #desks = new Map<DeskId, { number: number; desk: DeskState; entries: JournalEntry[] }>()

  append(deskId: DeskId, entry: JournalEntry): void {
    const journal = this.#desks.get(deskId)
    if (!journal) throw new Error(`desk ${deskId} has no journal: take a snapshot first`)
    if (journal.entries.length >= MAX_ENTRIES) throw new Error(`the journal of ${deskId} is full`)
    journal.entries.push(entry)
  }

  snapshot(deskId: DeskId, number: number, desk: DeskState): void {
    this.#desks.set(deskId, { number, desk, entries: [] })
  }

  async read(deskId: DeskId): Promise<DeskJournal | undefined> {
    return this.#desks.get(deskId)
  }

  drop(deskId: DeskId): void {
    this.#desks.delete(deskId)
  }
}
