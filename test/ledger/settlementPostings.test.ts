import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { accountOf, systemAccount } from '../../src/ledger/accounts.ts'
import { changesOf } from '../../src/ledger/postings.ts'
import { settlementPostings } from '../../src/ledger/settlementPostings.ts'
import { settlementOf } from './settlements.ts'

const ENOUGH = 10_000_000

test('[LG12] whatever the results, each escrow changes by its result less its fee', () => {
  const losses = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), {
    minLength: 1,
    maxLength: 7,
  })
  fc.assert(
    fc.property(losses, (results) => {
      const rest = -results.reduce((sum, result) => sum + result, 0)
      const lines = [...results, rest === 0 ? 0 : rest].map((result, at) => ({
        playerId: at + 1,
        result,
        fee: Math.floor(Math.max(0, result) / 20),
      }))
      const hand = settlementOf('h', 7, lines)
      const escrows = lines.map(({ playerId }) => accountOf('escrow', playerId))
      const house = systemAccount('house', 7)
      const balances = new Map([...escrows, house].map((account) => [account, ENOUGH]))
      const postings = settlementPostings(hand)
      const changes = changesOf(postings, balances)
      for (const { playerId, result, fee } of lines) {
        assert.equal(changes.get(accountOf('escrow', playerId)) ?? 0, result - fee)
      }
      const fees = lines.reduce((sum, { fee }) => sum + fee, 0)
      assert.equal(changes.get(house) ?? 0, fees)
      const paid = postings.filter(({ kind }) => kind === 'hand-result')
      assert.ok(paid.length < lines.length)
    }),
  )
})

test('[LG1] a change is exact where the parts of its sum leave 53 bits', () => {
  const [one, two] = [accountOf('wallet', 1), accountOf('wallet', 2)]
  const move = (debit: number, credit: number) =>
    ({ debit, credit, amount: Number.MAX_SAFE_INTEGER, kind: 'hand-result' }) as const
  const balances = new Map([
    [one, Number.MAX_SAFE_INTEGER],
    [two, 0],
  ])
  const thrice = [move(one, two), move(two, one), move(one, two)]
  const changes = changesOf(thrice, balances)
  assert.equal(changes.get(one), -Number.MAX_SAFE_INTEGER)
  assert.equal(changesOf(thrice.slice(0, 2), balances).size, 0)
})
