import type { EpochMs, PlayerId } from '../../contract/ids.ts'
import type { AccountLogin, AccountStore, Credentials, SeenDevice } from '../AccountStore.ts'
import type { NewPlayer, PlayerRow } from '../PlayerStore.ts'
import { asStoreError } from './asStoreError.ts'
import type { SqlDatabase } from './openDatabase.ts'
import { insertPlayer, selectPlayer } from './SqlPlayerStore.ts'
import type { Trx } from './schema.ts'
import { transact } from './transact.ts'

/** Accounts in `players.account`, `passwords` and `account_devices`. Its faults are `StoreError`s. */
export class SqlAccountStore implements AccountStore {
  readonly #database: SqlDatabase

  constructor(database: SqlDatabase) {
    this.#database = database
  }

  async byAccount(account: string): Promise<Credentials | undefined> {
    const { db, dialect } = this.#database
    const row = await asStoreError(dialect, () =>
      db
        .selectFrom('players')
        .innerJoin('passwords', 'passwords.player_id', 'players.id')
        .select(['players.id', 'passwords.hash'])
        .where('players.account', '=', account)
        .executeTakeFirst(),
    )
    return row && { playerId: row.id, passwordHash: row.hash }
  }

  register(login: AccountLogin, player: NewPlayer): Promise<PlayerRow | 'taken'> {
    return this.#unlessTaken(async (trx) => {
      const added = await insertPlayer(trx, player, login.account)
      await addPassword(trx, added.playerId, login.passwordHash)
      return added
    })
  }

  upgrade(
    playerId: PlayerId,
    login: AccountLogin,
    atMs: EpochMs,
  ): Promise<PlayerRow | 'taken' | 'has-account'> {
    return this.#unlessTaken(async (trx) => {
      // The condition decides between two upgrades at once.
      const { numUpdatedRows } = await trx
        .updateTable('players')
        .set({ account: login.account })
        .where('id', '=', playerId)
        .where('account', 'is', null)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows === 0n) return 'has-account'
      await addPassword(trx, playerId, login.passwordHash)
      const devices = await trx
        .selectFrom('devices')
        .select('device_key')
        .where('player_id', '=', playerId)
        .execute()
      for (const { device_key } of devices) {
        await trx
          .insertInto('account_devices')
          .values({ player_id: playerId, device_key, seen_at_ms: atMs })
          .execute()
      }
      return (await selectPlayer(trx, playerId)) as PlayerRow
    })
  }

  async replaceHash(playerId: PlayerId, before: string, after: string): Promise<void> {
    const { db, dialect } = this.#database
    await asStoreError(dialect, () =>
      db
        .updateTable('passwords')
        .set({ hash: after })
        .where('player_id', '=', playerId)
        .where('hash', '=', before)
        .execute(),
    )
  }

  async knowsDevice(account: string, deviceKey: string): Promise<boolean> {
    const { db, dialect } = this.#database
    const row = await asStoreError(dialect, () =>
      db
        .selectFrom('players')
        .innerJoin('account_devices', 'account_devices.player_id', 'players.id')
        .select('players.id')
        .where('players.account', '=', account)
        .where('account_devices.device_key', '=', deviceKey)
        .executeTakeFirst(),
    )
    return row !== undefined
  }

  rememberDevice(playerId: PlayerId, device: SeenDevice, most: number): Promise<void> {
    const { dialect } = this.#database
    return asStoreError(dialect, () =>
      transact(this.#database, async (trx) => {
        const row = {
          player_id: playerId,
          device_key: device.deviceKey,
          seen_at_ms: device.atMs,
        }
        await dialect.skipDuplicate(trx.insertInto('account_devices').values(row)).execute()
        await trx
          .updateTable('account_devices')
          .set({ seen_at_ms: device.atMs })
          .where('player_id', '=', playerId)
          .where('device_key', '=', device.deviceKey)
          .execute()
        const known = await trx
          .selectFrom('account_devices')
          .select('device_key')
          .where('player_id', '=', playerId)
          .orderBy('seen_at_ms', 'desc')
          .orderBy('device_key')
          .execute()
        const tooMany = known.slice(most).map((each) => each.device_key)
        if (tooMany.length === 0) return
        await trx
          .deleteFrom('account_devices')
          .where('player_id', '=', playerId)
          .where('device_key', 'in', tooMany)
          .execute()
      }),
    )
  }

  /** One name has one owner: the database decides, the loser leaves nothing behind. */
  #unlessTaken<T>(work: (trx: Trx) => Promise<T>): Promise<T | 'taken'> {
    const { dialect } = this.#database
    return asStoreError(dialect, async () => {
      try {
        return await transact(this.#database, work)
      } catch (error) {
        if (dialect.errorKind(error) === 'duplicate') return 'taken'
        throw error
      }
    })
  }
}

async function addPassword(trx: Trx, playerId: PlayerId, hash: string): Promise<void> {
  await trx.insertInto('passwords').values({ player_id: playerId, hash }).execute()
}
