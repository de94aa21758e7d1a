import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import type { LoginQueue, QueuePlace } from '../../src/queue/LoginQueue.ts'
import { ADMITTED_LIFE_MS, WAITING_LIFE_MS } from '../../src/queue/MemoryLoginQueue.ts'
import { refusalOf } from '../ops/refusalOf.ts'

export interface QueueSettings {
  readonly rate: { readonly admissions: number; readonly windowMs: number }
  readonly maxPlayers: number
  readonly mostWaiting?: number
  readonly onlinePlayers: () => number
}

export interface TestedQueue {
  readonly queue: LoginQueue
  /** Moves its time, with everything it does on the way. */
  advance(ms: number): Promise<void>
}

/** Positions as asked for; `x` for a ticket that is gone. */
export async function drawQueue(queue: LoginQueue, tickets: readonly string[]): Promise<string> {
  const drawn: string[] = []
  for (const ticket of tickets) {
    drawn.push(
      await queue.placeOf(ticket).then(
        (place) => String(place.position),
        () => 'x',
      ),
    )
  }
  return drawn.join(' ')
}

/** A watcher that writes down what it is told. */
export function watcher() {
  const places: QueuePlace[] = []
  const seen = { ended: 0 }
  const onEnd = () => {
    seen.ended++
  }
  return { places, seen, watcher: { onPlace: (place: QueuePlace) => places.push(place), onEnd } }
}

/** What every login queue does, wherever it keeps its line. */
export function describeLoginQueue(
  name: string,
  openQueue: (settings: QueueSettings) => TestedQueue,
  options: { skip?: string | false } = {},
): void {
  describe(name, { skip: options.skip ?? false }, () => {
    const opened: LoginQueue[] = []
    afterEach(() => {
      for (const queue of opened.splice(0)) queue.close()
    })

    /** A queue of two per ten seconds into a house of a hundred, unless told otherwise. */
    function open(asked: { rate?: string; maxPlayers?: number; mostWaiting?: number } = {}) {
      const [admissions = 2, seconds = 10] = (asked.rate ?? '2/10').split('/').map(Number)
      const house = { online: 0 }
      const { queue, advance } = openQueue({
        rate: { admissions, windowMs: seconds * 1000 },
        maxPlayers: asked.maxPlayers ?? 100,
        onlinePlayers: () => house.online,
        ...(asked.mostWaiting ? { mostWaiting: asked.mostWaiting } : {}),
      })
      opened.push(queue)
      const enter = (playerId: number, skips = false) => queue.enter(playerId, { skips })
      const enterAll = async (count: number) => {
        const tickets: string[] = []
        for (let id = 1; id <= count; id++) tickets.push((await enter(id)).ticket)
        return tickets
      }
      const logIn = async (ticket = '') => {
        const playerId = await queue.redeem(ticket)
        house.online++
        await queue.confirm(ticket)
        return playerId
      }
      const draw = (tickets: readonly string[]) => drawQueue(queue, tickets)
      return { house, queue, enter, enterAll, logIn, draw, advance }
    }

    test('[QU1] a ticket has 192 random bits', async () => {
      const { enterAll } = open()
      const tickets = await enterAll(50)
      assert.equal(new Set(tickets).size, 50)
      for (const ticket of tickets) assert.equal(Buffer.from(ticket, 'base64url').length, 24)
    })

    test('[QU3] who came first is admitted first, at the rate', async () => {
      const { enterAll, draw, advance } = open()
      const tickets = await enterAll(7)
      assert.equal(await draw(tickets), '0 0 1 2 3 4 5')
      await advance(9_999)
      assert.equal(await draw(tickets), '0 0 1 2 3 4 5')
      await advance(1)
      assert.equal(await draw(tickets), '0 0 0 0 1 2 3')
      await advance(10_000)
      assert.equal(await draw(tickets), '0 0 0 0 0 0 1')
    })

    test('[QU4] a newcomer never overtakes those who wait', async () => {
      const { enter, enterAll, draw, advance } = open()
      const tickets = await enterAll(4)
      await advance(9_999)
      const late = await enter(99)
      assert.equal(late.position, 3)
      assert.equal(await draw([...tickets, late.ticket]), '0 0 1 2 3')
    })

    test('[QU2] asking again keeps place and ticket', async () => {
      const { enter, enterAll, draw } = open()
      const tickets = await enterAll(5)
      const again = await enter(4)
      assert.equal(again.ticket, tickets[3])
      assert.equal(again.position, 2)
      assert.equal((await enter(1)).ticket, tickets[0])
      assert.equal(await draw(tickets), '0 0 1 2 3')
    })

    test('[QU5] a ticket is good once', async () => {
      const { queue, enter, enterAll, logIn } = open()
      const [first = '', , third = ''] = await enterAll(3)
      assert.equal(await logIn(first), 1)
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
      const { queue, enter, logIn, advance } = open()
      const { ticket } = await enter(1)
      await queue.redeem(ticket)
      await advance(5_000)
      await queue.giveBack(ticket)
      await advance(ADMITTED_LIFE_MS - 1)
      assert.equal(await logIn(ticket), 1)
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

    test('[QU8] who skips and is not in the house yet takes a place in it', async () => {
      const { queue, enter, draw } = open({ rate: '100/1', maxPlayers: 2 })
      assert.equal((await queue.enter(50, { skips: true, isNewcomer: true })).admitted, true)
      assert.equal((await enter(51, true)).admitted, true)
      const tickets = [(await enter(1)).ticket, (await enter(2)).ticket]
      assert.equal(await draw(tickets), '0 1')
    })

    test('[QU7] a waiting ticket dies ten minutes after the last sign of life', async () => {
      const { queue, enterAll, draw, advance } = open({ rate: '1/3600' })
      const tickets = await enterAll(4)
      await advance(WAITING_LIFE_MS - 1)
      await queue.placeOf(tickets[2] ?? '')
      await advance(1)
      assert.equal(await draw(tickets), 'x x 1 x')
      await advance(WAITING_LIFE_MS)
      assert.equal(await draw(tickets), 'x x x x')
    })

    test('[QU7] an admitted ticket dies after a minute and frees its place', async () => {
      const { enterAll, draw, advance } = open({ rate: '10/1', maxPlayers: 1 })
      const tickets = await enterAll(2)
      assert.equal(await draw(tickets), '0 1')
      await advance(ADMITTED_LIFE_MS - 1)
      assert.equal(await draw(tickets), '0 1')
      await advance(1)
      assert.equal(await draw(tickets), 'x 0')
    })

    test('[QU8] a full house admits as many as leave it', async () => {
      const { house, enterAll, logIn, draw, advance } = open({ rate: '100/1', maxPlayers: 3 })
      const tickets = await enterAll(6)
      assert.equal(await draw(tickets), '0 0 0 1 2 3')
      for (const ticket of tickets.slice(0, 3)) await logIn(ticket)
      assert.equal(await draw(tickets), 'x x x 1 2 3')
      house.online -= 2
      await advance(1000)
      assert.equal(await draw(tickets), 'x x x 0 0 1')
    })

    test('[QU8] between redeeming and being online a player is counted', async () => {
      const { house, queue, enterAll } = open({ rate: '100/1', maxPlayers: 1 })
      const [first = '', second = ''] = await enterAll(2)
      await queue.redeem(first)
      assert.equal((await queue.placeOf(second)).position, 1)
      house.online = 1
      await queue.confirm(first)
      assert.equal((await queue.placeOf(second)).position, 1)
    })

    test('[QU9] the queue is bounded', async () => {
      const { enter, enterAll } = open({ rate: '1/10', mostWaiting: 3 })
      await enterAll(4)
      assert.equal((await refusalOf(enter(5))).refusal, 'queue/full')
      assert.equal((await enter(4)).position, 3)
      assert.equal((await enter(6, true)).admitted, true)
    })

    test('[QU11] an ETA by the rate comes true to the second', async () => {
      const { queue, enterAll, advance } = open({ rate: '3/10' })
      const tickets = await enterAll(11)
      const etas = await Promise.all(tickets.map((ticket) => queue.placeOf(ticket)))
      assert.deepEqual(
        etas.map((place) => place.etaSeconds),
        [0, 0, 0, 10, 10, 10, 20, 20, 20, 30, 30],
      )
      await advance(4_500)
      assert.equal((await queue.placeOf(tickets[3] ?? '')).etaSeconds, 6)
      assert.equal((await queue.placeOf(tickets[10] ?? '')).etaSeconds, 26)
    })

    test('[QU11] in a full house the ETA follows how fast players really leave', async () => {
      const { house, queue, enterAll, logIn, advance } = open({ rate: '100/1', maxPlayers: 10 })
      house.online = 10
      const tickets = await enterAll(40)
      // One leaves every two seconds; who is admitted comes in at once.
      let admitted = 0
      for (let n = 0; n < 20; n++) {
        house.online--
        await advance(2000)
        while ((await queue.placeOf(tickets[admitted] ?? '')).admitted) {
          await logIn(tickets[admitted++])
        }
      }
      assert.equal(admitted, 20)
      const { position, etaSeconds } = await queue.placeOf(tickets[29] ?? '')
      assert.equal(position, 10)
      assert.ok(etaSeconds >= 16 && etaSeconds <= 24, `${etaSeconds} s for 10 places at 2 s each`)
    })

    test('[QU12] a watcher hears the place now, its changes and, last, the admission', async () => {
      const { queue, enterAll, advance } = open({ rate: '1/10' })
      const tickets = await enterAll(3)
      const told = watcher()
      await queue.watch(tickets[2] ?? '', told.watcher)
      await advance(25_000)
      const positions = told.places.map((place) => place.position)
      assert.deepEqual([...new Set(positions)], [2, 1, 0])
      assert.equal(positions.filter((position) => position === 0).length, 1)
      assert.equal(told.places.at(-1)?.admitted, true)
      assert.equal(told.seen.ended, 1)
      const count = told.places.length
      await advance(60_000)
      assert.equal(told.places.length, count)
    })

    test('[QU12] an open watch is a sign of life, a stopped one is not', async () => {
      const { queue, enterAll, draw, advance } = open({ rate: '1/3600' })
      const tickets = await enterAll(3)
      const stop = await queue.watch(tickets[1] ?? '', watcher().watcher)
      await advance(3 * WAITING_LIFE_MS)
      assert.equal(await draw(tickets), 'x 1 x')
      stop()
      await advance(WAITING_LIFE_MS)
      assert.equal(await draw(tickets), 'x x x')
    })

    test('[QU12] an admitted ticket is told so at once; a gone one is refused', async () => {
      const { queue, enter } = open()
      const { ticket } = await enter(1)
      const told = watcher()
      await queue.watch(ticket, told.watcher)
      assert.deepEqual(told.places, [{ admitted: true, position: 0, etaSeconds: 0 }])
      assert.equal(told.seen.ended, 1)
      assert.equal((await refusalOf(queue.watch('x', told.watcher))).refusal, 'queue/ticket-gone')
    })

    test('[QU12] of five watches of one ticket the oldest gives way; closing ends them', async () => {
      const { queue, enterAll } = open()
      const tickets = await enterAll(3)
      const told = Array.from({ length: 5 }, () => watcher())
      for (const each of told) await queue.watch(tickets[2] ?? '', each.watcher)
      assert.deepEqual(
        told.map(({ seen }) => seen.ended),
        [1, 0, 0, 0, 0],
      )
      queue.close()
      assert.deepEqual(
        told.map(({ seen }) => seen.ended),
        [1, 1, 1, 1, 1],
      )
    })
  })
}
