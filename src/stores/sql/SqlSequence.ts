import type { Sequence } from '../PlayerStore.ts'
import { asStoreError } from './asStoreError.ts'
import type { SqlDatabase } from './openDatabase.ts'
import { transact } from './transact.ts'

/** Counts in the database, so that no number comes twice, whatever else is lost. */
export class SqlSequence implements Sequence {
  readonly #database: SqlDatabase

  constructor(database: SqlDatabase) {
    this.#database = database
  }

  async next(name: 'desk'): Promise<number> {
    return asStoreError(this.#database.dialect, () =>
      transact(this.#database, async (trx) => {
        // The update locks the row, so the number read is this caller's own.
        await trx
          .updateTable('sequences')
          .set((eb) => ({ last_given: eb('last_given', '+', 1) }))
          .where('name', '=', name)
          .execute()
        const row = await trx
          .selectFrom('sequences')
          .select('last_given')
          .where('name', '=', name)
          .executeTakeFirstOrThrow()
        return row.last_given
      }),
    )
  }
}
