import type { PlayerId } from '../../contract/ids.ts'
import type { NewPlayer, PlayerRow } from '../PlayerStore.ts'
import type { WechatId, WechatStore } from '../WechatStore.ts'
import { asStoreError } from './asStoreError.ts'
import type { SqlDatabase } from './openDatabase.ts'
import { insertPlayer, toPlayer } from './SqlPlayerStore.ts'
import type { Db } from './schema.ts'
import { transact } from './transact.ts'

/** WeChat ids in `wechat_players`. Its faults are `StoreError`s. */
export class SqlWechatStore implements WechatStore {
  readonly #database: SqlDatabase

  constructor(database: SqlDatabase) {
    this.#database = database
  }

  byWechat(id: WechatId): Promise<PlayerRow | undefined> {
    const { db, dialect } = this.#database
    return asStoreError(dialect, () => selectByWechat(db, id))
  }

  addWechat(id: WechatId, player: NewPlayer): Promise<PlayerRow> {
    const { db, dialect } = this.#database
    return asStoreError(dialect, async () => {
      try {
        return await transact(this.#database, async (trx) => {
          const known = await selectByWechat(trx, id)
          if (known) return known
          const added = await insertPlayer(trx, player)
          await bind(trx, added.playerId, id)
          return added
        })
      } catch (error) {
        // Another caller bound the id between the look and the insert: his player counts.
        const winner =
          dialect.errorKind(error) === 'duplicate' ? await selectByWechat(db, id) : undefined
        if (!winner) throw error
        return winner
      }
    })
  }

  bindWechat(playerId: PlayerId, id: WechatId): Promise<'bound' | 'taken' | 'has-wechat'> {
    const { db, dialect } = this.#database
    return asStoreError(dialect, async () => {
      try {
        await bind(db, playerId, id)
        return 'bound'
      } catch (error) {
        if (dialect.errorKind(error) !== 'duplicate') throw error
        const owner = await selectByWechat(db, id)
        if (!owner) return 'has-wechat'
        return owner.playerId === playerId ? 'bound' : 'taken'
      }
    })
  }
}

async function bind(db: Db, playerId: PlayerId, id: WechatId): Promise<void> {
  await db
    .insertInto('wechat_players')
    .values({ app_id: id.appId, open_id: id.openId, player_id: playerId })
    .execute()
}

async function selectByWechat(db: Db, id: WechatId): Promise<PlayerRow | undefined> {
  const row = await db
    .selectFrom('wechat_players')
    .innerJoin('players', 'players.id', 'wechat_players.player_id')
    .selectAll('players')
    .where('wechat_players.app_id', '=', id.appId)
    .where('wechat_players.open_id', '=', id.openId)
    .executeTakeFirst()
  return row && toPlayer(row)
}
