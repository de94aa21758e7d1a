import { sql } from 'kysely'
import type { Gold } from '../contract/ids.ts'
import type { SqlDialect } from '../stores/sql/SqlDialect.ts'
import type { Trx } from '../stores/sql/schema.ts'
import type { AccountId } from './accounts.ts'
import { LedgerError } from './Ledger.ts'

interface Row {
  id: AccountId
  balance: Gold
  desk_no: number | null
}

/** Accounts as they stand, locked until the end of the transaction. */
export interface LockedAccounts {
  readonly balances: ReadonlyMap<AccountId, Gold>
  /** The desk at which each staked escrow among them is staked. */
  readonly deskOf: ReadonlyMap<AccountId, number>
}

/**
 * Reads and locks accounts in id order, in one statement. One that does not exist is
 * `LedgerError('ledger/unknown-account')`, unless it is among `optional`.
 */
export async function lockAccounts(
  trx: Trx,
  dialect: SqlDialect,
  wanted: readonly AccountId[],
  optional: readonly AccountId[] = [],
): Promise<LockedAccounts> {
  const { byPrimaryKey, forUpdate } = dialect
  const { rows } = await sql<Row>`
    select accounts.id, accounts.balance, stakes.desk_no
    from accounts ${byPrimaryKey} left join stakes ${byPrimaryKey}
      on stakes.player_id = accounts.owner and accounts.kind = 'escrow'
    where accounts.id in (${sql.join([...wanted, ...optional])})
    order by accounts.id ${forUpdate}`.execute(trx)
  const balances = new Map(rows.map(({ id, balance }) => [id, balance]))
  for (const account of wanted) {
    if (!balances.has(account)) throw new LedgerError('ledger/unknown-account', `${account}`)
  }
  const deskOf = new Map<AccountId, number>()
  for (const { id, desk_no } of rows) if (desk_no !== null) deskOf.set(id, desk_no)
  return { balances, deskOf }
}
