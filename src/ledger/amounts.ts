import { type Gold, MAX_GOLD } from '../contract/ids.ts'
import { LedgerError } from './Ledger.ts'

/** Passes a whole amount from 0 to 2^53 − 1, else `LedgerError('ledger/bad-amount')`. */
export function requireGold(amount: Gold, what: string): Gold {
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new LedgerError('ledger/bad-amount', `${what} is ${amount}`)
  }
  return amount
}

/** Passes a whole amount from 1 to 2^53 − 1, else `LedgerError('ledger/bad-amount')`. */
export function requireSomeGold(amount: Gold, what: string): Gold {
  if (amount === 0) throw new LedgerError('ledger/bad-amount', `${what} is 0`)
  return requireGold(amount, what)
}

/** Adds two amounts; beyond 2^53 − 1 it is `LedgerError('ledger/overflow')`. */
export function addGold(left: Gold, right: Gold, what: string): Gold {
  const sum = left + right
  if (sum > MAX_GOLD) throw new LedgerError('ledger/overflow', what)
  return sum
}
