import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Refusal, refuse } from '../../src/contract/refusals.ts'
import type { Reservation } from '../../src/contract/reservation.ts'
import type { Tier } from '../../src/contract/tiers.ts'
import type { Game } from '../../src/games/game.ts'
import { Xpnn } from '../../src/games/xpnn/Xpnn.ts'
import { type DeskRooms, Seating } from '../../src/hall/Seating.ts'
import { MemoryLocator } from '../../src/locator/MemoryLocator.ts'
import { seeded } from '../desk/seeded.ts'
import { testTier } from '../games/desk/testTier.ts'
import { FakeClock } from '../ops/FakeClock.ts'

const tiers = [
  { tierId: 1, minEnter: 100 },
  { tierId: 2, minEnter: 500 },
  { tierId: 3, minEnter: 300 },
  { tierId: 4, minEnter: 50, isOpen: false },
  { tierId: 5, gameId: 2, isOpen: false },
]

/** Rooms that open desks and reserve places, unless told otherwise. */
class House implements DeskRooms {
  readonly locator = new MemoryLocator(() => new FakeClock().nowMs(), seeded(1))
  readonly log: string[] = []
  gold = 1000
  seatedAt: { deskId: string; tierId: number } | undefined
  leaving: Refusal | undefined
  /** Reservations that find their desk gone. */
  gone = 0
  #opened = 0

  readonly seating = new Seating(
    new Map(tiers.map((change) => [change.tierId, testTier(Xpnn as Game, change)])),
    this.locator,
    this,
    { deskOf: async () => this.seatedAt, goldOf: async () => this.gold },
  )

  async open(tier: Tier): Promise<string> {
    const deskId = `desk-${++this.#opened}`
    this.log.push(`open ${deskId}`)
    const { game, tierId, seats } = tier
    const listing = { deskId, deskNo: this.#opened, game, tierId, seats }
    await this.locator.list({ ...listing, taken: 0, people: 0, isJoinable: true })
    return deskId
  }

  async reserve(deskId: string, playerId: number): Promise<Reservation | null> {
    if (this.gone > 0) {
      this.gone--
      await this.locator.remove(deskId)
      return null
    }
    this.log.push(`reserve ${deskId} for ${playerId}`)
    return { name: 'xpnn', roomId: deskId, processId: 'p', sessionId: `s${this.log.length}` }
  }

  async leaveNow(deskId: string, playerId: number): Promise<Refusal | undefined> {
    this.log.push(`leave ${deskId} of ${playerId}`)
    return this.leaving
  }

  /** The desk and tier of the answer, or its refusal. */
  async quick(wish: { tierId?: number; gameId?: number; notDeskId?: string }): Promise<string> {
    const entry = await this.seating.quick(1, wish)
    return 'refusal' in entry ? entry.refusal : `${entry.deskId} ${entry.tierId}`
  }
}

test('[SG1] opens a desk where there is none, and fills it up before the next', async () => {
  const house = new House()
  const desks: string[] = []
  for (let playerId = 1; playerId <= 6; playerId++) {
    const entry = await house.seating.quick(playerId, { tierId: 1 })
    assert.ok(!('refusal' in entry))
    assert.equal(entry.reservation.roomId, entry.deskId)
    desks.push(entry.deskId)
  }
  assert.deepEqual(desks, [...Array(5).fill('desk-1'), 'desk-2'])
})

test('[SG1] a desk that is gone by the time of the reservation: another one', async () => {
  const house = new House()
  house.gone = 2
  assert.equal(await house.quick({ tierId: 1 }), 'desk-3 1')
  house.gone = 3
  await assert.rejects(house.quick({ tierId: 2 }), /could be reserved/)
})

test('[SG1] the refusals come in this order: tier, gold, seat; nothing is claimed', async () => {
  const house = new House()
  house.gold = 99
  house.seatedAt = { deskId: 'x', tierId: 1 }
  assert.equal(await house.quick({ tierId: 99 }), 'tier/unknown')
  assert.equal(await house.quick({ tierId: 4 }), 'tier/closed')
  assert.equal(await house.quick({ tierId: 1 }), 'desk/too-poor')
  house.gold = 100
  assert.equal(await house.quick({ tierId: 1 }), 'desk/already-seated')
  house.seatedAt = undefined
  assert.deepEqual(house.log, [])
  assert.equal(await house.quick({ tierId: 1 }), 'desk-1 1')
})

test('[SG2] by game: the highest open tier one can afford', async () => {
  const house = new House()
  const tierFor = async (gold: number) => {
    house.gold = gold
    return (await house.quick({ gameId: 1 })).replace(/^desk-\d+ /, '')
  }
  assert.deepEqual(
    [await tierFor(1000), await tierFor(499), await tierFor(100), await tierFor(99)],
    ['2', '3', '1', 'desk/too-poor'],
  )
  assert.equal(await house.quick({ gameId: 2 }), 'tier/closed')
  assert.equal(await house.quick({ gameId: 3 }), 'tier/unknown')
})

test('[SG6] changing the desk: another one is claimed first, then the old seat is left', async () => {
  const house = new House()
  await house.quick({ tierId: 1 })
  house.seatedAt = { deskId: 'desk-1', tierId: 1 }
  assert.equal(await house.quick({ tierId: 1, notDeskId: 'desk-1' }), 'desk-2 1')
  assert.deepEqual(house.log.slice(2), ['open desk-2', 'leave desk-1 of 1', 'reserve desk-2 for 1'])
  assert.equal(await house.quick({ tierId: 1, notDeskId: 'desk-9' }), 'desk/already-seated')
})

test('[SG6] one who is in a hand stays, and his claim goes', async () => {
  const house = new House()
  await house.quick({ tierId: 1 })
  house.seatedAt = { deskId: 'desk-1', tierId: 1 }
  house.leaving = refuse('desk/in-play')
  assert.equal(await house.quick({ tierId: 1, notDeskId: 'desk-1' }), 'desk/in-play')
  assert.equal(await house.locator.freeSeats('desk-2'), 5)
})

test('[SG3] a remembered answer again: a fresh reservation for the same desk', async () => {
  const house = new House()
  const entry = await house.seating.quick(1, { tierId: 1 })
  assert.ok(!('refusal' in entry))
  const again = await house.seating.again(1, entry)
  assert.ok(!('refusal' in again))
  assert.equal(again.deskId, entry.deskId)
  assert.notEqual(again.reservation.sessionId, entry.reservation.sessionId)
  await house.locator.update('desk-1', { taken: 5, isJoinable: false })
  assert.deepEqual(await house.seating.again(2, entry), refuse('desk/gone'))
  house.seatedAt = { deskId: 'desk-1', tierId: 1 }
  assert.ok(!('refusal' in (await house.seating.again(1, entry))), 'he sits there: the way back')
})

test('[SG3] no claim stays behind where nothing could be reserved', async () => {
  const house = new House()
  const entry = await house.seating.quick(1, { tierId: 1 })
  assert.ok(!('refusal' in entry))
  const reserve = house.reserve.bind(house)
  house.reserve = async () => null
  assert.deepEqual(await house.seating.again(2, entry), refuse('desk/gone'))
  house.reserve = reserve
  assert.equal(await house.locator.freeSeats('desk-1'), 4)
})

test('[SG4] resume: the way to the seat one still has, null without one', async () => {
  const house = new House()
  assert.equal(await house.seating.resume(1), null)
  house.seatedAt = { deskId: 'desk-1', tierId: 1 }
  const resume = await house.seating.resume(1)
  const { reservation, ...place } = resume ?? {}
  assert.deepEqual(place, { kind: 'desk', game: 'xpnn', tierId: 1, deskId: 'desk-1' })
  assert.equal(reservation?.roomId, 'desk-1')
  house.gone = 1
  assert.equal((await house.seating.resume(1))?.reservation, null)
  house.seatedAt = { deskId: 'desk-1', tierId: 99 }
  assert.equal(await house.seating.resume(1), null)
})
