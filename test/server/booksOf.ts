import assert from 'node:assert/strict'
import { parseDatabaseUrl } from '../../src/ops/addresses.ts'
import { openDatabase } from '../../src/stores/sql/openDatabase.ts'
import { type Books, checkBooks, readBooks } from '../ledger/books.ts'

/** The books of a server's database file, past the server; the laws of the ledger are checked. */
export async function booksOf(databaseUrl: string): Promise<Books> {
  const database = await openDatabase(parseDatabaseUrl(databaseUrl))
  try {
    const books = await readBooks(database)
    checkBooks(books)
    return books
  } finally {
    await database.db.destroy()
  }
}

/** Nothing lies at any desk: no stake, no share of a pot, no gold in escrow. */
export function assertNothingStaked({ accounts, stakes, shares }: Books): void {
  assert.deepEqual({ stakes, shares }, { stakes: [], shares: [] })
  const atDesks = accounts.filter(({ kind }) => kind === 'escrow' || kind === 'pot')
  assert.deepEqual(
    atDesks.filter(({ balance }) => balance !== 0),
    [],
  )
}

/** What a player has, wallet and escrow. */
export function goldIn({ accounts }: Books, playerId: number): number {
  return accounts
    .filter(({ kind, owner }) => owner === playerId && (kind === 'wallet' || kind === 'escrow'))
    .reduce((sum, { balance }) => sum + balance, 0)
}
