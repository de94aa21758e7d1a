import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { QueuePlace } from '../../src/queue/LoginQueue.ts'
import {
  ADMITTED_LIFE_MS,
  MemoryLoginQueue,
  WAITING_LIFE_MS,
} from '../../src/queue/MemoryLoginQueue.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { refusalOf } from '../ops/refusalOf.ts'

/** A queue of two per ten seconds into a house of a hundred, unless told otherwise. */
function open(options: { rate?: string; maxPlayers?: number; mostWaiting?: number } = {}) {
  const clock = new FakeClock()
  const [admissions = 2, seconds = 10] = (options.rate ?? '2/10').split('/').map(Number)
  const house = { online: 0 }
  const queue = new MemoryLoginQueue({
    scheduler: clock,
    rate: { admissions, windowMs: seconds * 1000 },
    maxPlayers: options.maxPlayers ?? 100,
    onlinePlayers: () => house.online,
    ...(options.mostWaiting ? { mostWaiting: options.mostWaiting } : {}),
  })
  const enter = (playerId: number, skips = false) => queue.enter(playerId, { skips })
  const enterAll = async (count: number) => {
    const tickets: string[] = []
    for (let id = 1; id <= count; id++) tickets.push((await enter(id)).ticket)
    return tickets
  }
  return { clock, house, queue, enter, enterAll }
}

/** Positions as asked for; `x` for a ticket that is gone. */
async function draw(queue: MemoryLoginQueue, tickets: readonly string[]): Promise<string> {
  const places = tickets.map((ticket) =>
    queue.placeOf(ticket).then(
      (place) => String(place.position),
      () => 'x',
    ),
  )
  return (await Promise.all(places)).join(' ')
}

describe('a place in the queue', () => {
  test('[QU1] a ticket has 192 random bits', async () => {
    const { enterAll } = open()
    const tickets = await enterAll(50)
    assert.equal(new Set(tickets).size, 50)
    for (const ticket of tickets) assert.equal(Buffer.from(ticket, 'base64url').length, 24)
  })

  test('[QU3] who came first is admitted first, at the rate', async () => {
    const { clock, queue, enterAll } = open()
    const tickets = await enterAll(7)
    assert.equal(await draw(queue, tickets), '0 0 1 2 3 4 5')
    clock.advance(9_999)
    assert.equal(await draw(queue, tickets), '0 0 1 2 3 4 5')
    clock.advance(1)
    assert.equal(await draw(queue, tickets), '0 0 0 0 1 2 3')
    clock.advance(10_000)
    assert.equal(await draw(queue, tickets), '0 0 0 0 0 0 1')
  })

  test('[QU4] a newcomer never overtakes those who wait', async () => {
    const { clock, queue, enter, enterAll } = open()
    const tickets = await enterAll(4)
    // The timer has not run yet when somebody new asks.
    clock.advance(9_999)
    const late = await enter(99)
    assert.equal(late.position, 3)
    assert.equal(await draw(queue, [...tickets, late.ticket]), '0 0 1 2 3')
  })

  test('[QU2] asking again keeps place and ticket', async () => {
    const { queue, enter, enterAll } = open()
    const tickets = await enterAll(5)
    const again = await enter(4)
    assert.equal(again.ticket, tickets[3])
    assert.equal(again.position, 2)
    assert.equal((await enter(1)).ticket, tickets[0])
    assert.equal(await draw(queue, tickets), '0 0 1 2 3')
  })

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

  test('[QU5] of many who redeem the same ticket at once one gets in', async () => {
    const { queue, enter } = open()
    const { ticket } = await enter(1)
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => queue.redeem(ticket)))
    assert.equal(tries.filter((each) => each.status === 'fulfilled').length, 1)
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

  test('[QU6] who has a seat or a session skips rate and capacity', async () => {
    const { queue, house, enter, enterAll } = open({ maxPlayers: 2 })
    const tickets = await enterAll(4)
    house.online = 2
    assert.equal((await enter(50, true)).admitted, true)
    // A waiting player who turns out to have a seat is admitted on his old ticket.
    const returned = await enter(4, true)
    assert.deepEqual([returned.ticket, returned.position], [tickets[3], 0])
    assert.equal((await enter(3)).position, 1)
    assert.equal(queue.waiting(), 1)
  })

  test('[QU7] a waiting ticket dies ten minutes after the last sign of life', async () => {
    const { clock, queue, enterAll } = open({ rate: '1/3600' })
    const tickets = await enterAll(4)
    clock.advance(WAITING_LIFE_MS - 1)
    await queue.placeOf(tickets[2] ?? '')
    clock.advance(1)
    assert.equal(await draw(queue, tickets), 'x x 1 x')
    clock.advance(WAITING_LIFE_MS)
    assert.equal(await draw(queue, tickets), 'x x x x')
    assert.equal(clock.pending, 0)
  })

  test('[QU7] an admitted ticket dies after a minute and frees its place', async () => {
    const { clock, queue, enterAll } = open({ rate: '10/1', maxPlayers: 1 })
    const tickets = await enterAll(2)
    assert.equal(await draw(queue, tickets), '0 1')
    clock.advance(ADMITTED_LIFE_MS - 1)
    assert.equal(await draw(queue, tickets), '0 1')
    clock.advance(1)
    assert.equal(await draw(queue, tickets), 'x 0')
  })

  test('[QU8] a full house admits as many as leave it', async () => {
    const { clock, house, queue, enterAll } = open({ rate: '100/1', maxPlayers: 3 })
    const tickets = await enterAll(6)
    assert.equal(await draw(queue, tickets), '0 0 0 1 2 3')
    for (const ticket of tickets.slice(0, 3)) {
      await queue.redeem(ticket)
      house.online++
      await queue.confirm(ticket)
    }
    assert.equal(await draw(queue, tickets), 'x x x 1 2 3')
    house.online -= 2
    clock.advance(1000)
    assert.equal(await draw(queue, tickets), 'x x x 0 0 1')
  })

  test('[QU8] between redeeming and being online a player is counted', async () => {
    const { house, queue, enterAll } = open({ rate: '100/1', maxPlayers: 1 })
    const tickets = await enterAll(2)
    await queue.redeem(tickets[0] ?? '')
    assert.equal(await draw(queue, tickets), 'x 1')
    house.online = 1
    await queue.confirm(tickets[0] ?? '')
    assert.equal(await draw(queue, tickets), 'x 1')
  })

  test('[QU9] the queue is bounded', async () => {
    const { enter, enterAll } = open({ rate: '1/10', mostWaiting: 3 })
    await enterAll(4)
    assert.equal((await refusalOf(enter(5))).refusal, 'queue/full')
    assert.equal((await enter(4)).position, 3)
    assert.equal((await enter(6, true)).admitted, true)
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

describe('the time it takes', () => {
  test('[QU11] an ETA by the rate comes true to the second', async () => {
    const { clock, queue, enterAll } = open({ rate: '3/10' })
    const tickets = await enterAll(11)
    const etas = await Promise.all(tickets.map((ticket) => queue.placeOf(ticket)))
    assert.deepEqual(
      etas.map((place) => place.etaSeconds),
      [0, 0, 0, 10, 10, 10, 20, 20, 20, 30, 30],
    )
    clock.advance(4_500)
    assert.equal((await queue.placeOf(tickets[3] ?? '')).etaSeconds, 6)
    assert.equal((await queue.placeOf(tickets[10] ?? '')).etaSeconds, 26)
  })

  test('[QU11] in a full house the ETA follows how fast players really leave', async () => {
    const { clock, house, queue, enterAll } = open({ rate: '100/1', maxPlayers: 10 })
    house.online = 10
    const tickets = await enterAll(40)
    // One leaves every two seconds; who is admitted comes in at once.
    let admitted = 0
    for (let n = 0; n < 20; n++) {
      house.online--
      clock.advance(2000)
      while ((await queue.placeOf(tickets[admitted] ?? '')).admitted) {
        house.online++
        await queue.redeem(tickets[admitted] ?? '')
        await queue.confirm(tickets[admitted++] ?? '')
      }
    }
    assert.equal(admitted, 20)
    const { position, etaSeconds } = await queue.placeOf(tickets[29] ?? '')
    assert.equal(position, 10)
    assert.ok(etaSeconds >= 16 && etaSeconds <= 24, `${etaSeconds} s for 10 places at 2 s each`)
  })
})

describe('watching', () => {
  const told = () => {
    const places: QueuePlace[] = []
    const seen = { ended: false }
    const onEnd = () => {
      seen.ended = true
    }
    return { places, seen, watcher: { onPlace: (place: QueuePlace) => places.push(place), onEnd } }
  }

  test('[QU12] a watcher hears the place now, its changes and, last, the admission', async () => {
    const { clock, queue, enterAll } = open({ rate: '1/10' })
    const tickets = await enterAll(3)
    const { places, watcher, seen } = told()
    await queue.watch(tickets[2] ?? '', watcher)
    clock.advance(25_000)
    const positions = places.map((place) => place.position)
    assert.deepEqual([...new Set(positions)], [2, 1, 0])
    assert.equal(positions.filter((position) => position === 0).length, 1)
    assert.equal(places.at(-1)?.admitted, true)
    assert.equal(seen.ended, true)
    const count = places.length
    clock.advance(60_000)
    assert.equal(places.length, count)
  })

  test('[QU12] an open watch is a sign of life, a stopped one is not', async () => {
    const { clock, queue, enterAll } = open({ rate: '1/3600' })
    const tickets = await enterAll(3)
    const stop = await queue.watch(tickets[1] ?? '', told().watcher)
    clock.advance(3 * WAITING_LIFE_MS)
    assert.equal(await draw(queue, tickets), 'x 1 x')
    stop()
    clock.advance(WAITING_LIFE_MS)
    assert.equal(await draw(queue, tickets), 'x x x')
  })

  test('[QU12] an admitted ticket is told so at once; a gone one is refused', async () => {
    const { queue, enter } = open()
    const { ticket } = await enter(1)
    const { places, watcher, seen } = told()
    await queue.watch(ticket, watcher)
    assert.deepEqual(places, [{ admitted: true, position: 0, etaSeconds: 0 }])
    assert.equal(seen.ended, true)
    assert.equal((await refusalOf(queue.watch('x', watcher))).refusal, 'queue/ticket-gone')
  })

  test('closing ends every watch and timer', async () => {
    const { clock, queue, enterAll } = open()
    const tickets = await enterAll(3)
    const { watcher, seen } = told()
    await queue.watch(tickets[2] ?? '', watcher)
    queue.close()
    assert.equal(seen.ended, true)
    assert.equal(clock.pending, 0)
  })
})
