import type { QueueStore, SavedTicket, TicketChanges } from '../QueueStore.ts'
import { asStoreError } from './asStoreError.ts'
import type { SqlDatabase } from './openDatabase.ts'
import { transact } from './transact.ts'

/** Far below what the databases take as parameters of one statement. */
const ROWS_PER_STATEMENT = 500

/** The login queue in the table `queue_tickets`. Its faults are `StoreError`s. */
export class SqlQueueStore implements QueueStore {
  readonly #database: SqlDatabase

  constructor(database: SqlDatabase) {
    this.#database = database
  }

  all(): Promise<SavedTicket[]> {
    const { db, dialect } = this.#database
    return asStoreError(dialect, async () => {
      const rows = await db.selectFrom('queue_tickets').selectAll().orderBy('place').execute()
      return rows.map(({ place, player_id, seed, is_admitted }) => ({
        place,
        playerId: player_id,
        seed,
        isAdmitted: is_admitted === 1,
      }))
    })
  }

  save({ added, admitted, removed }: TicketChanges): Promise<void> {
    return asStoreError(this.#database.dialect, () =>
      transact(this.#database, async (trx) => {
        for (const tickets of inParts(added)) {
          await trx.insertInto('queue_tickets').values(tickets.map(rowOf)).execute()
        }
        for (const places of inParts(admitted)) {
          const update = trx.updateTable('queue_tickets').set({ is_admitted: 1 })
          await update.where('place', 'in', places).execute()
        }
        for (const places of inParts(removed)) {
          await trx.deleteFrom('queue_tickets').where('place', 'in', places).execute()
        }
      }),
    )
  }
}

function rowOf({ place, playerId, seed, isAdmitted }: SavedTicket) {
  return { place, player_id: playerId, seed, is_admitted: isAdmitted ? 1 : 0 }
}

function inParts<T>(rows: readonly T[]): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    parts.push(rows.slice(at, at + ROWS_PER_STATEMENT))
  }
  return parts
}
