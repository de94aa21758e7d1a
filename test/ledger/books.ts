import assert from 'node:assert/strict'
import type { SqlDatabase } from '../../src/stores/sql/openDatabase.ts'

export interface Books {
  readonly accounts: { id: number; kind: string; owner: number; balance: number }[]
  readonly transfers: { debit_id: number; credit_id: number; amount: number; kind: string }[]
  readonly stakes: { player_id: number; desk_no: number }[]
  readonly shares: { desk_no: number; player_id: number; amount: number }[]
  /** The rows of each table of the ledger. */
  readonly counts: Readonly<Record<string, number>>
}

const TABLES = [
  'accounts',
  'operations',
  'transfers',
  'stakes',
  'pot_shares',
  'hands',
  'hand_players',
] as const

/** Reads the tables themselves, past the ledger. */
export async function readBooks({ db }: SqlDatabase): Promise<Books> {
  const counts: Record<string, number> = {}
  for (const table of TABLES) {
    const { rows } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow()
    counts[table] = Number(rows)
  }
  const plain = <T extends object>(rows: T[]) => rows.map((row) => ({ ...row }))
  return {
    accounts: plain(await db.selectFrom('accounts').selectAll().orderBy('id').execute()),
    transfers: plain(
      await db
        .selectFrom('transfers')
        .select(['debit_id', 'credit_id', 'amount', 'kind'])
        .orderBy('operation_id')
        .orderBy('line')
        .execute(),
    ),
    stakes: plain(
      await db.selectFrom('stakes').select(['player_id', 'desk_no']).orderBy('player_id').execute(),
    ),
    shares: plain(
      await db
        .selectFrom('pot_shares')
        .select(['desk_no', 'player_id', 'amount'])
        .orderBy('desk_no')
        .orderBy('player_id')
        .execute(),
    ),
    counts,
  }
}

/** The laws of the books; each holds after whatever happened. */
export function checkBooks({ accounts, transfers, stakes, shares }: Books): void {
  const moved = new Map<number, number>()
  for (const { debit_id, credit_id, amount } of transfers) {
    assert.ok(Number.isSafeInteger(amount) && amount > 0, `a transfer of ${amount}`)
    moved.set(debit_id, (moved.get(debit_id) ?? 0) - amount)
    moved.set(credit_id, (moved.get(credit_id) ?? 0) + amount)
  }
  const staked = new Set(stakes.map(({ player_id }) => player_id))
  let sum = 0
  for (const { id, kind, owner, balance } of accounts) {
    const name = `${kind} ${owner}`
    assert.equal(balance, moved.get(id) ?? 0, `${name} equals its transfers`)
    assert.ok(
      balance >= 0 || ['mint', 'bots', 'payments'].includes(kind),
      `${name} owes ${-balance}`,
    )
    if (kind === 'escrow') assert.ok(balance === 0 || staked.has(owner), `${name} has no desk`)
    if (kind === 'pot') {
      const owned = shares.filter((share) => share.desk_no === owner)
      const total = owned.reduce((gold, share) => gold + share.amount, 0)
      assert.equal(balance, total, `${name} equals its shares`)
    }
    sum += balance
  }
  assert.equal(sum, 0, 'all balances sum to zero')
}

/** Sum of the accounts of a kind, and of one owner when asked for. */
export function balanceOf({ accounts }: Books, kind: string, owner?: number): number {
  return accounts
    .filter((account) => account.kind === kind && (owner === undefined || account.owner === owner))
    .reduce((sum, account) => sum + account.balance, 0)
}
