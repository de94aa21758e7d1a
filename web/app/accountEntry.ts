import { signal } from '@preact/signals'
import { Refused } from '../../client/refused.ts'
import { words } from '../text/words.ts'
import { type EntryField, fieldOf, findFault } from './accountRules.ts'
import { recall, remember } from './stored.ts'
import { errorText } from './toasts.ts'

/** How the sign-in screen lets people in: a button for guests or a form for accounts. */
export type Entry = 'guest' | 'signin' | 'create'
/** What an account form is for: the third is that of a guest who keeps his progress. */
export type FormKind = 'signin' | 'create' | 'upgrade'

export interface TypedAccount {
  readonly account: string
  readonly password: string
}

/** Why a form was not accepted. */
export interface EntryProblem {
  readonly field: EntryField
  /** The sentence in the language of the moment. */
  readonly say: () => string
  /** Before this there is no use in sending it again. */
  readonly retryAtMs: number
}

const ACCOUNT_KEY = 'account'

/** Whoever had an account here before most likely comes back with it. */
export const entry = signal<Entry>(recall(ACCOUNT_KEY) ? 'signin' : 'guest')
/** The name as typed so far; of all that is typed the only thing this browser remembers. */
export const accountName = signal(recall(ACCOUNT_KEY) ?? '')
export const problem = signal<EntryProblem | undefined>(undefined)
/** A guest was sent here because his device belongs to an account. */
export const isDeviceOwned = signal(false)

/** A form that opens on purpose takes the focus, one of a fresh page does not. */
export const wantsFocus = signal(false)

export function beginForm(): void {
  problem.value = undefined
  isDeviceOwned.value = false
  wantsFocus.value = true
}

/** Shows the form for old accounts or for new ones. */
export function openEntry(next: 'signin' | 'create'): void {
  entry.value = next
  beginForm()
}

export function rememberAccount(account: string): void {
  accountName.value = account
  entry.value = 'signin'
  isDeviceOwned.value = false
  remember(ACCOUNT_KEY, account)
}

/** True if the form may go out; else the problem is shown. */
export function passes(typed: TypedAccount, kind: FormKind): boolean {
  const fault = findFault(typed, kind !== 'signin')
  problem.value = fault && {
    field: fault.field,
    say: () => words.value.fault[fault.reason],
    retryAtMs: 0,
  }
  return !fault
}

export function showProblem(error: unknown): void {
  const refused = error instanceof Refused ? error : undefined
  problem.value = {
    field: fieldOf(refused?.code),
    say: () => errorText(error),
    retryAtMs: refused?.retryAfterMs ? Date.now() + refused.retryAfterMs : 0,
  }
}

/** Typing answers a problem, but it does not shorten a wait. Waits are for one account each. */
export function problemAnswered(field: EntryField): void {
  const now = problem.peek()
  if (now && (field === 'account' || now.retryAtMs <= Date.now())) problem.value = undefined
}
