import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { AdmissionRate } from '../../src/queue/AdmissionRate.ts'
import { MemoryLoginQueue, WAITING_LIFE_MS } from '../../src/queue/MemoryLoginQueue.ts'
import { WaitingLine } from '../../src/queue/WaitingLine.ts'
import { FakeClock } from '../ops/FakeClock.ts'

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('enter'), player: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask'), player: fc.nat(40) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('log in'), player: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave'), player: fc.nat(40) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(9000) }) },
)
type Step = { do: string; player?: number; ms?: number }

describe('the queue, whatever happens', () => {
  test('[QU3] nobody is overtaken and no ticket is lost', async () => {
    const run = async (steps: readonly Step[], admissions: number, maxPlayers: number) => {
      const clock = new FakeClock()
      const online = new Set<number>()
      const queue = new MemoryLoginQueue({
        scheduler: clock,
        rate: { admissions, windowMs: 5000 },
        maxPlayers,
        onlinePlayers: () => online.size,
      })
      const tickets = new Map<number, string>()
      /** Players by the order in which they asked; who has not been seen admitted waits. */
      let order: number[] = []
      const heardMs = new Map<number, number>()
      const look = async () => {
        let sawWaiting = false
        let last = 0
        for (const player of order) {
          const ticket = tickets.get(player) ?? ''
          const place = await queue.placeOf(ticket).catch(() => undefined)
          if (!place) {
            // Only silence or an unused admission ends a ticket, and both take a minute at least.
            assert.ok(clock.nowMs() - (heardMs.get(player) ?? 0) >= 60_000, 'a ticket was lost')
            continue
          }
          if (place.admitted) assert.ok(!sawWaiting, 'somebody was overtaken')
          else {
            sawWaiting = true
            assert.equal(place.position, ++last)
          }
        }
      }
      for (const each of steps) {
        const player = (each.player ?? 0) + 1
        if (each.do === 'enter' && !online.has(player)) {
          const { ticket } = await queue.enter(player, { skips: false })
          if (tickets.get(player) !== ticket) {
            order = [...order.filter((other) => other !== player), player]
            tickets.set(player, ticket)
            heardMs.set(player, clock.nowMs())
          }
        } else if (each.do === 'ask') {
          await queue.placeOf(tickets.get(player) ?? '').catch(() => undefined)
        } else if (each.do === 'log in') {
          const ticket = tickets.get(player) ?? ''
          const isIn = await queue.redeem(ticket).then(
            () => true,
            () => false,
          )
          if (!isIn) continue
          online.add(player)
          await queue.confirm(ticket)
          tickets.delete(player)
          order = order.filter((other) => other !== player)
        } else if (each.do === 'leave') {
          online.delete(player)
        } else {
          clock.advance(each.ms ?? 0)
        }
        assert.ok(online.size <= maxPlayers, 'the house is over-full')
        await look()
      }
      queue.close()
      assert.equal(clock.pending, 0)
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 12 }),
        run,
      ),
      { numRuns: 150 },
    )
  })

  test('[QU4] never more than the rate in any window', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.nat(900), { maxLength: 80 }),
        (admissions, gapsMs) => {
          const rate = new AdmissionRate({ admissions, windowMs: 1000 })
          const takenMs: number[] = []
          let nowMs = 0
          for (const gapMs of gapsMs) {
            nowMs += gapMs
            const wait = rate.waitMs(1, nowMs)
            assert.equal(wait === 0, rate.freeAt(nowMs) > 0)
            if (wait > 0) assert.ok(new Set(takenMs).has(nowMs + wait - 1000))
            else {
              rate.take(nowMs)
              takenMs.push(nowMs)
            }
          }
          for (const fromMs of takenMs) {
            const inWindow = takenMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1000)
            assert.ok(inWindow.length <= admissions)
          }
        },
      ),
    )
  })

  test('the line counts like a plain array', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(200)), { maxLength: 600 }), (steps) => {
        const line = new WaitingLine<number>()
        let model: number[] = []
        for (const [joins, who] of steps) {
          if (joins && !model.includes(who)) {
            line.push(who)
            model.push(who)
          } else if (!joins) {
            assert.equal(line.remove(who), model.includes(who))
            model = model.filter((each) => each !== who)
          }
          assert.equal(line.length, model.length)
          assert.equal(line.first(), model[0])
          assert.equal(line.positionOf(who), model.indexOf(who) + 1)
        }
        for (const [index, who] of model.entries()) assert.equal(line.positionOf(who), index + 1)
      }),
    )
  })

  test('a crowd of 20 000 that mostly gives up leaves an empty queue behind', async () => {
    const clock = new FakeClock()
    const queue = new MemoryLoginQueue({
      scheduler: clock,
      rate: { admissions: 10, windowMs: 1000 },
      maxPlayers: 10_000,
      onlinePlayers: () => 0,
    })
    const tickets: string[] = []
    for (let player = 1; player <= 20_000; player++) {
      tickets.push((await queue.enter(player, { skips: false })).ticket)
    }
    assert.equal((await queue.placeOf(tickets[19_999] ?? '')).position, 19_990)
    clock.advance(WAITING_LIFE_MS + 60_000)
    assert.equal(queue.waiting(), 0)
    assert.equal(clock.pending, 0)
  })
})
