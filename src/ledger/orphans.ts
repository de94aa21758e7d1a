import type { Gold, PlayerId } from '../contract/ids.ts'
import type { Db, Trx } from '../stores/sql/schema.ts'
import { accountOf } from './accounts.ts'
import { goldTells } from './goldTells.ts'
import { lockAccounts } from './lockAccounts.ts'
import type { OperationRunner } from './OperationRunner.ts'
import { posting } from './postings.ts'
import { removeShares, shareReturns, sharesOf } from './pots.ts'
import type { Effect, Operation } from './writeOperation.ts'

/**
 * `Ledger.returnOrphans`, one transaction a desk. A desk that fails does not keep the others
 * waiting; its error comes out when all were tried.
 */
export async function returnOrphans(
  runner: OperationRunner,
  isLiving: (deskNo: number) => boolean,
): Promise<number> {
  const desks = await runner.ask(() => desksWithGold(runner.database.db))
  let returned = 0
  let failure: unknown
  for (const deskNo of desks) {
    try {
      // Asked when its turn comes: a desk may have been taken over while others were returned.
      if (!isLiving(deskNo)) returned += await returnDesk(runner, deskNo)
    } catch (error) {
      failure ??= error
    }
  }
  if (failure) throw failure
  return returned
}

async function desksWithGold(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('stakes')
    .select('desk_no')
    .union(db.selectFrom('pot_shares').select('desk_no'))
    .execute()
  return rows.map(({ desk_no }) => desk_no).sort((left, right) => left - right)
}

/** Empties one desk; returns how many stakes went back. */
async function returnDesk(runner: OperationRunner, deskNo: number): Promise<number> {
  const { dialect } = runner.database
  const decide = async (
    trx: Trx,
  ): Promise<(Effect<number> & { operation: Operation }) | undefined> => {
    const found = await whatLiesAt(trx, deskNo)
    if (found.operationId === undefined) return undefined
    const wallets = found.players.map((playerId) => accountOf('wallet', playerId))
    const escrows = found.players.map((playerId) => accountOf('escrow', playerId))
    const pot = accountOf('pot', deskNo)
    const locked = await lockAccounts(trx, dialect, [...wallets, ...escrows], [pot])
    const stakers = found.players.filter(
      (playerId) => locked.deskOf.get(accountOf('escrow', playerId)) === deskNo,
    )
    // Read again under the lock, for the players that are locked.
    const shares = new Map<PlayerId, Gold>()
    for (const [playerId, amount] of await sharesOf(trx, deskNo)) {
      if (found.players.includes(playerId)) shares.set(playerId, amount)
    }
    if (stakers.length + shares.size === 0) return undefined
    const stakeReturns = stakers.flatMap((playerId) => {
      const escrow = accountOf('escrow', playerId)
      const amount = locked.balances.get(escrow) ?? 0
      return posting('orphan', escrow, accountOf('wallet', playerId), amount)
    })
    const postings = [...stakeReturns, ...shareReturns(deskNo, shares)]
    return {
      // The stake or share that lay there longest can be returned once only.
      operation: {
        key: `orphans:${deskNo}:${found.operationId}`,
        kind: 'orphans',
        content: { deskNo },
        reference: `desk:${deskNo}`,
      },
      result: stakers.length,
      balances: locked.balances,
      postings,
      tells: goldTells(found.players, postings, locked.balances, 'desk-lost'),
      write: async () => {
        await removeShares(trx, deskNo, [...shares.keys()])
        if (stakers.length === 0) return
        await trx.deleteFrom('stakes').where('player_id', 'in', stakers).execute()
      },
    }
  }
  return (await runner.maybe(decide)) ?? 0
}

/** Who has gold at a desk, and the earliest operation that put some there. */
async function whatLiesAt(
  trx: Trx,
  deskNo: number,
): Promise<{ players: PlayerId[]; operationId: number | undefined }> {
  const columns = ['player_id', 'operation_id'] as const
  const staked = await trx
    .selectFrom('stakes')
    .select(columns)
    .where('desk_no', '=', deskNo)
    .execute()
  const shared = await trx
    .selectFrom('pot_shares')
    .select(columns)
    .where('desk_no', '=', deskNo)
    .execute()
  const rows = [...staked, ...shared]
  return {
    players: [...new Set(rows.map((row) => row.player_id))],
    operationId: rows.length === 0 ? undefined : Math.min(...rows.map((row) => row.operation_id)),
  }
}
