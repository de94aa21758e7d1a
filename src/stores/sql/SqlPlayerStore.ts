import type { Selectable } from 'kysely'
import type { PlayerId } from '../../contract/ids.ts'
import type { NewPlayer, PlayerRow, PlayerStore } from '../PlayerStore.ts'
import { asStoreError } from './asStoreError.ts'
import type { SqlDatabase } from './openDatabase.ts'
import type { Db, Schema } from './schema.ts'
import { transact } from './transact.ts'

// Keeps one statement far below what the databases take as parameters.
const IDS_PER_QUERY = 1_000

/** Players in the tables `players` and `devices`. Its faults are `StoreError`s. */
export class SqlPlayerStore implements PlayerStore {
  readonly #database: SqlDatabase

  constructor(database: SqlDatabase) {
    this.#database = database
  }

  add(player: NewPlayer): Promise<PlayerRow> {
    return this.#ask(() => transact(this.#database, (trx) => insertPlayer(trx, player)))
  }

  byId(playerId: PlayerId): Promise<PlayerRow | undefined> {
    return this.#ask((db) => selectPlayer(db, playerId))
  }

  async byIds(playerIds: readonly PlayerId[]): Promise<PlayerRow[]> {
    const rows: PlayerRow[] = []
    const ids = [...new Set(playerIds)]
    for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
      const part = ids.slice(start, start + IDS_PER_QUERY)
      const found = await this.#ask((db) =>
        db.selectFrom('players').selectAll().where('id', 'in', part).orderBy('id').execute(),
      )
      rows.push(...found.map(toPlayer))
    }
    return rows
  }

  byDevice(deviceKey: string): Promise<PlayerRow | undefined> {
    return this.#ask((db) => selectByDevice(db, deviceKey))
  }

  async addGuest(
    deviceKey: string,
    player: NewPlayer,
  ): Promise<{ player: PlayerRow; isNew: boolean }> {
    const { db, dialect } = this.#database
    return this.#ask(async () => {
      try {
        return await transact(this.#database, async (trx) => {
          const known = await selectByDevice(trx, deviceKey)
          if (known) return { player: known, isNew: false }
          const added = await insertPlayer(trx, player)
          await trx
            .insertInto('devices')
            .values({ device_key: deviceKey, player_id: added.playerId })
            .execute()
          return { player: added, isNew: true }
        })
      } catch (error) {
        // Another caller bound the device between the look and the insert: his player counts.
        const winner =
          dialect.errorKind(error) === 'duplicate' ? await selectByDevice(db, deviceKey) : undefined
        if (!winner) throw error
        return { player: winner, isNew: false }
      }
    })
  }

  update(
    playerId: PlayerId,
    change: { nickname?: string; avatar?: number; sex?: number },
  ): Promise<PlayerRow | undefined> {
    const { nickname, avatar, sex } = change
    const isEmpty = nickname === undefined && avatar === undefined && sex === undefined
    return this.#ask(async (db) => {
      if (isEmpty) return selectPlayer(db, playerId)
      return transact(this.#database, async (trx) => {
        await trx
          .updateTable('players')
          .set({ nickname, avatar, sex })
          .where('id', '=', playerId)
          .execute()
        return selectPlayer(trx, playerId)
      })
    })
  }

  async bots(limit: number): Promise<PlayerRow[]> {
    const rows = await this.#ask((db) =>
      db
        .selectFrom('players')
        .selectAll()
        .where('is_bot', '=', 1)
        .orderBy('id')
        .limit(limit)
        .execute(),
    )
    return rows.map(toPlayer)
  }

  #ask<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return asStoreError(this.#database.dialect, () => work(this.#database.db))
  }
}

export async function insertPlayer(
  db: Db,
  player: NewPlayer,
  account: string | null = null,
): Promise<PlayerRow> {
  const { insertId } = await db
    .insertInto('players')
    .values({
      nickname: player.nickname,
      avatar: player.avatar,
      sex: player.sex,
      is_bot: player.isBot ? 1 : 0,
      account,
      created_at_ms: player.createdAtMs,
    })
    .executeTakeFirstOrThrow()
  return {
    playerId: Number(insertId),
    nickname: player.nickname,
    avatar: player.avatar,
    sex: player.sex,
    isBot: player.isBot,
    account,
    createdAtMs: player.createdAtMs,
  }
}

export async function selectPlayer(db: Db, playerId: PlayerId): Promise<PlayerRow | undefined> {
  const row = await db
    .selectFrom('players')
    .selectAll()
    .where('id', '=', playerId)
    .executeTakeFirst()
  return row && toPlayer(row)
}

async function selectByDevice(db: Db, deviceKey: string): Promise<PlayerRow | undefined> {
  const row = await db
    .selectFrom('devices')
    .innerJoin('players', 'players.id', 'devices.player_id')
    .selectAll('players')
    .where('devices.device_key', '=', deviceKey)
    .executeTakeFirst()
  return row && toPlayer(row)
}

export function toPlayer(row: Selectable<Schema['players']>): PlayerRow {
  return {
    playerId: row.id,
    nickname: row.nickname,
    avatar: row.avatar,
    sex: row.sex,
    isBot: row.is_bot === 1,
    account: row.account,
    createdAtMs: row.created_at_ms,
  }
}
