import { dictionary } from '@zxcvbn-ts/language-common'
import { type Refusal, refuse } from '../contract/refusals.ts'

/** The 49 000 most common passwords of known leaks, in lower case. */
const LEAKED = new Set(dictionary['passwords-common'])

/**
 * Why nobody should have this password, or undefined. [PW2] It is not the account's name, nor one of
 * the most common leaked passwords, in whatever case, nor one of those with a digit or mark behind.
 */
export function findWeakness(password: string, account: string): Refusal | undefined {
  const folded = password.normalize('NFKC').toLowerCase()
  const name = account.toLowerCase()
  if (folded === name || folded === name.split('@')[0]) {
    return refuse('auth/weak-password', 'The password must not be the account.')
  }
  if (LEAKED.has(folded) || LEAKED.has(folded.slice(0, -1))) {
    return refuse('auth/weak-password', 'This password is among the most common ones.')
  }
  return undefined
}
