import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DatabaseConfig, IN_MEMORY } from '../../src/ops/addresses.ts'
import { openStores } from '../../src/stores/openStores.ts'
import { settlementOf } from '../ledger/settlements.ts'
import { describePlayerStore } from './playerStoreContract.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const fileIn = (folder: string): DatabaseConfig => ({
  kind: 'sqlite',
  path: join(folder, 'p.sqlite'),
})

const newPlayer = { nickname: 'A', avatar: 1, sex: 0, isBot: false, createdAtMs: 1 }

describePlayerStore('SqlPlayerStore on SQLite in memory', () => openStores(IN_MEMORY))

describePlayerStore('SqlPlayerStore on a SQLite file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-players-'))
  const stores = await openStores({ kind: 'sqlite', path: join(folder, 'p.sqlite') })
  const close = async () => {
    await stores.close()
    rmSync(folder, { recursive: true })
  }
  return { ...stores, close }
})

test('[DB1] a file keeps everything, also when it was never closed', async (t) => {
  const config = fileIn(join(temporaryFolder(t), 'made', 'on', 'the', 'way'))
  const before = await openStores(config)
  const { player } = await before.players.addGuest('device', newPlayer)
  const { player: other } = await before.players.addGuest('other', newPlayer)
  const deskNo = await before.sequence.next('desk')
  for (const { playerId } of [player, other]) {
    await before.ledger.openPlayer(playerId, 500)
    await before.ledger.stake(`sit-${playerId}`, { playerId, deskNo, atLeast: 500 })
  }
  const hand = settlementOf('h', deskNo, [
    { playerId: player.playerId, result: 100, fee: 5 },
    { playerId: other.playerId, result: -100 },
  ])
  assert.deepEqual(await before.ledger.settle(hand), [595, 400])

  const after = await openStores(config)
  t.after(() => Promise.all([before.close(), after.close()]))
  assert.deepEqual(await after.players.byDevice('device'), player)
  assert.deepEqual(await after.ledger.settle(hand), [595, 400])
  assert.deepEqual(await after.ledger.handRecord('h'), hand.record)
  assert.equal(await after.sequence.next('desk'), deskNo + 1)
  assert.equal((await after.players.add(newPlayer)).playerId, other.playerId + 1)
  assert.equal(await after.ledger.returnOrphans(() => false), 2)
  const gold = new Map([
    [player.playerId, 595],
    [other.playerId, 400],
  ])
  assert.deepEqual(await after.ledger.goldOf([...gold.keys()]), gold)
})

test('[DB2] several openings of one new file at once all work, and share one book', async (t) => {
  const config = fileIn(temporaryFolder(t))
  const all = await Promise.all(Array.from({ length: 4 }, () => openStores(config)))
  t.after(() => Promise.all(all.map((stores) => stores.close())))
  const desks = await Promise.all(
    all.flatMap(({ sequence }) => Array.from({ length: 10 }, () => sequence.next('desk'))),
  )
  assert.equal(new Set(desks).size, 40)
  const guests = await Promise.all(all.map(({ players }) => players.addGuest('device', newPlayer)))
  assert.equal(new Set(guests.map(({ player }) => player.playerId)).size, 1)
})

test('[LG15] settle and void race through two connections, and one wins', async (t) => {
  const config = fileIn(temporaryFolder(t))
  const here = await openStores(config)
  const there = await openStores(config)
  t.after(() => Promise.all([here.close(), there.close()]))
  for (const playerId of [1, 2]) {
    await here.ledger.openPlayer(playerId, 500)
    await here.ledger.stake(`sit-${playerId}`, { playerId, deskNo: 7, atLeast: 500 })
  }
  let settled = 0
  for (let n = 0; n < 20; n++) {
    const hand = settlementOf(`h${n}`, 7, [
      { playerId: 1, result: 1 },
      { playerId: 2, result: -1 },
    ])
    const ends = await Promise.allSettled([
      here.ledger.settle(hand),
      there.ledger.voidHand({ handId: hand.handId, deskNo: 7, fromPot: [] }),
      there.ledger.settle(hand),
    ])
    const isSettled = ends[0].status === 'fulfilled'
    assert.equal(ends[1].status === 'fulfilled', !isSettled)
    assert.equal(ends[2].status, ends[0].status)
    if (isSettled) settled++
  }
  const gold = await there.ledger.goldOf([1, 2])
  assert.deepEqual([gold.get(1), gold.get(2)], [500 + settled, 500 - settled])
})

test('[DB3] a closed database is a fault, for the ledger and for the others', async () => {
  const stores = await openStores(IN_MEMORY)
  await stores.ledger.openPlayer(1, 500)
  await stores.ping()
  const underWay = stores.ledger.stake('s', { playerId: 1, deskNo: 7, atLeast: 0 })
  await Promise.all([stores.close(), stores.close()])
  assert.equal(await underWay, 500)
  const code = 'store/unavailable'
  await assert.rejects(stores.ping(), { name: 'StoreError', code })
  await assert.rejects(stores.sequence.next('desk'), { name: 'StoreError', code })
  await assert.rejects(stores.players.byId(1), { name: 'StoreError', code })
  const fault = { name: 'LedgerError', code: 'ledger/unavailable' }
  await assert.rejects(stores.ledger.goldOf([1]), fault)
  await assert.rejects(stores.ledger.unstake('u', { playerId: 1, deskNo: 7 }), fault)
})
