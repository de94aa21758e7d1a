import type { Gold, PlayerId } from '../contract/ids.ts'
import { type AccountId, accountOf } from './accounts.ts'
import { changesOf, type Posting } from './postings.ts'

/** What a player is told when the operation is committed: a row of the outbox. */
export interface Tell {
  readonly playerId: PlayerId
  readonly type: string
  readonly payload: Readonly<Record<string, unknown>>
}

/**
 * `gold/changed` for each of these players whose gold, wallet plus escrow, the postings change.
 * Both accounts of each must be among `balances`: else the gold could not be told.
 */
export function goldTells(
  players: readonly PlayerId[],
  postings: readonly Posting[],
  balances: ReadonlyMap<AccountId, Gold>,
  reason: string,
): Tell[] {
  const changes = changesOf(postings, balances)
  return players.flatMap((playerId) => {
    const accounts = [accountOf('wallet', playerId), accountOf('escrow', playerId)]
    const before = accounts.map((account) => balances.get(account))
    if (before.includes(undefined)) throw new TypeError(`player ${playerId} is not locked whole`)
    const sum = (amounts: readonly (number | undefined)[]) =>
      amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0)
    const change = sum(accounts.map((account) => changes.get(account)))
    if (change === 0) return []
    return [{ playerId, type: 'gold/changed', payload: { gold: sum(before) + change, reason } }]
  })
}
