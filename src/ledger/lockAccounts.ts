import type { Gold } from '../contract/ids.ts'
import type { SqlDialect } from '../stores/sql/SqlDialect.ts'
import type { Trx } from '../stores/sql/schema.ts'
import type { AccountId } from './accounts.ts'
import { LedgerError } from './Ledger.ts'

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
  const rows = await dialect
    .lockRows(
      trx
        .selectFrom('accounts')
        .leftJoin('stakes', (join) =>
          join.onRef('stakes.player_id', '=', 'accounts.owner').on('accounts.kind', '=', 'escrow'),
        )
        .select(['accounts.id', 'accounts.balance', 'stakes.desk_no'])
        .where('accounts.id', 'in', [...wanted, ...optional])
        .orderBy('accounts.id'),
    )
    .execute()
  const balances = new Map(rows.map(({ id, balance }) => [id, balance]))
  for (const account of wanted) {
    if (!balances.has(account)) throw new LedgerError('ledger/unknown-account', `${account}`)
  }
  const deskOf = new Map<AccountId, number>()
  for (const { id, desk_no } of rows) if (desk_no !== null) deskOf.set(id, desk_no)
  return { balances, deskOf }
}
