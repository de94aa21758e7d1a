import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pruneHistory } from '../../src/history/pruneHistory.ts'
import { SqlAudit } from '../../src/ledger/audit/SqlAudit.ts'
import { SqlHandHistory } from '../../src/stores/sql/SqlHandHistory.ts'
import { handAt, SWING, seatedLedger } from '../ledger/dealtHands.ts'
import { onBothDatabases } from '../stores/onBothDatabases.ts'

onBothDatabases((open) => {
  test('[HH1] a player lists his own hands, newest first, with what he won, paid and had', async (t) => {
    const database = await open(t)
    const ledger = await seatedLedger(database, 3)
    const history = new SqlHandHistory(database)
    await ledger.settle(handAt('7-1', 100, SWING))
    await ledger.settle(
      handAt('7-2', 200, [
        { playerId: 3, result: -20 },
        { playerId: 1, result: 20, fee: 1 },
      ]),
    )
    const common = { game: 'xpnn', tierId: 10101, stake: 1_000 }
    const second = { handId: '7-2', endedAtMs: 200, result: 20, fee: 1, gold: 1_019, ...common }
    const first = { handId: '7-1', endedAtMs: 100, result: 100, fee: 5, gold: 1_095, ...common }
    assert.deepEqual(await history.page(1, { limit: 50 }), [second, first])
    assert.deepEqual(
      (await history.page(2, { limit: 50 }))?.map(({ handId, result }) => [handId, result]),
      [['7-1', -100]],
    )
    assert.deepEqual(await history.page(99, { limit: 50 }), [])
  })

  test('[HH2] pages join without a gap or a double, also while new hands come', async (t) => {
    const database = await open(t)
    const ledger = await seatedLedger(database, 2)
    const history = new SqlHandHistory(database)
    for (let n = 1; n <= 12; n++) await ledger.settle(handAt(`7-${n}`, n * 10, SWING.map(one)))
    const seen: string[] = []
    for (let beforeHandId: string | undefined; ; ) {
      const page = (await history.page(1, { limit: 5, beforeHandId })) ?? []
      seen.push(...page.map(({ handId }) => handId))
      if (page.length < 5) break
      beforeHandId = page.at(-1)?.handId
      await ledger.settle(handAt(`8-${seen.length}`, 500, SWING.map(one)))
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 12 }, (_, n) => `7-${12 - n}`),
    )
    const earlier = await history.page(1, { limit: 3, beforeMs: 50 })
    assert.deepEqual(
      earlier?.map(({ handId }) => handId),
      ['7-4', '7-3', '7-2'],
    )
    assert.equal(await history.page(1, { limit: 5, beforeHandId: 'no-such' }), undefined)
  })

  test('[HH3] pruning removes the old hands, and neither gold nor a newer hand', async (t) => {
    const database = await open(t)
    const ledger = await seatedLedger(database, 2)
    const history = new SqlHandHistory(database)
    for (let n = 1; n <= 250; n++) await ledger.settle(handAt(`7-${n}`, n, SWING.map(one)))
    const gold = await ledger.goldOf([1, 2])
    assert.equal(await pruneHistory(history, 0), 0)
    assert.equal(await pruneHistory(history, 240), 239)
    assert.equal((await history.page(1, { limit: 50 }))?.length, 11)
    assert.equal(await ledger.handRecord('7-239'), undefined)
    assert.equal((await ledger.handRecord('7-240'))?.handId, '7-240')
    const { rows } = await database.db
      .selectFrom('hand_players')
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow()
    assert.equal(Number(rows), 22)
    assert.deepEqual(await ledger.goldOf([1, 2]), gold)
    // A pruned hand still cannot be paid again, and the books are whole.
    await ledger.settle(handAt('7-1', 1, SWING.map(one)))
    assert.deepEqual(await ledger.goldOf([1, 2]), gold)
    assert.deepEqual((await new SqlAudit(database, { now: Date.now }).run()).breaks, [])
    assert.deepEqual(await history.page(1, { limit: 5, beforeHandId: '7-100' }), [])
  })

  test('[HH3] pruning stops at the first hand to be kept, and when it is told to', async (t) => {
    const database = await open(t)
    const ledger = await seatedLedger(database, 2)
    const history = new SqlHandHistory(database)
    for (const endedAtMs of [1, 2, 900, 3]) {
      await ledger.settle(handAt(`7-${endedAtMs}`, endedAtMs, SWING.map(one)))
    }
    assert.equal(await pruneHistory(history, 500, () => true), 0)
    assert.equal(await pruneHistory(history, 500), 2)
    assert.equal((await history.page(1, { limit: 5 }))?.length, 2)
  })
})

/** The same swing with one unit, so that players last. */
function one<L extends { result: number; fee?: number }>(line: L): L {
  return { ...line, result: Math.sign(line.result), fee: 0 }
}
