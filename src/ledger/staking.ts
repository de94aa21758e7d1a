import type { Gold, PlayerId } from '../contract/ids.ts'
import type { Trx } from '../stores/sql/schema.ts'
import { accountOf } from './accounts.ts'
import { addGold, requireGold } from './amounts.ts'
import { goldTells } from './goldTells.ts'
import { LedgerError } from './Ledger.ts'
import { lockAccounts } from './lockAccounts.ts'
import type { OperationRunner } from './OperationRunner.ts'
import { posting } from './postings.ts'
import { addShare, ensurePot } from './pots.ts'
import type { Effect } from './writeOperation.ts'

export interface StakeMove {
  readonly playerId: PlayerId
  readonly deskNo: number
}

/** `Ledger.stake`. A stake that is at this desk already grows; `atLeast` is asked of the whole. */
export async function stake(
  runner: OperationRunner,
  key: string,
  { playerId, deskNo, atLeast }: StakeMove & { atLeast: Gold },
): Promise<Gold> {
  requireGold(atLeast, 'atLeast')
  const content = { playerId, deskNo, atLeast }
  return moveIn(runner, key, { kind: 'stake', content }, (desk, stakeGold) => {
    if (desk !== undefined && desk !== deskNo) elsewhere(playerId, desk)
    if (stakeGold < atLeast) throw new LedgerError('ledger/too-poor', `${stakeGold} < ${atLeast}`)
  })
}

/** `Ledger.topUp`. */
export async function topUp(
  runner: OperationRunner,
  key: string,
  { playerId, deskNo }: StakeMove,
): Promise<Gold> {
  const content = { playerId, deskNo }
  return moveIn(runner, key, { kind: 'top-up', content }, (desk) => {
    if (desk === undefined) throw new LedgerError('ledger/not-staked', `player ${playerId}`)
    if (desk !== deskNo) elsewhere(playerId, desk)
  })
}

/** `Ledger.unstake`. */
export async function unstake(
  runner: OperationRunner,
  key: string,
  { playerId, deskNo, intoPot = 0 }: StakeMove & { intoPot?: Gold },
): Promise<Gold> {
  requireGold(intoPot, 'intoPot')
  const wallet = accountOf('wallet', playerId)
  const escrow = accountOf('escrow', playerId)
  const pot = accountOf('pot', deskNo)
  const content = { playerId, deskNo, intoPot }
  const reference = `desk:${deskNo}`

  const decide = async (trx: Trx): Promise<Effect<Gold>> => {
    if (intoPot > 0) await ensurePot(trx, runner.database.dialect, deskNo)
    const accounts = intoPot > 0 ? [wallet, escrow, pot] : [wallet, escrow]
    const { balances, deskOf } = await lockAccounts(trx, runner.database.dialect, accounts)
    if (deskOf.get(escrow) !== deskNo) return { result: 0, balances, postings: [] }
    const staked = balances.get(escrow) ?? 0
    if (intoPot > staked) throw new LedgerError('ledger/too-poor', `${staked} < ${intoPot}`)
    const postings = [
      ...posting('into-pot', escrow, pot, intoPot),
      ...posting('unstake', escrow, wallet, staked - intoPot),
    ]
    return {
      result: staked - intoPot,
      balances,
      postings,
      tells: goldTells([playerId], postings, balances, 'hand'),
      write: async (operationId) => {
        await trx.deleteFrom('stakes').where('player_id', '=', playerId).execute()
        if (intoPot > 0) {
          await addShare(trx, { deskNo, playerId, amount: intoPot, operationId })
        }
      },
    }
  }
  return runner.once({ key: `op:${key}`, kind: 'unstake', content, reference }, decide)
}

/** Moves the wallet into the escrow, if `check` (desk staked at, stake afterwards) lets it pass. */
async function moveIn(
  runner: OperationRunner,
  key: string,
  { kind, content }: { kind: string; content: StakeMove },
  check: (desk: number | undefined, stakeGold: Gold) => void,
): Promise<Gold> {
  const { playerId, deskNo } = content
  const wallet = accountOf('wallet', playerId)
  const escrow = accountOf('escrow', playerId)
  accountOf('pot', deskNo) // refuses a desk number that cannot be one
  const reference = `desk:${deskNo}`

  const decide = async (trx: Trx): Promise<Effect<Gold>> => {
    const { dialect } = runner.database
    const { balances, deskOf } = await lockAccounts(trx, dialect, [wallet, escrow])
    const inWallet = balances.get(wallet) ?? 0
    const result = addGold(balances.get(escrow) ?? 0, inWallet, `the stake of ${playerId}`)
    const desk = deskOf.get(escrow)
    check(desk, result)
    return {
      result,
      balances,
      postings: posting('stake', wallet, escrow, inWallet),
      write: async (operationId) => {
        if (desk !== undefined) return
        const row = { player_id: playerId, desk_no: deskNo, operation_id: operationId }
        await trx.insertInto('stakes').values(row).execute()
      },
    }
  }
  return runner.once({ key: `op:${key}`, kind, content, reference }, decide)
}

function elsewhere(playerId: PlayerId, desk: number): never {
  throw new LedgerError('ledger/staked-elsewhere', `player ${playerId} at desk ${desk}`)
}
