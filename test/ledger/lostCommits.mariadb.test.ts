import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Ledger } from '../../src/ledger/Ledger.ts'
import { LedgerError } from '../../src/ledger/Ledger.ts'
import { SqlLedger } from '../../src/ledger/SqlLedger.ts'
import type { SqlDatabase } from '../../src/stores/sql/openDatabase.ts'
import { noMariaDb } from '../server/privateMariaDb.ts'
import { type Fate, startTcpProxy, type TcpProxy } from '../server/tcpProxy.ts'
import { mariaDbSuite } from '../stores/sql/mariaDbSuite.ts'
import { checkBooks, readBooks } from './books.ts'
import { settlementOf } from './settlements.ts'

const isCommit = (piece: Buffer) => piece.toString('latin1', 5) === 'commit'

/** Each kind of operation once, in an order in which all are allowed, with what it returns. */
const OPERATIONS: readonly [
  what: string,
  call: (ledger: Ledger) => Promise<unknown>,
  result: unknown,
][] = [
  ['open', (ledger) => ledger.openPlayer(3, 700), 700],
  ['fund', (ledger) => ledger.fundBot('f', 3, 900), 900],
  ['stake', (ledger) => ledger.stake('s', { playerId: 3, deskNo: 7, atLeast: 1 }), 900],
  ['top up', (ledger) => ledger.topUp('t', { playerId: 3, deskNo: 7 }), 900],
  ['settle', (ledger) => ledger.settle(hand('h1', 50)), [548, 450]],
  ['leave early', (ledger) => ledger.unstake('u', { playerId: 3, deskNo: 7, intoPot: 40 }), 860],
  ['void', (ledger) => ledger.voidHand({ handId: 'h2', deskNo: 7, fromPot: [] }), undefined],
  ['settle again', (ledger) => ledger.settle(hand('h3', 20)), [566, 430]],
  ['stand up', (ledger) => ledger.unstake('v', { playerId: 1, deskNo: 7 }), 566],
  ['orphans', (ledger) => ledger.returnOrphans(() => false), 1],
]

const hand = (handId: string, gold: number) =>
  settlementOf(handId, 7, [
    { playerId: 1, result: gold, fee: 2 },
    { playerId: 2, result: -gold },
  ])

describe('on MariaDB behind a bad line', { skip: noMariaDb }, () => {
  const suite = mariaDbSuite()
  let proxy: TcpProxy
  before(async () => {
    proxy = await startTcpProxy(suite.server.port)
  })
  after(() => proxy.stop())

  /** Players 1 and 2 at desk 7 with 500 each; all calls go over the line. */
  async function withLine(play: (ledger: Ledger, database: SqlDatabase) => Promise<void>) {
    proxy.decide = () => 'pass'
    const database = await suite.emptyDatabase({ port: proxy.port, pool: 3 })
    const ledger = new SqlLedger(database, () => 1_000)
    try {
      for (const playerId of [1, 2]) {
        await ledger.openPlayer(playerId, 500)
        await ledger.stake(`sit-${playerId}`, { playerId, deskNo: 7, atLeast: 500 })
      }
      await play(ledger, database)
      checkBooks(await readBooks(database))
    } finally {
      proxy.decide = () => 'pass'
      await database.db.destroy()
    }
  }

  /** The next piece that `isMeant` has that fate; the others pass. */
  function strike(fate: Fate, isMeant: (piece: Buffer) => boolean): { isDone: boolean } {
    const struck = { isDone: false }
    proxy.decide = (piece) => {
      if (struck.isDone || !isMeant(piece)) return 'pass'
      struck.isDone = true
      return fate
    }
    return struck
  }

  const FATES: readonly [fate: Fate, what: string][] = [
    ['lose-answer', 'arrives and its answer does not'],
    ['lose', 'does not arrive'],
    ['late', 'arrives after the line was cut'],
  ]
  for (const [fate, what] of FATES) {
    test(`[LG20] a COMMIT that ${what}: each operation gives its result and is done once`, () =>
      withLine(async (ledger, database) => {
        for (const [name, call, result] of OPERATIONS) {
          const struck = strike(fate, isCommit)
          assert.deepEqual(await call(ledger), result, name)
          assert.ok(struck.isDone, name)
          if (name === 'orphans') continue
          const before = await readBooks(database)
          assert.deepEqual(await call(ledger), result, `${name} again`)
          assert.deepEqual(await readBooks(database), before)
        }
        assert.deepEqual(await ledger.goldOf([1, 2, 3]), goldAfter())
      }))
  }

  test('[LG20] a COMMIT on a line that went silent is given up after 3 s and done once', () =>
    withLine(async (ledger) => {
      strike('swallow', isCommit)
      assert.deepEqual(await ledger.settle(hand('h', 50)), [548, 450])
      assert.deepEqual(await ledger.goldOf([1, 2]), gold(548, 450))
    }))

  for (const [fate, what] of FATES) {
    test(`[LG21] a line cut at any step of a settlement where the step ${what}: once or not at all`, () =>
      withLine(async (ledger) => {
        let steps = 0
        for (let n = 0; ; n++) {
          const struck = strike(fate, () => steps++ === n)
          steps = 0
          const first = await ledger.settle(hand(`h${n}`, 2)).catch((error) => error)
          proxy.decide = () => 'pass'
          if (first instanceof Error) assert.ok(first instanceof LedgerError, first.message)
          const left = 500 - 2 * (n + 1)
          assert.deepEqual((await ledger.settle(hand(`h${n}`, 2)))[1], left)
          if (!(first instanceof Error)) assert.equal(first[1], left)
          if (!struck.isDone) break
        }
        // Begin, lock, six tables or so, commit.
        assert.ok(steps >= 8, `${steps} steps`)
      }))
  }

  test('[LG21] without any answer a call is a fault, and the same call again finds out', () =>
    withLine(async (ledger) => {
      strike('lose-answer', isCommit)
      const { decide } = proxy
      let isAway = false
      proxy.decide = (piece) => {
        if (isAway) return 'lose'
        const fate = decide(piece)
        isAway = fate !== 'pass'
        return fate
      }
      const fault = { name: 'LedgerError', code: 'ledger/unavailable' }
      await assert.rejects(ledger.settle(hand('h', 50)), fault)
      await assert.rejects(ledger.goldOf([1]), fault)
      proxy.decide = () => 'pass'
      assert.deepEqual(await ledger.settle(hand('h', 50)), [548, 450])
      assert.deepEqual(await ledger.goldOf([1, 2]), gold(548, 450))
    }))
})

function gold(...amounts: number[]): Map<number, number> {
  return new Map(amounts.map((amount, at) => [at + 1, amount]))
}

const goldAfter = () => gold(566, 430, 900)
