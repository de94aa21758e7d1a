import type { PlayerId } from '../../contract/ids.ts'
import type { OutboxNotice, OutboxStore } from '../OutboxStore.ts'
import { asStoreError } from './asStoreError.ts'
import type { SqlDatabase } from './openDatabase.ts'

/** The outbox in the table `outbox`. Its faults are `StoreError`s. */
export class SqlOutboxStore implements OutboxStore {
  readonly #database: SqlDatabase

  constructor(database: SqlDatabase) {
    this.#database = database
  }

  next(limit: number, except: readonly PlayerId[] = []): Promise<OutboxNotice[]> {
    const { db, dialect } = this.#database
    return asStoreError(dialect, async () => {
      const all = db.selectFrom('outbox').selectAll().orderBy('id').limit(limit)
      const some = except.length === 0 ? all : all.where('player_id', 'not in', except)
      const rows = await some.execute()
      return rows.map(({ id, player_id, type, payload, at_ms }) => ({
        id,
        playerId: player_id,
        type,
        payload: JSON.parse(payload),
        atMs: at_ms,
      }))
    })
  }

  async remove(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return
    const { db, dialect } = this.#database
    await asStoreError(dialect, () => db.deleteFrom('outbox').where('id', 'in', ids).execute())
  }
}
