import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { MemoryLoginQueue } from '../../src/queue/MemoryLoginQueue.ts'
import { LATE_WRITE_MS, TicketBook } from '../../src/queue/TicketBook.ts'
import { openStores } from '../../src/stores/openStores.ts'
import type { QueueStore, TicketChanges } from '../../src/stores/QueueStore.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { refusalOf } from '../ops/refusalOf.ts'
import { temporaryFolder } from '../stores/temporaryFolder.ts'

const KEY = new Uint8Array(32).fill(7)

/** A process with a queue in that database; `rate` admissions in 10 s. */
async function start(
  path: string,
  { rate = 2, mostWaiting = 50_000, clock = new FakeClock() } = {},
) {
  const stores = await openStores({ kind: 'sqlite', path })
  const saves: TicketChanges[] = []
  const failing = { is: false }
  const store: QueueStore = {
    all: () => stores.queue.all(),
    save: async (changes) => {
      if (failing.is) throw new Error('the store is away')
      saves.push(changes)
      await stores.queue.save(changes)
    },
  }
  const queue = new MemoryLoginQueue({
    ...{ scheduler: clock, maxPlayers: 50_000, mostWaiting, ticketKey: KEY },
    rate: { admissions: rate, windowMs: 10_000 },
    onlinePlayers: () => 0,
    book: new TicketBook({ store, scheduler: clock, onFault: () => {} }),
  })
  const restored = await queue.restore()
  const enter = (playerId: number) => queue.enter(playerId, { skips: false })
  return { clock, queue, enter, restored, saves, failing, stores }
}

/** What a kill leaves: nothing is flushed, only the file is let go. */
const kill = ({ stores }: Awaited<ReturnType<typeof start>>) => stores.close()
const databaseOf = (context: TestContext) => join(temporaryFolder(context), 'queue.sqlite')

describe('a restart of the process', () => {
  test('[QU13] killed at any time, no answered ticket is lost and the line stands as before', async (context) => {
    const path = databaseOf(context)
    const first = await start(path)
    const ids = Array.from({ length: 300 }, (_, n) => n + 1)
    const before = await Promise.all(ids.map((id) => first.enter(id)))
    assert.ok(first.saves.length <= 2, 'those who came together share a commit')
    await kill(first)

    const second = await start(path)
    assert.equal(second.restored, 300)
    const after = await Promise.all(before.map(({ ticket }) => second.queue.placeOf(ticket)))
    assert.deepEqual(
      after.map(({ position }) => position),
      before.map(({ position }) => position),
    )
    assert.equal((await second.enter(200)).ticket, before[199]?.ticket)
    assert.equal((await second.enter(999)).position, 299)
    await second.queue.close()
    await second.stores.close()
  })

  test('[QU14] an admitted ticket stays good; a used one stays used', async (context) => {
    const path = databaseOf(context)
    const first = await start(path)
    const tickets = (await Promise.all([1, 2, 3, 4].map(first.enter))).map(({ ticket }) => ticket)
    // The rate begins anew: one of the two who wait comes in beside the one who was admitted.
    const [used = '', admitted = '', , waiting = ''] = tickets
    await first.queue.redeem(used)
    await first.queue.confirm(used)
    await first.queue.close()
    await first.stores.close()

    const second = await start(path)
    assert.equal((await refusalOf(second.queue.redeem(used))).refusal, 'queue/ticket-gone')
    assert.equal((await refusalOf(second.queue.redeem(waiting))).refusal, 'queue/not-yet')
    assert.equal(await second.queue.redeem(admitted), 2)
    await second.stores.close()
  })

  test('[QU14] what nobody waits for is written within 250 ms', async (context) => {
    const { clock, enter, queue, saves, stores } = await start(databaseOf(context))
    const { ticket } = await enter(1)
    await queue.redeem(ticket)
    await queue.confirm(ticket)
    assert.deepEqual(await stores.queue.all().then((rows) => rows.length), 1)
    clock.advance(LATE_WRITE_MS)
    await queue.close()
    assert.deepEqual(saves.at(-1)?.removed, [1])
    assert.deepEqual(await stores.queue.all(), [])
    await stores.close()
  })

  test('[QU15] what lies in the database is no ticket without the key', async (context) => {
    const { enter, queue, stores } = await start(databaseOf(context))
    const { ticket } = await enter(1)
    const [row] = await stores.queue.all()
    assert.ok(row && row.seed !== ticket)
    assert.equal((await refusalOf(queue.placeOf(row.seed))).refusal, 'queue/ticket-gone')
    await stores.close()
  })

  test('[QU13] a flood that is refused, or that asks again, writes nothing', async (context) => {
    const { enter, saves, stores } = await start(databaseOf(context), { mostWaiting: 10 })
    await Promise.all(Array.from({ length: 12 }, (_, n) => enter(n + 1)))
    const written = saves.length
    for (let n = 0; n < 1000; n++) {
      assert.equal((await refusalOf(enter(1000 + n))).refusal, 'queue/full')
      await enter(5)
    }
    assert.equal(saves.length, written)
    await stores.close()
  })

  test('[QU13] who cannot be saved is not taken in, and nobody else is hurt', async (context) => {
    const { enter, failing, queue, stores } = await start(databaseOf(context), { rate: 1 })
    const [, second] = [await enter(1), await enter(2)]
    failing.is = true
    await assert.rejects(enter(3), /away/)
    assert.equal(queue.waiting(), 1)
    assert.equal((await queue.placeOf(second.ticket)).position, 1)
    failing.is = false
    assert.equal((await enter(3)).position, 2)
    await queue.close()
    assert.equal((await stores.queue.all()).length, 3)
    await stores.close()
  })
})

test('[QU3] [QU11] [QU13] ten thousand wait: in order, on time, with a restart in the middle', async (context) => {
  const COUNT = 10_000
  const path = databaseOf(context)
  const clock = new FakeClock()
  let process = await start(path, { rate: 1000, clock })
  const startMs = clock.nowMs()
  const ids = Array.from({ length: COUNT }, (_, n) => n + 1)
  const tickets = await Promise.all(ids.map((id) => process.enter(id)))
  const admittedMs = new Map<number, number>()
  const order: number[] = []
  const watchAll = async () => {
    for (const [n, { ticket }] of tickets.entries()) {
      if (admittedMs.has(n)) continue
      const onPlace = ({ admitted }: { admitted: boolean }) => {
        if (!admitted || admittedMs.has(n)) return
        admittedMs.set(n, clock.nowMs())
        order.push(n)
      }
      await process.queue.watch(ticket, { onPlace, onEnd: () => {} })
    }
  }
  await watchAll()
  const admit = async () => {
    for (const n of order) {
      const ticket = tickets[n]?.ticket ?? ''
      const isIn = await process.queue.redeem(ticket).then(
        () => true,
        () => false,
      )
      if (isIn) await process.queue.confirm(ticket)
    }
  }
  for (let second = 0; second < 45; second++) clock.advance(1000)
  await admit()
  await process.queue.close()
  await kill(process)

  process = await start(path, { rate: 1000, clock })
  assert.equal(process.restored, COUNT - admittedMs.size, 'tickets lost')
  await watchAll()
  for (let second = 0; second < 70; second++) clock.advance(1000)
  assert.equal(admittedMs.size, COUNT)
  assert.deepEqual(
    order,
    ids.map((id) => id - 1),
    'strictly in order',
  )
  const lateSeconds = tickets.map(
    ({ etaSeconds }, n) => ((admittedMs.get(n) ?? 0) - startMs) / 1000 - etaSeconds,
  )
  // The restart empties the window of the rate: then ten seconds too early at most, never late.
  assert.ok(Math.max(...lateSeconds) <= 1, `${Math.max(...lateSeconds)} s late`)
  assert.ok(Math.min(...lateSeconds) >= -10, `${-Math.min(...lateSeconds)} s early`)
  await process.queue.close()
  await process.stores.close()
})
