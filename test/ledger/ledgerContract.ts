import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MAX_GOLD } from '../../src/contract/ids.ts'
import type { Ledger, LedgerErrorCode } from '../../src/ledger/Ledger.ts'
import type { SqlDatabase } from '../../src/stores/sql/openDatabase.ts'
import { type Books, balanceOf, checkBooks, readBooks } from './books.ts'
import { testLedgerProperties } from './ledgerProperties.ts'
import { type Line, settlementOf } from './settlements.ts'

export interface OpenedLedger {
  readonly ledger: Ledger
  readonly database: SqlDatabase
  close(): Promise<void>
}

interface Table extends OpenedLedger {
  books(): Promise<Books>
  /** The call is refused with that code and not one row is written. */
  refuses(code: LedgerErrorCode, call: () => Promise<unknown>): Promise<void>
}

/** What every ledger must do. `open` gives an empty one; `runs` bounds the property tests. */
export function describeLedger(
  name: string,
  open: () => Promise<OpenedLedger>,
  { runs }: { runs: number },
): void {
  /** Players 1 to 4 with 1,000 each, and nobody seated. */
  async function withTable(play: (table: Table) => Promise<void>): Promise<void> {
    const opened = await open()
    const books = () => readBooks(opened.database)
    try {
      for (const playerId of [1, 2, 3, 4]) await opened.ledger.openPlayer(playerId, 1_000)
      await play({
        ...opened,
        books,
        async refuses(code, call) {
          const before = await books()
          await assert.rejects(call, { name: 'LedgerError', code })
          assert.deepEqual(await books(), before)
        },
      })
      checkBooks(await books())
    } finally {
      await opened.close()
    }
  }

  const sit = async ({ ledger }: OpenedLedger, deskNo: number, ...players: number[]) => {
    for (const playerId of players) {
      await ledger.stake(`sit-${playerId}-${deskNo}`, { playerId, deskNo, atLeast: 1 })
    }
  }

  describe(`${name} keeps the ledger contract`, () => {
    test('[LG1] gold given to a player is owed by the mint', () =>
      withTable(async ({ books }) => {
        const now = await books()
        assert.equal(balanceOf(now, 'wallet'), 4_000)
        assert.equal(balanceOf(now, 'mint'), -4_000)
        assert.equal(now.transfers.length, 4)
      }))

    test('[LG4] a known key changes nothing and gives the first result', () =>
      withTable(async ({ ledger, books }) => {
        const move = { playerId: 1, deskNo: 7, atLeast: 10 }
        assert.equal(await ledger.stake('a', move), 1_000)
        assert.equal(await ledger.unstake('b', { playerId: 1, deskNo: 7 }), 1_000)
        const before = await books()
        assert.equal(await ledger.stake('a', move), 1_000)
        assert.equal(await ledger.unstake('b', { playerId: 1, deskNo: 7 }), 1_000)
        assert.deepEqual(await books(), before)
      }))

    test('[LG4] 50 copies at once are one operation', () =>
      withTable(async (table) => {
        await sit(table, 7, 1, 2)
        const hand = settlementOf('h', 7, [
          { playerId: 1, result: 300, fee: 15 },
          { playerId: 2, result: -300 },
        ])
        const results = await Promise.all(
          Array.from({ length: 50 }, () => table.ledger.settle(hand)),
        )
        for (const result of results) assert.deepEqual(result, [1_285, 700])
        assert.equal((await table.books()).counts['hands'], 1)
      }))

    test('[LG4] the order of the fields of a content does not count', () =>
      withTable(async ({ ledger }) => {
        await ledger.stake('a', { playerId: 1, deskNo: 7, atLeast: 10 })
        assert.equal(await ledger.stake('a', { atLeast: 10, deskNo: 7, playerId: 1 }), 1_000)
      }))

    test('[LG5] a known key with other content is refused', () =>
      withTable(async (table) => {
        const { ledger, refuses } = table
        await sit(table, 7, 1, 2)
        await refuses('ledger/key-reused', () =>
          ledger.topUp('sit-1-7', { playerId: 1, deskNo: 7 }),
        )
        await refuses('ledger/key-reused', () =>
          ledger.stake('sit-1-7', { playerId: 1, deskNo: 7, atLeast: 2 }),
        )
        await refuses('ledger/key-reused', () => ledger.openPlayer(1, 999))
        await ledger.settle(settlementOf('h', 7, swing(100)))
        await refuses('ledger/key-reused', () => ledger.settle(settlementOf('h', 7, swing(101))))
        const hand = settlementOf('h', 7, swing(100))
        const retold = { ...hand, record: { ...hand.record, serverSeed: 'ff' } }
        await refuses('ledger/key-reused', () => ledger.settle(retold))
      }))

    test('[LG6] a player is opened once; 0 only opens his accounts', () =>
      withTable(async ({ ledger, books }) => {
        assert.equal(await ledger.openPlayer(9, 0), 0)
        assert.equal(await ledger.openPlayer(1, 1_000), 1_000)
        assert.equal(balanceOf(await books(), 'wallet'), 4_000)
        assert.deepEqual(await ledger.goldOf([9]), new Map([[9, 0]]))
      }))

    test('[LG7] a bot is topped up to the amount, never lowered', () =>
      withTable(async ({ ledger, books, refuses }) => {
        await ledger.openPlayer(9, 0)
        assert.equal(await ledger.fundBot('f1', 9, 400), 400)
        assert.equal(await ledger.fundBot('f2', 9, 300), 400)
        assert.equal(await ledger.fundBot('f1', 9, 400), 400)
        assert.equal(balanceOf(await books(), 'bots'), -400)
        await refuses('ledger/bad-amount', () => ledger.fundBot('f3', 9, 0))
        await refuses('ledger/unknown-account', () => ledger.fundBot('f4', 99, 5))
      }))

    test('[LG8] a stake is the whole wallet, at one desk', () =>
      withTable(async (table) => {
        const { ledger, refuses } = table
        assert.equal(await ledger.stake('a', { playerId: 1, deskNo: 7, atLeast: 1_000 }), 1_000)
        const now = await table.books()
        assert.equal(balanceOf(now, 'wallet', 1), 0)
        assert.equal(balanceOf(now, 'escrow', 1), 1_000)
        await refuses('ledger/staked-elsewhere', () =>
          ledger.stake('b', { playerId: 1, deskNo: 8, atLeast: 0 }),
        )
        await refuses('ledger/too-poor', () =>
          ledger.stake('c', { playerId: 2, deskNo: 7, atLeast: 1_001 }),
        )
        await refuses('ledger/unknown-account', () =>
          ledger.stake('d', { playerId: 99, deskNo: 7, atLeast: 0 }),
        )
      }))

    test('[LG8] of two desks that stake one player at once, one gets him', () =>
      withTable(async ({ ledger, books }) => {
        const tries = await Promise.allSettled(
          [5, 6, 7, 8].map((deskNo) =>
            ledger.stake(`t${deskNo}`, { playerId: 1, deskNo, atLeast: 1 }),
          ),
        )
        assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1)
        assert.equal((await books()).stakes.length, 1)
      }))

    test('[LG9] a top-up needs a stake at that desk and adds the wallet to it', () =>
      withTable(async (table) => {
        const { ledger, refuses } = table
        await sit(table, 7, 1)
        await ledger.fundBot('f', 1, 250)
        await refuses('ledger/not-staked', () => ledger.topUp('a', { playerId: 2, deskNo: 7 }))
        await refuses('ledger/staked-elsewhere', () =>
          ledger.topUp('b', { playerId: 1, deskNo: 8 }),
        )
        assert.equal(await ledger.topUp('c', { playerId: 1, deskNo: 7 }), 1_250)
        assert.equal(await ledger.topUp('d', { playerId: 1, deskNo: 7 }), 1_250)
      }))

    test('[LG9] staking again at the same desk adds the wallet to the stake', () =>
      withTable(async (table) => {
        await sit(table, 7, 1)
        const again = { playerId: 1, deskNo: 7, atLeast: 1_000 }
        assert.equal(await table.ledger.stake('again', again), 1_000)
      }))

    test('[LG10] standing up returns the stake; without one there it is 0', () =>
      withTable(async (table) => {
        const { ledger } = table
        await sit(table, 7, 1)
        assert.equal(await ledger.unstake('a', { playerId: 1, deskNo: 8 }), 0)
        assert.equal(await ledger.unstake('b', { playerId: 1, deskNo: 7 }), 1_000)
        assert.equal(await ledger.unstake('c', { playerId: 1, deskNo: 7 }), 0)
        assert.equal(balanceOf(await table.books(), 'wallet', 1), 1_000)
        assert.equal(await ledger.stake('d', { playerId: 1, deskNo: 8, atLeast: 1 }), 1_000)
      }))

    test('[LG10] a late copy of standing up does not touch the next stake', () =>
      withTable(async (table) => {
        const { ledger } = table
        await ledger.unstake('a', { playerId: 1, deskNo: 7 })
        await sit(table, 7, 1)
        assert.equal(await ledger.unstake('a', { playerId: 1, deskNo: 7 }), 0)
        assert.equal(balanceOf(await table.books(), 'escrow', 1), 1_000)
      }))

    test('[LG11] who leaves early leaves his loss in the pot, at most his stake', () =>
      withTable(async (table) => {
        const { ledger, refuses } = table
        await sit(table, 7, 1)
        await refuses('ledger/too-poor', () =>
          ledger.unstake('a', { playerId: 1, deskNo: 7, intoPot: 1_001 }),
        )
        assert.equal(await ledger.unstake('b', { playerId: 1, deskNo: 7, intoPot: 200 }), 800)
        const now = await table.books()
        assert.deepEqual(now.shares, [{ desk_no: 7, player_id: 1, amount: 200 }])
        assert.equal(balanceOf(now, 'pot', 7), 200)
        assert.deepEqual(await ledger.goldOf([1]), new Map([[1, 800]]))
      }))

    test('[LG12] a hand pays winners, fees and the record in one operation', () =>
      withTable(async (table) => {
        const { ledger } = table
        await sit(table, 7, 1, 2, 3, 4)
        const hand = settlementOf('h', 7, [
          { playerId: 1, result: 500, fee: 25 },
          { playerId: 2, result: -400 },
          { playerId: 3, result: 100, fee: 5 },
          { playerId: 4, result: -200 },
        ])
        assert.deepEqual(await ledger.settle(hand), [1_475, 600, 1_095, 800])
        const now = await table.books()
        assert.equal(balanceOf(now, 'house'), 30)
        const paid = now.transfers.filter(({ kind }) => kind === 'hand-result')
        assert.deepEqual(
          paid.map(({ amount }) => amount),
          [400, 100, 100],
        )
        assert.equal(now.counts['hand_players'], 4)
        assert.deepEqual(await ledger.handRecord('h'), hand.record)
        assert.equal(await ledger.handRecord('nothing'), undefined)
      }))

    test('[LG12] a player may lose his whole stake, and a hand may move nothing', () =>
      withTable(async (table) => {
        await sit(table, 7, 1, 2)
        assert.deepEqual(await table.ledger.settle(settlementOf('h1', 7, swing(0))), [1_000, 1_000])
        assert.deepEqual(await table.ledger.settle(settlementOf('h2', 7, swing(1_000))), [2_000, 0])
        assert.equal(await table.ledger.unstake('up', { playerId: 2, deskNo: 7 }), 0)
      }))

    test('[LG12] a hand races with standing up: it is paid whole before, or not at all', () =>
      withTable(async (table) => {
        const { ledger } = table
        for (let n = 0; n < 15; n++) {
          await ledger.stake(`sit-1-${n}`, { playerId: 1, deskNo: 7, atLeast: 1 })
          await ledger.stake(`sit-2-${n}`, { playerId: 2, deskNo: 7, atLeast: 1 })
          const before = (await ledger.goldOf([1])).get(1) ?? 0
          const [stood, paid] = await Promise.allSettled([
            ledger.unstake(`up-1-${n}`, { playerId: 1, deskNo: 7 }),
            ledger.settle(settlementOf(`h${n}`, 7, swing(n % 2 === 0 ? 5 : -5))),
          ])
          const change = n % 2 === 0 ? 5 : -5
          const after = paid.status === 'fulfilled' ? before + change : before
          assert.deepEqual(stood, { status: 'fulfilled', value: after })
          if (paid.status === 'rejected') assert.equal(paid.reason.code, 'ledger/not-staked')
          else assert.equal(paid.value[0], after)
          checkBooks(await table.books())
          await ledger.unstake(`up-2-${n}`, { playerId: 2, deskNo: 7 })
        }
      }))

    test('[LG8] of two sittings at once, one takes the wallet and the other finds it taken', () =>
      withTable(async (table) => {
        const { ledger } = table
        for (let n = 0; n < 15; n++) {
          const stakes = await Promise.all(
            ['a', 'b', 'c'].map((key) =>
              ledger.stake(`${key}${n}`, { playerId: 1, deskNo: 7, atLeast: 1 }),
            ),
          )
          assert.deepEqual(stakes, [1_000, 1_000, 1_000])
          checkBooks(await table.books())
          assert.equal(await ledger.unstake(`up${n}`, { playerId: 1, deskNo: 7 }), 1_000)
        }
      }))

    const BAD_SETTLEMENTS: [string, LedgerErrorCode, Line[]][] = [
      ['nobody', 'ledger/unbalanced', []],
      ['results that do not sum to zero', 'ledger/unbalanced', swing(10, { result: 11 })],
      ['a fraction', 'ledger/bad-amount', swing(0.5)],
      ['not a number', 'ledger/bad-amount', swing(Number.NaN)],
      ['a result beyond 2^53 − 1', 'ledger/bad-amount', swing(2 ** 53)],
      ['a loss above the stake', 'ledger/too-poor', swing(1_001)],
      ['a fee above the result', 'ledger/bad-amount', swing(10, { fee: 11 })],
      ['a fee on a loss', 'ledger/bad-amount', swing(-10, { fee: 1 })],
      ['a negative fee', 'ledger/bad-amount', swing(10, { fee: -1 })],
      ['a part of a fee', 'ledger/bad-amount', swing(10, { fee: 0.5 })],
      ['a player twice', 'ledger/unbalanced', [...swing(10), { playerId: 2, result: 0 }]],
      ['a seat twice', 'ledger/unbalanced', swing(10, { seat: 1 })],
      ['an unknown player', 'ledger/unknown-account', [...swing(10), { playerId: 99, result: 0 }]],
      ['player 0', 'ledger/unknown-account', [...swing(10), { playerId: 0, result: 0 }]],
      [
        'a player who is not there',
        'ledger/not-staked',
        [...swing(10), { playerId: 3, result: 0 }],
      ],
      ['a player of another desk', 'ledger/not-staked', [...swing(10), { playerId: 4, result: 0 }]],
      ['a win from the pot', 'ledger/unbalanced', swing(10, { fromPot: true })],
      [
        'a loss that nobody left in the pot',
        'ledger/too-poor',
        [
          { playerId: 1, result: 10 },
          { playerId: 3, result: -10, fromPot: true },
        ],
      ],
    ]
    for (const [what, code, lines] of BAD_SETTLEMENTS) {
      test(`[LG13] a settlement with ${what} is ${code} and writes nothing`, () =>
        withTable(async (table) => {
          await sit(table, 7, 1, 2)
          await sit(table, 8, 4)
          await table.refuses(code, () => table.ledger.settle(settlementOf('h', 7, lines)))
          assert.deepEqual(await table.ledger.settle(settlementOf('h', 7, swing(5))), [1_005, 995])
        }))
    }

    test('[LG13] a record that tells of others than the lines is refused', () =>
      withTable(async (table) => {
        const { ledger, refuses } = table
        await sit(table, 7, 1, 2, 3)
        const hand = settlementOf('h', 7, swing(10))
        const three = settlementOf('h', 7, [...swing(10), { playerId: 3, result: 0 }])
        const other = settlementOf('h', 7, swing(11))
        for (const { record } of [three, other, settlementOf('h2', 7, swing(10))]) {
          await refuses('ledger/unbalanced', () => ledger.settle({ ...hand, record }))
        }
      }))

    test('[LG14] early leavers pay from the pot; what they did not lose returns', () =>
      withTable(async (table) => {
        const { ledger, refuses } = table
        await sit(table, 7, 1, 2, 3)
        await ledger.unstake('l2', { playerId: 2, deskNo: 7, intoPot: 300 })
        await ledger.unstake('l3', { playerId: 3, deskNo: 7, intoPot: 50 })
        const winner = { playerId: 1, result: 250, fee: 12 }
        const left2 = { playerId: 2, result: -200, fromPot: true }
        const left3 = { playerId: 3, result: -50, fromPot: true }
        const without = settlementOf('h', 7, [{ playerId: 1, result: 200 }, left2])
        await refuses('ledger/unbalanced', () => ledger.settle(without))
        const hand = settlementOf('h', 7, [winner, left2, left3])
        assert.deepEqual(await ledger.settle(hand), [1_238, 0, 0])
        assert.deepEqual((await table.books()).shares, [])
        const gold = new Map([
          [2, 800],
          [3, 950],
        ])
        assert.deepEqual(await ledger.goldOf([2, 3]), gold)
      }))

    test('[LG14] who left early may sit at another desk before the hand ends', () =>
      withTable(async (table) => {
        const { ledger } = table
        await sit(table, 7, 1, 2)
        await ledger.unstake('l', { playerId: 2, deskNo: 7, intoPot: 300 })
        await sit(table, 8, 2)
        const lines = [
          { playerId: 1, result: 300 },
          { playerId: 2, result: -300, fromPot: true },
        ]
        assert.deepEqual(await ledger.settle(settlementOf('h', 7, lines)), [1_300, 0])
        assert.equal(balanceOf(await table.books(), 'escrow', 2), 700)
      }))

    test('[LG15] a void hand is never settled, a settled hand never void', () =>
      withTable(async (table) => {
        const { ledger, refuses } = table
        await sit(table, 7, 1, 2)
        await ledger.voidHand({ handId: 'v', deskNo: 7, fromPot: [] })
        await ledger.voidHand({ handId: 'v', deskNo: 7, fromPot: [] })
        await refuses('ledger/hand-void', () => ledger.settle(settlementOf('v', 7, swing(1))))
        await ledger.settle(settlementOf('s', 7, swing(1)))
        await refuses('ledger/hand-settled', () =>
          ledger.voidHand({ handId: 's', deskNo: 7, fromPot: [] }),
        )
        await refuses('ledger/key-reused', () =>
          ledger.voidHand({ handId: 'v', deskNo: 8, fromPot: [] }),
        )
      }))

    test('[LG15] settle and void race for a hand, and one wins', () =>
      withTable(async (table) => {
        const { ledger } = table
        await sit(table, 7, 1, 2)
        for (let n = 0; n < 20; n++) {
          const settling = () => ledger.settle(settlementOf(`h${n}`, 7, swing(1)))
          const voiding = () => ledger.voidHand({ handId: `h${n}`, deskNo: 7, fromPot: [] })
          const ends = n % 2 === 0 ? [settling, voiding] : [voiding, settling]
          const raced = await Promise.allSettled(ends.map((end) => end()))
          assert.equal(raced.filter(({ status }) => status === 'fulfilled').length, 1)
        }
      }))

    test('[LG16] a void hand returns the pot, known to the caller or not', () =>
      withTable(async (table) => {
        const { ledger, refuses } = table
        await sit(table, 7, 1, 2, 3)
        await ledger.unstake('l2', { playerId: 2, deskNo: 7, intoPot: 300 })
        await ledger.unstake('l3', { playerId: 3, deskNo: 7, intoPot: 50 })
        const claim = (amount: number) => [{ playerId: 2, amount }]
        await refuses('ledger/unbalanced', () =>
          ledger.voidHand({ handId: 'h', deskNo: 7, fromPot: claim(301) }),
        )
        await refuses('ledger/bad-amount', () =>
          ledger.voidHand({ handId: 'h', deskNo: 7, fromPot: claim(-1) }),
        )
        await ledger.voidHand({ handId: 'h', deskNo: 7, fromPot: claim(300) })
        const now = await table.books()
        assert.equal(balanceOf(now, 'wallet', 2), 1_000)
        assert.equal(balanceOf(now, 'wallet', 3), 1_000)
        assert.equal(balanceOf(now, 'escrow', 1), 1_000)
      }))

    test('[LG16] a share that went back already is not paid twice by the void', () =>
      withTable(async (table) => {
        const { ledger } = table
        await sit(table, 7, 2)
        await ledger.unstake('l', { playerId: 2, deskNo: 7, intoPot: 300 })
        await ledger.returnOrphans(() => false)
        const fromPot = [{ playerId: 2, amount: 300 }]
        await ledger.voidHand({ handId: 'h', deskNo: 7, fromPot })
        assert.deepEqual(await ledger.goldOf([2]), new Map([[2, 1_000]]))
      }))

    test('[LG17] stakes and pots of desks that do not live go back to their owners', () =>
      withTable(async (table) => {
        const { ledger } = table
        await sit(table, 7, 1, 2)
        await sit(table, 8, 3)
        await ledger.unstake('l', { playerId: 2, deskNo: 7, intoPot: 300 })
        await sit(table, 9, 2)
        assert.equal(await ledger.returnOrphans((deskNo) => deskNo === 8), 2)
        const now = await table.books()
        assert.deepEqual(now.stakes, [{ player_id: 3, desk_no: 8 }])
        assert.deepEqual(now.shares, [])
        for (const playerId of [1, 2]) assert.equal(balanceOf(now, 'wallet', playerId), 1_000)
        assert.equal(await ledger.returnOrphans((deskNo) => deskNo === 8), 0)
        assert.deepEqual(await table.books(), now)
        await sit(table, 17, 1)
        assert.equal(await ledger.returnOrphans((deskNo) => deskNo === 8), 1)
      }))

    test('[LG17] a returned player cannot be paid by the hand of the dead desk', () =>
      withTable(async (table) => {
        const { ledger, refuses } = table
        await sit(table, 7, 1, 2)
        await ledger.returnOrphans(() => false)
        await refuses('ledger/not-staked', () => ledger.settle(settlementOf('h', 7, swing(10))))
      }))

    test('[LG18] gold is wallet plus escrow; who is not known is not in the answer', () =>
      withTable(async (table) => {
        await sit(table, 7, 1)
        await table.ledger.fundBot('f', 1, 30)
        const gold = await table.ledger.goldOf([1, 2, 2, 77, -1, 0.5])
        assert.deepEqual(gold, new Map([[1, 1_030], [2, 1_000]])) // biome-ignore format: a map
        assert.equal((await table.ledger.goldOf([])).size, 0)
      }))

    test('[LG3] no account passes 2^53 − 1', () =>
      withTable(async (table) => {
        const { ledger, refuses } = table
        await ledger.openPlayer(5, MAX_GOLD)
        await sit(table, 7, 5, 1)
        // The same mint account would owe more than 2^53 − 1.
        await refuses('ledger/overflow', () => ledger.openPlayer(5 + 16, 1))
        const lines = [
          { playerId: 5, result: 1 },
          { playerId: 1, result: -1 },
        ]
        await refuses('ledger/overflow', () => ledger.settle(settlementOf('h', 7, lines)))
        await refuses('ledger/overflow', () => ledger.fundBot('f', 5, 1))
        assert.deepEqual(await ledger.goldOf([5]), new Map([[5, MAX_GOLD]]))
        await ledger.unstake('u', { playerId: 5, deskNo: 7 })
        assert.equal(balanceOf(await table.books(), 'wallet', 5), MAX_GOLD)
      }))

    for (const amount of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      test(`[LG3] an amount of ${amount} is refused everywhere`, () =>
        withTable(async (table) => {
          const { ledger, refuses } = table
          const move = { playerId: 1, deskNo: 7 }
          const code = 'ledger/bad-amount'
          await refuses(code, () => ledger.openPlayer(9, amount))
          await refuses(code, () => ledger.fundBot('f', 1, amount))
          await refuses(code, () => ledger.stake('s', { ...move, atLeast: amount }))
          await refuses(code, () => ledger.unstake('u', { ...move, intoPot: amount }))
        }))
    }

    test('[LG3] a player or desk number that cannot be one is an unknown account', () =>
      withTable(async ({ ledger, refuses }) => {
        for (const bad of [0, -1, 1.5, Number.NaN, MAX_GOLD]) {
          const code = 'ledger/unknown-account'
          await refuses(code, () => ledger.openPlayer(bad, 5))
          await refuses(code, () => ledger.stake('s', { playerId: 1, deskNo: bad, atLeast: 0 }))
          await refuses(code, () => ledger.voidHand({ handId: 'h', deskNo: bad, fromPot: [] }))
        }
      }))

    testLedgerProperties(open, runs)
  })
}

/** Player 1 wins that much from player 2; `winner` changes the first line. */
function swing(gold: number, winner: Partial<Line> = {}): Line[] {
  return [
    { playerId: 1, result: gold, ...winner },
    { playerId: 2, result: -gold },
  ]
}
