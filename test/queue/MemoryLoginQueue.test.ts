import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  ADMITTED_LIFE_MS,
  MemoryLoginQueue,
  WAITING_LIFE_MS,
} from '../../src/queue/MemoryLoginQueue.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { refusalOf } from '../ops/refusalOf.ts'
import { describeLoginQueue, drawQueue, watcher } from './describeLoginQueue.ts'

/** A queue of two per ten seconds into a house of a hundred, unless told otherwise. */
function open(options: { rate?: string } = {}) {
  const clock = new FakeClock()
  const [admissions = 2, seconds = 10] = (options.rate ?? '2/10').split('/').map(Number)
  const queue = new MemoryLoginQueue({
    scheduler: clock,
    rate: { admissions, windowMs: seconds * 1000 },
    maxPlayers: 100,
    onlinePlayers: () => 0,
  })
  const enter = (playerId: number, skips = false) => queue.enter(playerId, { skips })
  const enterAll = async (count: number) => {
    const tickets: string[] = []
    for (let id = 1; id <= count; id++) tickets.push((await enter(id)).ticket)
    return tickets
  }
  return { clock, queue, enter, enterAll }
}

describeLoginQueue('the queue in memory', (settings) => {
  const clock = new FakeClock()
  const queue = new MemoryLoginQueue({ scheduler: clock, ...settings })
  return { queue, advance: async (ms) => clock.advance(ms) }
})

describe('the queue of one process', () => {
  test('[QU5] a ticket is good once', async () => {
    const { queue, enter, enterAll } = open()
    const [first = '', , third = ''] = await enterAll(3)
    assert.equal(await queue.redeem(first), 1)
    for (const ticket of [first, 'unknown', '']) {
      assert.equal((await refusalOf(queue.redeem(ticket))).refusal, 'queue/ticket-gone')
      assert.equal((await refusalOf(queue.placeOf(ticket))).refusal, 'queue/ticket-gone')
    }
    const refusal = await refusalOf(queue.redeem(third))
    assert.equal(refusal.refusal, 'queue/not-yet')
    assert.deepEqual(refusal.fields, { position: 1, etaSeconds: 10 })
    // A new ticket of the same player is a new place.
    assert.equal((await enter(1)).position, 2)
  })

  test('[QU5] a ticket given back after a fault is good again', async () => {
    const { clock, queue, enter } = open()
    const { ticket } = await enter(1)
    await queue.redeem(ticket)
    clock.advance(30_000)
    await queue.giveBack(ticket)
    clock.advance(ADMITTED_LIFE_MS - 1)
    assert.equal(await queue.redeem(ticket), 1)
    await queue.confirm(ticket)
    await queue.giveBack(ticket)
    assert.equal((await refusalOf(queue.redeem(ticket))).refusal, 'queue/ticket-gone')
  })

  test('[QU7] a waiting ticket dies ten minutes after the last sign of life', async () => {
    const { clock, queue, enterAll } = open({ rate: '1/3600' })
    const tickets = await enterAll(4)
    clock.advance(WAITING_LIFE_MS - 1)
    await queue.placeOf(tickets[2] ?? '')
    clock.advance(1)
    assert.equal(await drawQueue(queue, tickets), 'x x 1 x')
    clock.advance(WAITING_LIFE_MS)
    assert.equal(await drawQueue(queue, tickets), 'x x x x')
    assert.equal(clock.pending, 0)
  })

  test('[QU10] no timer runs while nobody has a ticket', async () => {
    const { clock, queue, enter } = open()
    assert.equal(clock.pending, 0)
    const { ticket } = await enter(1)
    assert.equal(clock.pending, 1)
    await queue.redeem(ticket)
    await queue.confirm(ticket)
    assert.equal(clock.pending, 0)
    await enter(2)
    clock.advance(ADMITTED_LIFE_MS)
    assert.equal(clock.pending, 0)
  })
})

test('closing ends every watch and timer', async () => {
  const { clock, queue, enterAll } = open()
  const tickets = await enterAll(3)
  const told = watcher()
  await queue.watch(tickets[2] ?? '', told.watcher)
  await queue.close()
  assert.equal(told.seen.ended, 1)
  assert.equal(clock.pending, 0)
})
