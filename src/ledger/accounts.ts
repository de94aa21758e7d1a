import { MAX_GOLD } from '../contract/ids.ts'
import { LedgerError } from './Ledger.ts'

/**
 * An account's id is its owner × 8 + the code of its kind: rows are found and locked by primary
 * key in id order, without a look-up of ids first. Codes are never changed or reused.
 */
const CODES = { house: 0, mint: 1, bots: 2, payments: 3, wallet: 4, escrow: 5, pot: 6 } as const
const CODE_SPACE = 8
const MAX_OWNER = Math.floor(MAX_GOLD / CODE_SPACE) - 1

export type AccountKind = keyof typeof CODES
export type AccountId = number

// Every settlement pays a fee. Were the house one row, all of them would wait for each other's
// commit to reach the disk; so the system's accounts are 16 rows each, and their sum counts.
export const SYSTEM_SHARDS = 16

/**
 * The account of a player (`wallet`, `escrow`) or a desk (`pot`). An owner that cannot be one is
 * `LedgerError('ledger/unknown-account')`.
 */
export function accountOf(kind: 'wallet' | 'escrow' | 'pot', owner: number): AccountId {
  if (!Number.isSafeInteger(owner) || owner < 1 || owner > MAX_OWNER) {
    throw new LedgerError('ledger/unknown-account', `${kind} of ${owner}`)
  }
  return owner * CODE_SPACE + CODES[kind]
}

/** The part of a system account that serves this player or desk. */
export function systemAccount(
  kind: 'house' | 'mint' | 'bots' | 'payments',
  servedNo: number,
): AccountId {
  return (servedNo % SYSTEM_SHARDS) * CODE_SPACE + CODES[kind]
}

/** What an account is; undefined for an id that no account of ours has. */
export function kindOf(account: AccountId): AccountKind | undefined {
  const code = account % CODE_SPACE
  return (Object.keys(CODES) as AccountKind[]).find((kind) => CODES[kind] === code)
}

/** For people: `escrow of player 100001`, `pot of desk 7`, `house 3`. */
export function nameOf(account: AccountId): string {
  const kind = kindOf(account)
  const owner = Math.floor(account / CODE_SPACE)
  if (kind === 'wallet' || kind === 'escrow') return `${kind} of player ${owner}`
  return kind === 'pot' ? `pot of desk ${owner}` : `${kind ?? 'account'} ${owner}`
}

/** Wallets, escrows, pots and the house hold what they were paid; the others may owe. */
export function mayOwe(account: AccountId): boolean {
  const code = account % CODE_SPACE
  return code === CODES.mint || code === CODES.bots || code === CODES.payments
}
