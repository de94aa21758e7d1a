import type { HandRecord } from '../../contract/handRecord.ts'
import type { EpochMs, HandId, PlayerId } from '../../contract/ids.ts'
import type { HandHistory, HistoryPage, PlayedHand } from '../HandHistory.ts'
import { asStoreError } from './asStoreError.ts'
import type { SqlDatabase } from './openDatabase.ts'
import { transact } from './transact.ts'

/** The tables `hands` and `hand_players`. Its faults are `StoreError`s. */
export class SqlHandHistory implements HandHistory {
  readonly #database: SqlDatabase

  constructor(database: SqlDatabase) {
    this.#database = database
  }

  page(
    playerId: PlayerId,
    { beforeMs, beforeHandId, limit }: HistoryPage,
  ): Promise<PlayedHand[] | undefined> {
    const { db, dialect } = this.#database
    return asStoreError(dialect, async () => {
      const before = beforeHandId === undefined ? undefined : await this.#operationOf(beforeHandId)
      if (beforeHandId !== undefined && before === undefined) return undefined
      let query = db
        .selectFrom('hand_players')
        .innerJoin('hands', 'hands.operation_id', 'hand_players.operation_id')
        .select(['hand_id', 'tier_id', 'ended_at_ms', 'record', 'seat', 'result', 'fee'])
        .where('hand_players.player_id', '=', playerId)
        .orderBy('hand_players.operation_id', 'desc')
        .limit(limit)
      if (before !== undefined) query = query.where('hand_players.operation_id', '<', before)
      if (beforeMs !== undefined) query = query.where('ended_at_ms', '<', beforeMs)
      return (await query.execute()).map(toPlayedHand)
    })
  }

  prune(beforeMs: EpochMs, limit: number): Promise<number> {
    const { db, dialect } = this.#database
    return asStoreError(dialect, async () => {
      const earliest = await db
        .selectFrom('hands')
        .select(['operation_id', 'ended_at_ms'])
        .orderBy('operation_id')
        .limit(limit)
        .execute()
      // [HH3] Without a gap: whatever was paid after the first hand that is kept is kept too.
      const firstKept = earliest.findIndex((hand) => hand.ended_at_ms >= beforeMs)
      const old = firstKept === -1 ? earliest : earliest.slice(0, firstKept)
      const operations = old.map((hand) => hand.operation_id)
      if (operations.length === 0) return 0
      await transact(this.#database, async (trx) => {
        await trx.deleteFrom('hand_players').where('operation_id', 'in', operations).execute()
        await trx.deleteFrom('hands').where('operation_id', 'in', operations).execute()
      })
      return operations.length
    })
  }

  /** Known for ever, also when the hand itself was pruned or void. */
  async #operationOf(handId: HandId): Promise<number | undefined> {
    const row = await this.#database.db
      .selectFrom('operations')
      .select('id')
      .where('op_key', '=', `hand:${handId}`)
      .executeTakeFirst()
    return row?.id
  }
}

interface Row {
  readonly hand_id: string
  readonly tier_id: number
  readonly ended_at_ms: number
  readonly record: string
  readonly seat: number
  readonly result: number
  readonly fee: number
}

function toPlayedHand(row: Row): PlayedHand {
  const record = JSON.parse(row.record) as HandRecord
  const stake = record.seats.find(({ seat }) => seat === row.seat)?.stake ?? 0
  return {
    handId: row.hand_id,
    game: record.game,
    tierId: row.tier_id,
    endedAtMs: row.ended_at_ms,
    result: row.result,
    fee: row.fee,
    stake,
    gold: stake + row.result - row.fee,
  }
}
