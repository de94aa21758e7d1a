import type { Gold } from '../../contract/ids.ts'
import type { Trx } from '../../stores/sql/schema.ts'
import { type AccountId, nameOf } from '../accounts.ts'
import type { Break } from './Audit.ts'

/** Accounts looked at in one step: a few milliseconds. */
export const ACCOUNTS_PER_STEP = 500

interface AccountRow {
  readonly id: AccountId
  readonly kind: string
  readonly owner: number
  readonly balance: Gold
}

/**
 * The next accounts after `afterId`, each held against `sums` (what all transfers up to this moment
 * made of it), against the stakes and against the shares of the pots. `lastId` is undefined at the
 * end.
 */
export async function checkAccounts(
  trx: Trx,
  afterId: AccountId,
  sums: ReadonlyMap<AccountId, bigint>,
): Promise<{ breaks: Break[]; accounts: number; lastId: AccountId | undefined }> {
  const rows = await trx
    .selectFrom('accounts')
    .select(['id', 'kind', 'owner', 'balance'])
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(ACCOUNTS_PER_STEP)
    .execute()
  const breaks = [
    ...rows.flatMap((row) => balanceBreak(row, sums.get(row.id) ?? 0n)),
    ...(await stakeBreaks(trx, rows)),
    ...(await potBreaks(trx, rows)),
  ]
  const isEnd = rows.length < ACCOUNTS_PER_STEP
  return { breaks, accounts: rows.length, lastId: isEnd ? undefined : rows.at(-1)?.id }
}

function balanceBreak({ id, balance }: AccountRow, sum: bigint): Break[] {
  if (BigInt(balance) === sum) return []
  const detail = `holds ${balance}, its transfers make ${sum}`
  return [{ check: 'balance', what: nameOf(id), detail }]
}

async function stakeBreaks(trx: Trx, rows: readonly AccountRow[]): Promise<Break[]> {
  const filled = rows.filter(({ kind, balance }) => kind === 'escrow' && balance !== 0)
  if (filled.length === 0) return []
  const owners = filled.map(({ owner }) => owner)
  const stakes = await trx
    .selectFrom('stakes')
    .select('player_id')
    .where('player_id', 'in', owners)
    .execute()
  const staked = new Set(stakes.map(({ player_id }) => player_id))
  return filled
    .filter(({ owner }) => !staked.has(owner))
    .map(({ id, balance }) => ({
      check: 'stake',
      what: nameOf(id),
      detail: `holds ${balance} without a stake`,
    }))
}

async function potBreaks(trx: Trx, rows: readonly AccountRow[]): Promise<Break[]> {
  const pots = rows.filter(({ kind }) => kind === 'pot')
  if (pots.length === 0) return []
  const desks = pots.map(({ owner }) => owner)
  const shares = await trx
    .selectFrom('pot_shares')
    .select(['desk_no', 'amount'])
    .where('desk_no', 'in', desks)
    .execute()
  const sums = new Map<number, bigint>()
  for (const { desk_no, amount } of shares) {
    sums.set(desk_no, (sums.get(desk_no) ?? 0n) + BigInt(amount))
  }
  return pots.flatMap(({ id, owner, balance }) => {
    const sum = sums.get(owner) ?? 0n
    if (BigInt(balance) === sum) return []
    return [{ check: 'pot', what: nameOf(id), detail: `holds ${balance}, its shares are ${sum}` }]
  })
}
