import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { OutboxDispatcher } from '../../src/outbox/OutboxDispatcher.ts'
import type { OutboxNotice, OutboxStore } from '../../src/stores/OutboxStore.ts'
import { openStores } from '../../src/stores/openStores.ts'
import { SqlOutboxStore } from '../../src/stores/sql/SqlOutboxStore.ts'
import { handAt, SWING, seatedLedger } from '../ledger/dealtHands.ts'
import { settlementOf } from '../ledger/settlements.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { waitUntil } from '../server/TestPlayer.ts'
import { onBothDatabases } from '../stores/onBothDatabases.ts'
import { temporaryFolder } from '../stores/temporaryFolder.ts'

const quiet = () => {}
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const told = (notices: readonly OutboxNotice[]) =>
  notices.map(({ playerId, type, payload }) => ({ playerId, type, ...payload }))
const gold = (playerId: number, amount: number, reason = 'hand') => ({
  playerId,
  type: 'gold/changed',
  gold: amount,
  reason,
})

onBothDatabases((open) => {
  test('[OB1] a paid hand tells each player whose gold changed what he has now', async (t) => {
    const database = await open(t)
    const ledger = await seatedLedger(database, 3)
    const outbox = new SqlOutboxStore(database)
    assert.deepEqual(await outbox.next(10), [])
    // What came into the wallet meanwhile is his gold too.
    await ledger.fundBot('gift', 2, 50)
    await ledger.settle(handAt('h', 1, [...SWING, { playerId: 3, result: 0 }]))
    const notices = await outbox.next(10)
    assert.deepEqual(told(notices), [gold(1, 1_095), gold(2, 950)])
    assert.equal((await ledger.goldOf([2])).get(2), 950)
    assert.ok(notices.every(({ atMs }) => atMs === 1_000))
  })

  test('[OB1] what is refused or done already tells nobody', async (t) => {
    const database = await open(t)
    const ledger = await seatedLedger(database, 2)
    const outbox = new SqlOutboxStore(database)
    await ledger.settle(handAt('h', 1, SWING))
    assert.equal((await outbox.next(10)).length, 2)
    await ledger.settle(handAt('h', 1, SWING))
    const tooMuch = settlementOf('h2', 7, [
      { playerId: 1, result: 5_000 },
      { playerId: 2, result: -5_000 },
    ])
    await assert.rejects(ledger.settle(tooMuch), { code: 'ledger/too-poor' })
    assert.equal((await outbox.next(10)).length, 2)
  })

  test('[OB1] leaving early, a void hand and a lost desk tell too', async (t) => {
    const database = await open(t)
    const ledger = await seatedLedger(database, 2)
    const outbox = new SqlOutboxStore(database)
    await ledger.unstake('a', { playerId: 1, deskNo: 7, intoPot: 300 })
    await ledger.voidHand({ handId: 'h', deskNo: 7, fromPot: [] })
    await ledger.unstake('b', { playerId: 2, deskNo: 7, intoPot: 200 })
    await ledger.returnOrphans(() => false)
    assert.deepEqual(told(await outbox.next(10)), [
      gold(1, 700),
      gold(1, 1_000, 'hand-void'),
      gold(2, 800),
      gold(2, 1_000, 'desk-lost'),
    ])
  })

  test('[OB2] each player is told in order, once, and nothing is left', async (t) => {
    const database = await open(t)
    const ledger = await seatedLedger(database, 2)
    const store = new SqlOutboxStore(database)
    for (let n = 0; n < 230; n++) await ledger.settle(settlementOf(`h${n}`, 7, turn(n)))
    const heard: OutboxNotice[] = []
    const dispatcher = new OutboxDispatcher({
      store,
      scheduler: new FakeClock(),
      deliver: (notice) => void heard.push(notice),
      log,
    })
    dispatcher.nudge()
    dispatcher.nudge()
    await waitUntil('all are told', async () => (await store.next(1)).length === 0)
    await dispatcher.close()
    assert.equal(heard.length, 460)
    for (const playerId of [1, 2]) {
      const own = heard.filter((notice) => notice.playerId === playerId)
      const expected = Array.from(
        { length: 230 },
        (_, n) => 1_000 + (playerId === 1 ? 1 : -1) * (1 - (n % 2)),
      )
      assert.deepEqual(
        own.map(({ payload }) => payload['gold']),
        expected,
      )
      assert.ok(own.every(({ id }, n) => n === 0 || id > (own[n - 1]?.id ?? 0)))
    }
  })

  test('[OB3] who cannot be told waits with all his notices, the others do not', async (t) => {
    const database = await open(t)
    const ledger = await seatedLedger(database, 2)
    const store = new SqlOutboxStore(database)
    for (let n = 0; n < 3; n++) await ledger.settle(settlementOf(`h${n}`, 7, turn(n)))
    const clock = new FakeClock()
    const heard: string[] = []
    let isDeaf = true
    const dispatcher = new OutboxDispatcher({
      store,
      scheduler: clock,
      deliver: async ({ playerId, payload }) => {
        if (isDeaf && playerId === 1) throw new Error('not now')
        heard.push(`${playerId}: ${payload['gold']}`)
      },
      log,
    })
    dispatcher.nudge()
    await waitUntil('2 is told', async () => (await store.next(10)).length === 3)
    assert.deepEqual(heard, ['2: 999', '2: 1000', '2: 999'])
    isDeaf = false
    await waitUntil('it looks by itself', async () => {
      clock.advance(1000)
      return heard.length === 6
    })
    assert.deepEqual(heard.slice(3), ['1: 1001', '1: 1000', '1: 1001'])
    await dispatcher.close()
  })
})

test('[OB4] a notice whose removal failed is not told again by the same process', async (t) => {
  const stores = await openStores({ kind: 'sqlite', path: ':memory:' })
  t.after(() => stores.close())
  await tellOne(stores)
  let failures = 2
  const store: OutboxStore = {
    next: (...args) => stores.outbox.next(...args),
    remove: async (ids) => {
      if (ids.length > 0 && failures-- > 0) throw new Error('away')
      await stores.outbox.remove(ids)
    },
  }
  const clock = new FakeClock()
  const heard: number[] = []
  const dispatcher = new OutboxDispatcher({
    store,
    scheduler: clock,
    deliver: ({ id }) => void heard.push(id),
    log,
  })
  dispatcher.nudge()
  await waitUntil('it is removed', async () => {
    clock.advance(1000)
    return (await stores.outbox.next(1)).length === 0
  })
  assert.equal(failures, -1)
  assert.equal(new Set(heard).size, heard.length)
  assert.equal(heard.length, 1)
  await dispatcher.close()
})

test('[OB5] what was not told before a restart is told after it, under ids never used again', async (t) => {
  const path = join(temporaryFolder(t), 'p.sqlite')
  const before = await openStores({ kind: 'sqlite', path })
  await tellOne(before)
  const [unsent] = await before.outbox.next(1)
  await before.close()

  const after = await openStores({ kind: 'sqlite', path })
  t.after(() => after.close())
  const heard: OutboxNotice[] = []
  const dispatcher = new OutboxDispatcher({
    store: after.outbox,
    scheduler: new FakeClock(),
    deliver: (notice) => void heard.push(notice),
    log,
  })
  dispatcher.nudge()
  await waitUntil('it is told', async () => (await after.outbox.next(1)).length === 0)
  await dispatcher.close()
  assert.deepEqual(heard, [unsent])
  await after.ledger.stake('again', { playerId: 1, deskNo: 8, atLeast: 1 })
  await after.ledger.unstake('out-again', { playerId: 1, deskNo: 8, intoPot: 1 })
  const [next] = await after.outbox.next(1)
  assert.ok(next && unsent && next.id > unsent.id)
})

/** Player 1 leaves early and is told of his loss. */
async function tellOne({ ledger }: { ledger: Awaited<ReturnType<typeof openStores>>['ledger'] }) {
  await ledger.openPlayer(1, 1_000)
  await ledger.stake('in', { playerId: 1, deskNo: 7, atLeast: 1 })
  await ledger.unstake('out', { playerId: 1, deskNo: 7, intoPot: 10 })
}

/** One unit of gold goes to player 1 and back. */
function turn(n: number) {
  const result = n % 2 === 0 ? 1 : -1
  return [
    { playerId: 1, result },
    { playerId: 2, result: -result },
  ]
}
