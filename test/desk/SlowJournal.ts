import type { Journal, JournalEntry } from '../../src/desk/Journal.ts'
import { MemoryJournal } from '../../src/desk/MemoryJournal.ts'
import type { DeskState } from '../../src/games/desk/DeskState.ts'

/** A journal elsewhere: writing takes turns of the loop, and fails when told to. */
export class SlowJournal implements Journal {
  readonly inner = new MemoryJournal()
  readonly written: JournalEntry[] = []
  /** Appends that are to fail from now on. */
  failures = 0
  /** Writes wait for as long as this is set. */
  gate: Promise<void> | undefined
  readonly #turns: () => number

  constructor(turns: () => number = () => 3) {
    this.#turns = turns
  }

  async append(deskId: string, entry: JournalEntry): Promise<void> {
    await this.gate
    for (let turns = this.#turns(); turns > 0; turns--) await new Promise(setImmediate)
    if (this.failures > 0) {
      this.failures--
      throw new Error('the journal is away')
    }
    this.inner.append(deskId, entry)
    this.written.push(entry)
  }

  async snapshot(deskId: string, number: number, desk: DeskState): Promise<void> {
    this.inner.snapshot(deskId, number, desk)
  }

  read(deskId: string) {
    return this.inner.read(deskId)
  }

  async drop(deskId: string): Promise<void> {
    this.inner.drop(deskId)
  }
}
