import type { HandRecord } from '../contract/handRecord.ts'
import type { Gold, HandId, PlayerId } from '../contract/ids.ts'
import type { Trx } from '../stores/sql/schema.ts'
import { accountOf, systemAccount } from './accounts.ts'
import { requireGold } from './amounts.ts'
import { checkSettlement } from './checkSettlement.ts'
import { goldTells } from './goldTells.ts'
import { LedgerError, type PotShare, type Settlement } from './Ledger.ts'
import { type LockedAccounts, lockAccounts } from './lockAccounts.ts'
import { isOperationKey, type OperationRunner } from './OperationRunner.ts'
import { removeShares, shareReturns, sharesAfter, sharesOf } from './pots.ts'
import { settlementPostings } from './settlementPostings.ts'
import type { Effect } from './writeOperation.ts'

/** A hand ends once, settled or void: both ends race for this one key. */
const handKey = (handId: HandId) => `hand:${handId}`

/** `Ledger.settle`. */
export async function settle(runner: OperationRunner, settlement: Settlement): Promise<Gold[]> {
  checkSettlement(settlement)
  const { handId, deskNo, lines } = settlement
  const pot = accountOf('pot', deskNo)
  const leavers = lines.filter(({ fromPot }) => fromPot)
  const escrows = lines.filter(({ fromPot }) => !fromPot).map((line) => escrowOf(line.playerId))
  const players = lines.map(({ playerId }) => playerId)
  // Wallet and escrow of all: what a player is told is the sum of both.
  const own = players.flatMap((playerId) => [accountOf('wallet', playerId), escrowOf(playerId)])
  const house = lines.some(({ fee }) => fee > 0) ? [systemAccount('house', deskNo)] : []
  const postings = settlementPostings(settlement)

  const decide = async (trx: Trx): Promise<Effect<Gold[]>> => {
    const wanted = [...own, ...house]
    const accounts = await lockAccounts(trx, runner.database.dialect, wanted, [pot])
    for (const escrow of escrows) requireStakeAt(deskNo, escrow, accounts)
    const hasPot = leavers.length > 0 || (accounts.balances.get(pot) ?? 0) > 0
    const shares: Map<PlayerId, Gold> = hasPot ? await sharesOf(trx, deskNo) : new Map()
    const losses = new Map(leavers.map(({ playerId, result }) => [playerId, 0 - result]))
    const unspent = sharesAfter(shares, losses)
    const { balances } = accounts
    const moves = [...postings, ...shareReturns(deskNo, unspent)]
    return {
      result: stakesAfter(settlement, accounts),
      balances,
      postings: moves,
      tells: goldTells(players, moves, balances, 'hand'),
      write: async (operationId) => {
        await removeShares(trx, deskNo, [...shares.keys()])
        await insertHand(trx, operationId, settlement)
      },
    }
  }
  const key = handKey(handId)
  return runner.once({ key, kind: 'settle', content: settlement, reference: key }, decide)
}

/**
 * `Ledger.voidHand`. The books know the shares in the pot, so all of the desk's go back, whether
 * the caller still knows them or not; a share that he knows differently is refused as
 * 'ledger/unbalanced', one that went back already is passed over.
 */
export async function voidHand(
  runner: OperationRunner,
  { handId, deskNo, fromPot }: { handId: HandId; deskNo: number; fromPot: readonly PotShare[] },
): Promise<void> {
  const pot = accountOf('pot', deskNo)
  const claimed = new Map(fromPot.map(({ playerId, amount }) => [playerId, amount]))
  if (claimed.size < fromPot.length) throw new LedgerError('ledger/unbalanced', 'a player twice')
  for (const amount of claimed.values()) requireGold(amount, 'a share of the pot')

  const decide = async (trx: Trx): Promise<Effect<null>> => {
    const players = new Set([...(await sharesOf(trx, deskNo)).keys(), ...claimed.keys()])
    const own = [...players].flatMap((id) => [accountOf('wallet', id), escrowOf(id)])
    const { balances } = await lockAccounts(trx, runner.database.dialect, own, [pot])
    // Read again under the lock; who came in between is returned with the orphans.
    const shares = await sharesOf(trx, deskNo)
    for (const playerId of shares.keys()) if (!players.has(playerId)) shares.delete(playerId)
    for (const [playerId, amount] of claimed) {
      if ((shares.get(playerId) ?? amount) !== amount) {
        throw new LedgerError('ledger/unbalanced', `share of ${playerId} in the pot`)
      }
    }
    const postings = shareReturns(deskNo, shares)
    return {
      result: null,
      balances,
      postings,
      tells: goldTells([...shares.keys()], postings, balances, 'hand-void'),
      write: () => removeShares(trx, deskNo, [...shares.keys()]),
    }
  }
  const key = handKey(handId)
  const content = { handId, deskNo }
  await runner.once({ key, kind: 'void', content, reference: key }, decide)
}

/** `Ledger.handRecord`. */
export async function handRecord(
  runner: OperationRunner,
  handId: HandId,
): Promise<HandRecord | undefined> {
  // Anybody may ask for anything.
  if (!isOperationKey(handKey(handId))) return undefined
  const row = await runner.ask(() =>
    runner.database.db
      .selectFrom('operations')
      .innerJoin('hands', 'hands.operation_id', 'operations.id')
      .select('hands.record')
      .where('operations.op_key', '=', handKey(handId))
      .executeTakeFirst(),
  )
  return row && JSON.parse(row.record)
}

const escrowOf = (playerId: PlayerId) => accountOf('escrow', playerId)

function requireStakeAt(deskNo: number, escrow: number, { deskOf }: LockedAccounts): void {
  if (deskOf.get(escrow) === deskNo) return
  throw new LedgerError('ledger/not-staked', `account ${escrow} at desk ${deskNo}`)
}

function stakesAfter({ lines }: Settlement, { balances }: LockedAccounts): Gold[] {
  return lines.map(({ playerId, result, fee, fromPot }) =>
    fromPot ? 0 : (balances.get(escrowOf(playerId)) ?? 0) + result - fee,
  )
}

async function insertHand(trx: Trx, operationId: number, settlement: Settlement): Promise<void> {
  const { handId, deskNo, tierId, endedAtMs, lines, record } = settlement
  await trx
    .insertInto('hands')
    .values({
      operation_id: operationId,
      hand_id: handId,
      desk_no: deskNo,
      tier_id: tierId,
      ended_at_ms: endedAtMs,
      record: JSON.stringify(record),
    })
    .execute()
  await trx
    .insertInto('hand_players')
    .values(
      lines.map(({ playerId, seat, result, fee }) => ({
        player_id: playerId,
        operation_id: operationId,
        seat,
        result,
        fee,
      })),
    )
    .execute()
}
