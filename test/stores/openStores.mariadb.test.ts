import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openStores, type Stores } from '../../src/stores/openStores.ts'
import { settlementOf } from '../ledger/settlements.ts'
import { noMariaDb } from '../server/privateMariaDb.ts'
import { describePlayerStore } from './playerStoreContract.ts'
import { mariaDbSuite, NOT_DURABLE } from './sql/mariaDbSuite.ts'

describe('on MariaDB', { skip: noMariaDb }, () => {
  const suite = mariaDbSuite(NOT_DURABLE)
  const emptyStores = async (): Promise<Stores> => {
    const { db } = await suite.emptyDatabase({ pool: 1 })
    await db.destroy()
    return openStores(suite.config(), { pool: 8 })
  }

  describePlayerStore('SqlPlayerStore on MariaDB', emptyStores)

  test('[LG15] settle and void race through two pools, and one wins', async (t) => {
    const here = await emptyStores()
    const there = await openStores(suite.config(), { pool: 8 })
    t.after(() => Promise.all([here.close(), there.close()]))
    for (const playerId of [1, 2]) {
      await here.ledger.openPlayer(playerId, 500)
      await here.ledger.stake(`sit-${playerId}`, { playerId, deskNo: 7, atLeast: 500 })
    }
    let settled = 0
    for (let n = 0; n < 40; n++) {
      const hand = settlementOf(`h${n}`, 7, [
        { playerId: 1, result: 1 },
        { playerId: 2, result: -1 },
      ])
      const settling = here.ledger.settle(hand)
      const voiding = there.ledger.voidHand({ handId: hand.handId, deskNo: 7, fromPot: [] })
      const ends = await Promise.allSettled([settling, voiding, there.ledger.settle(hand)])
      const isSettled = ends[0].status === 'fulfilled'
      assert.equal(ends[1].status === 'fulfilled', !isSettled)
      assert.equal(ends[2].status, ends[0].status)
      if (isSettled) settled++
    }
    const gold = await there.ledger.goldOf([1, 2])
    assert.deepEqual([gold.get(1), gold.get(2)], [500 + settled, 500 - settled])
  })

  test('[PS6] several processes get different numbers', async (t) => {
    const here = await emptyStores()
    const there = await openStores(suite.config(), { pool: 8 })
    t.after(() => Promise.all([here.close(), there.close()]))
    const pools = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? here : there))
    const given = await Promise.all(pools.map(({ sequence }) => sequence.next('desk')))
    assert.equal(new Set(given).size, 60)
  })

  test('[DB3] closing waits for the call under way; a closed pool is a fault', async () => {
    const stores = await emptyStores()
    await stores.ledger.openPlayer(1, 500)
    await stores.ping()
    const underWay = stores.ledger.stake('s', { playerId: 1, deskNo: 7, atLeast: 0 })
    await Promise.all([stores.close(), stores.close()])
    assert.equal(await underWay, 500)
    const code = 'store/unavailable'
    await assert.rejects(stores.ping(), { name: 'StoreError', code })
    await assert.rejects(stores.players.byId(1), { name: 'StoreError', code })
    await assert.rejects(stores.ledger.goldOf([1]), {
      name: 'LedgerError',
      code: 'ledger/unavailable',
    })
  })
})
