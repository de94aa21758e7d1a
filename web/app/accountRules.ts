/**
 * What the contract asks of a new account, repeated here so that no schema enters the bundle. A test
 * holds the two together.
 */
const ACCOUNT_FORM = /^[A-Za-z0-9][A-Za-z0-9._+@-]{2,31}$/
const SHORTEST_PASSWORD = 8
const LONGEST_PASSWORD = 128

export type EntryField = 'account' | 'password'

export interface EntryFault {
  readonly field: EntryField
  readonly reason: 'noAccount' | 'noPassword' | 'accountForm' | 'shortPassword' | 'longPassword'
}

/**
 * The first thing wrong with what was typed, found before the server is asked. Of an account that
 * exists already only emptiness is: what no account can be is a wrong one.
 */
export function findFault(
  typed: { readonly account: string; readonly password: string },
  isNew: boolean,
): EntryFault | undefined {
  const { account, password } = typed
  if (!account) return { field: 'account', reason: 'noAccount' }
  if (isNew && !ACCOUNT_FORM.test(account)) return { field: 'account', reason: 'accountForm' }
  if (!password) return { field: 'password', reason: 'noPassword' }
  // In code points, as the contract counts them: an emoji is one.
  const length = [...password].length
  if (length > LONGEST_PASSWORD) return { field: 'password', reason: 'longPassword' }
  if (isNew && length < SHORTEST_PASSWORD) {
    return { field: 'password', reason: 'shortPassword' }
  }
  return undefined
}

/** The field a refusal is about; where it is about neither, the one that is typed again. */
export function fieldOf(code: string | undefined): EntryField {
  return code === 'auth/account-taken' ? 'account' : 'password'
}

/** Whole seconds until a time, none when it is past. */
export function secondsUntil(timeMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((timeMs - nowMs) / 1000))
}
