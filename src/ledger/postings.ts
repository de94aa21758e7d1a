import { type Gold, MAX_GOLD } from '../contract/ids.ts'
import { type AccountId, mayOwe } from './accounts.ts'
import { LedgerError } from './Ledger.ts'

/** Why gold moved. */
export type TransferKind =
  | 'welcome'
  | 'bot-fund'
  | 'stake'
  | 'unstake'
  | 'into-pot'
  | 'from-pot'
  | 'hand-result'
  | 'hand-fee'
  | 'orphan'

/** Gold that leaves the debit account and enters the credit account. */
export interface Posting {
  readonly debit: AccountId
  readonly credit: AccountId
  readonly amount: Gold
  readonly kind: TransferKind
}

/** One posting, or none for no gold: a transfer of 0 is never written. */
export function posting(
  kind: TransferKind,
  debit: AccountId,
  credit: AccountId,
  amount: Gold,
): Posting[] {
  return amount === 0 ? [] : [{ debit, credit, amount, kind }]
}

/**
 * By how much each account changes. Throws `LedgerError`: 'ledger/unknown-account' for one that is
 * not among `balances`, 'ledger/too-poor' where one that may not owe would, 'ledger/overflow'
 * beyond ±(2^53 − 1).
 */
export function changesOf(
  postings: readonly Posting[],
  balances: ReadonlyMap<AccountId, Gold>,
): Map<AccountId, number> {
  // In BigInt: parts of a sum may leave the range that the whole stays in.
  const changes = new Map<AccountId, bigint>()
  for (const { debit, credit, amount } of postings) {
    changes.set(debit, (changes.get(debit) ?? 0n) - BigInt(amount))
    changes.set(credit, (changes.get(credit) ?? 0n) + BigInt(amount))
  }
  const checked = new Map<AccountId, number>()
  for (const [account, change] of changes) {
    const balance = balances.get(account)
    if (balance === undefined) throw new LedgerError('ledger/unknown-account', `${account}`)
    const after = BigInt(balance) + change
    if (after < 0n && !mayOwe(account)) throw new LedgerError('ledger/too-poor', `${account}`)
    if (after > BigInt(MAX_GOLD) || after < -BigInt(MAX_GOLD)) {
      throw new LedgerError('ledger/overflow', `${account}`)
    }
    if (change !== 0n) checked.set(account, Number(change))
  }
  return checked
}
