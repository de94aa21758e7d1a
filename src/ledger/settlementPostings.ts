import type { Gold } from '../contract/ids.ts'
import { type AccountId, accountOf, systemAccount } from './accounts.ts'
import type { Settlement, SettlementLine } from './Ledger.ts'
import { type Posting, posting } from './postings.ts'

interface Party {
  readonly account: AccountId
  readonly amount: Gold
}

/**
 * Losers pay winners pair by pair, in the order of the lines (at most one transfer fewer than there
 * are parties), then each winner pays his fee to the house. Losses sum to wins: `checkSettlement`.
 */
export function settlementPostings({ deskNo, lines }: Settlement): Posting[] {
  const payerOf = ({ playerId, fromPot }: SettlementLine): AccountId =>
    fromPot ? accountOf('pot', deskNo) : accountOf('escrow', playerId)
  const losers = lines
    .filter(({ result }) => result < 0)
    .map((line) => ({ account: payerOf(line), amount: -line.result }))
  const winners = lines
    .filter(({ result }) => result > 0)
    .map(({ playerId, result }) => ({ account: accountOf('escrow', playerId), amount: result }))
  const house = systemAccount('house', deskNo)
  const fees = lines.flatMap(({ playerId, fee }) =>
    fee === 0 ? [] : posting('hand-fee', accountOf('escrow', playerId), house, fee),
  )
  return [...payPairwise(losers, winners), ...fees]
}

function payPairwise(losers: readonly Party[], winners: readonly Party[]): Posting[] {
  const postings: Posting[] = []
  const open = winners.map(({ account, amount }) => ({ account, due: amount }))
  let next = 0
  for (const loser of losers) {
    let left = loser.amount
    while (left > 0) {
      const winner = open[next]
      if (!winner) throw new TypeError('losses exceed wins in a settlement that was checked')
      const amount = Math.min(left, winner.due)
      postings.push(...posting('hand-result', loser.account, winner.account, amount))
      left -= amount
      winner.due -= amount
      if (winner.due === 0) next++
    }
  }
  return postings
}
