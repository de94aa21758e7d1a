import { sql } from 'kysely'
import type { Gold, PlayerId } from '../contract/ids.ts'
import type { SqlDialect } from '../stores/sql/SqlDialect.ts'
import type { Trx } from '../stores/sql/schema.ts'
import { accountOf } from './accounts.ts'
import { LedgerError, type PotShare } from './Ledger.ts'
import { type Posting, posting } from './postings.ts'

/** Makes the pot account of a desk, if it has none yet. */
export async function ensurePot(trx: Trx, dialect: SqlDialect, deskNo: number): Promise<void> {
  const id = accountOf('pot', deskNo)
  await dialect
    .skipDuplicate(
      trx.insertInto('accounts').values({ id, kind: 'pot', owner: deskNo, balance: 0 }),
    )
    .execute()
}

/** Whose gold lies in a desk's pot, by player id. */
export async function sharesOf(trx: Trx, deskNo: number): Promise<Map<PlayerId, Gold>> {
  const rows = await trx
    .selectFrom('pot_shares')
    .select(['player_id', 'amount'])
    .where('desk_no', '=', deskNo)
    .orderBy('player_id')
    .execute()
  return new Map(rows.map(({ player_id, amount }) => [player_id, amount]))
}

/** Notes that `amount` more of the pot is that player's. Call with the pot's account locked. */
export async function addShare(
  trx: Trx,
  share: PotShare & { deskNo: number; operationId: number },
): Promise<void> {
  const { deskNo, playerId, amount, operationId } = share
  const { numUpdatedRows } = await trx
    .updateTable('pot_shares')
    .set({ amount: sql<number>`amount + ${amount}` })
    .where('desk_no', '=', deskNo)
    .where('player_id', '=', playerId)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows > 0n) return
  await trx
    .insertInto('pot_shares')
    .values({ desk_no: deskNo, player_id: playerId, amount, operation_id: operationId })
    .execute()
}

export async function removeShares(
  trx: Trx,
  deskNo: number,
  playerIds: readonly PlayerId[],
): Promise<void> {
  if (playerIds.length === 0) return
  await trx
    .deleteFrom('pot_shares')
    .where('desk_no', '=', deskNo)
    .where('player_id', 'in', playerIds)
    .execute()
}

/** Shares go back to the wallets of those they belong to. */
export function shareReturns(deskNo: number, shares: ReadonlyMap<PlayerId, Gold>): Posting[] {
  const pot = accountOf('pot', deskNo)
  return [...shares].flatMap(([playerId, amount]) =>
    posting('from-pot', pot, accountOf('wallet', playerId), amount),
  )
}

/**
 * What is left of the shares when each early leaver has paid his loss. Every share must have its
 * line and every line its share, else `LedgerError('ledger/unbalanced')`; a loss above the share is
 * 'ledger/too-poor'.
 */
export function sharesAfter(
  shares: ReadonlyMap<PlayerId, Gold>,
  losses: ReadonlyMap<PlayerId, Gold>,
): Map<PlayerId, Gold> {
  for (const playerId of shares.keys()) {
    if (!losses.has(playerId)) {
      throw new LedgerError('ledger/unbalanced', `player ${playerId} of the pot is missing`)
    }
  }
  const left = new Map<PlayerId, Gold>()
  for (const [playerId, loss] of losses) {
    const share = shares.get(playerId) ?? 0
    if (loss > share)
      throw new LedgerError('ledger/too-poor', `${playerId} has ${share} in the pot`)
    left.set(playerId, share - loss)
  }
  return left
}
