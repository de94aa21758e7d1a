import type { Trx } from '../../stores/sql/schema.ts'
import { accountOf } from '../accounts.ts'
import type { Break } from './Audit.ts'

// Accounts asked for in one statement, far below what the databases take as parameters.
const IDS_PER_QUERY = 500

/**
 * Gold at desks: who has it where, and what of it has no account to lie in. As many rows
 * as there are seats in the house, so all are read at once.
 */
export async function checkDesks(
  trx: Trx,
): Promise<{ breaks: Break[]; desks: Map<number, string[]> }> {
  const stakes = await trx.selectFrom('stakes').select(['player_id', 'desk_no']).execute()
  const shares = await trx.selectFrom('pot_shares').select(['player_id', 'desk_no']).execute()
  const breaks: Break[] = []
  const escrows = await existing(
    trx,
    stakes.map((stake) => accountOf('escrow', stake.player_id)),
  )
  for (const { player_id, desk_no } of stakes) {
    if (escrows.has(accountOf('escrow', player_id))) continue
    const what = `player ${player_id}`
    breaks.push({ check: 'stake', what, detail: `a stake at desk ${desk_no} without an escrow` })
  }
  const pots = [...new Set(shares.map(({ desk_no }) => desk_no))]
  const known = await existing(
    trx,
    pots.map((desk) => accountOf('pot', desk)),
  )
  for (const desk of pots) {
    if (known.has(accountOf('pot', desk))) continue
    breaks.push({ check: 'pot', what: `desk ${desk}`, detail: 'shares without a pot' })
  }
  const desks = new Map<number, string[]>()
  for (const { player_id, desk_no } of [...stakes, ...shares]) {
    desks.set(desk_no, [...(desks.get(desk_no) ?? []), `player ${player_id}`])
  }
  return { breaks, desks }
}

async function existing(trx: Trx, accounts: readonly number[]): Promise<Set<number>> {
  const found = new Set<number>()
  for (let start = 0; start < accounts.length; start += IDS_PER_QUERY) {
    const part = accounts.slice(start, start + IDS_PER_QUERY)
    const rows = await trx.selectFrom('accounts').select('id').where('id', 'in', part).execute()
    for (const { id } of rows) found.add(id)
  }
  return found
}
