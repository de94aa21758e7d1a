import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLAIM_LEASE_MS, type DeskListing } from '../../src/locator/Locator.ts'
import { MemoryLocator } from '../../src/locator/MemoryLocator.ts'
import { seeded } from '../desk/seeded.ts'
import { FakeClock } from '../ops/FakeClock.ts'

const wish = { game: 'xpnn', tierId: 1 }

async function open(desks: Record<string, Partial<DeskListing>>, random = seeded(1)) {
  const clock = new FakeClock()
  const locator = new MemoryLocator(() => clock.nowMs(), random)
  for (const [deskId, change] of Object.entries(desks)) {
    const listing = { deskId, deskNo: 1, game: 'xpnn', tierId: 1, seats: 5, taken: 0, people: 0 }
    await locator.list({ ...listing, isJoinable: true, ...change })
  }
  return { clock, locator }
}

test('[LC1] 200 who ask at once get exactly the free chairs, each player one', async () => {
  const { locator } = await open({
    a: { taken: 2 },
    b: {},
    c: { seats: 3 },
    d: { isJoinable: false },
  })
  const claims = await Promise.all(
    Array.from({ length: 200 }, (_, i) => locator.claimSeat({ ...wish, playerId: i + 1 })),
  )
  const given = claims.filter((claim) => claim !== null)
  const at = (deskId: string) => given.filter((claim) => claim.deskId === deskId).length
  assert.deepEqual([at('a'), at('b'), at('c'), at('d')], [3, 5, 3, 0])
  assert.equal(await locator.freeSeats('b'), 0)
})

test('[LC1] random claims, seats and leases never pass the chairs', async () => {
  const random = seeded(5)
  const { clock, locator } = await open({ a: {}, b: { seats: 2 }, c: { seats: 3 } }, random)
  const seated = new Map<number, string>()
  const claims = new Map<number, { deskId: string; expiresAtMs: number }>()
  const pick = () => 1 + Math.floor(random() * 14)
  for (let step = 0; step < 4000; step++) {
    const playerId = pick()
    const chance = random()
    const claim = claims.get(playerId)
    const isGood = claim !== undefined && claim.expiresAtMs > clock.nowMs()
    if (chance < 0.35 && !seated.has(playerId)) {
      const deskId = ['a', 'b', 'c'][Math.floor(random() * 3)] as string
      const asked = { ...wish, playerId, notDeskId: random() < 0.2 ? deskId : undefined }
      const got =
        random() < 0.3
          ? await locator.claimSeatAt(deskId, playerId)
          : await locator.claimSeat(asked)
      if (got) claims.set(playerId, got)
    } else if (chance < 0.6 && isGood && !seated.has(playerId)) {
      seated.set(playerId, claim.deskId)
      claims.delete(playerId)
      await tellTaken(claim.deskId)
      await locator.release(claim.deskId, playerId)
    } else if (chance < 0.8 && seated.has(playerId)) {
      const deskId = seated.get(playerId) as string
      seated.delete(playerId)
      await tellTaken(deskId)
    } else {
      clock.advance(Math.floor(random() * 4000))
    }
    for (const [deskId, seats] of [
      ['a', 5],
      ['b', 2],
      ['c', 3],
    ] as const) {
      const held = [...claims.values()].filter(
        (each) => each.deskId === deskId && each.expiresAtMs > clock.nowMs(),
      ).length
      assert.ok(held + taken(deskId) <= seats, `${deskId}: ${held} claims, ${taken(deskId)} seats`)
      assert.equal(await locator.freeSeats(deskId), seats - held - taken(deskId))
    }
  }

  function taken(deskId: string): number {
    return [...seated.values()].filter((each) => each === deskId).length
  }
  function tellTaken(deskId: string): Promise<void> {
    return locator.update(deskId, { taken: taken(deskId) })
  }
})

test('[LC1] a lease that is over gives no right to a chair that is taken now', async () => {
  const { clock, locator } = await open({ a: { seats: 1 } })
  assert.ok(await locator.claimSeatAt('a', 1))
  clock.advance(CLAIM_LEASE_MS)
  await locator.update('a', { taken: 1 })
  assert.equal(await locator.claimSeatAt('a', 1), null)
  assert.equal(await locator.claimSeat({ ...wish, playerId: 1 }), null)
})

test('[LC2] the fullest joinable desk of the tier and the game comes first', async () => {
  const { locator } = await open({
    a: { taken: 1 },
    b: { taken: 3 },
    c: { taken: 4, isJoinable: false },
    d: { taken: 4, tierId: 2 },
    e: { taken: 4, game: 'highcard' },
    f: { taken: 5 },
  })
  const claim = await locator.claimSeat({ ...wish, playerId: 1 })
  assert.equal(claim?.deskId, 'b')
  assert.equal((await locator.claimSeat({ ...wish, playerId: 2 }))?.deskId, 'b')
  assert.equal((await locator.claimSeat({ ...wish, playerId: 3 }))?.deskId, 'a', 'claims count')
})

test('[LC2] among equally full desks one is drawn', async () => {
  const drawn = new Map<string, number>()
  const random = seeded(11)
  for (let i = 0; i < 600; i++) {
    const { locator } = await open({ a: { taken: 2 }, b: { taken: 2 }, c: { taken: 2 } }, random)
    const deskId = (await locator.claimSeat({ ...wish, playerId: 1 }))?.deskId ?? 'none'
    drawn.set(deskId, (drawn.get(deskId) ?? 0) + 1)
  }
  assert.equal(drawn.size, 3)
  for (const count of drawn.values()) assert.ok(count > 140 && count < 260, `${count} of 600`)
})

test('[LC3] the same player gets the same desk, his lease renewed', async () => {
  const { clock, locator } = await open({ a: {}, b: {}, c: {} })
  const first = await locator.claimSeat({ ...wish, playerId: 1 })
  clock.advance(CLAIM_LEASE_MS - 1)
  const again = await locator.claimSeat({ ...wish, playerId: 1 })
  assert.equal(again?.deskId, first?.deskId)
  assert.equal(again?.expiresAtMs, clock.nowMs() + CLAIM_LEASE_MS)
  assert.equal(await locator.freeSeats(first?.deskId ?? ''), 4)
})

test('[LC3] a claim elsewhere ends the earlier one', async () => {
  const { locator } = await open({ a: {}, b: { tierId: 2 } })
  await locator.claimSeatAt('a', 1)
  assert.equal((await locator.claimSeat({ ...wish, tierId: 2, playerId: 1 }))?.deskId, 'b')
  assert.deepEqual([await locator.freeSeats('a'), await locator.freeSeats('b')], [5, 4])
  assert.equal((await locator.claimSeat({ ...wish, playerId: 1, notDeskId: 'b' }))?.deskId, 'a')
  assert.equal(await locator.claimSeat({ ...wish, playerId: 1, notDeskId: 'a' }), null)
})

test('[LC3] a claim whose desk is played at now is not kept', async () => {
  const { locator } = await open({ a: { taken: 3 }, b: {} })
  assert.equal((await locator.claimSeat({ ...wish, playerId: 1 }))?.deskId, 'a')
  await locator.update('a', { isJoinable: false })
  assert.equal((await locator.claimSeat({ ...wish, playerId: 1 }))?.deskId, 'b')
})

test('[LC4] a claim ends with its lease, when it is released, and with its desk', async () => {
  const { clock, locator } = await open({ a: { seats: 1 } })
  await locator.claimSeatAt('a', 1)
  assert.equal(await locator.claimSeatAt('a', 2), null)
  clock.advance(CLAIM_LEASE_MS - 1)
  assert.equal(await locator.claimSeatAt('a', 2), null)
  clock.advance(1)
  assert.ok(await locator.claimSeatAt('a', 2))
  await locator.release('a', 2)
  assert.ok(await locator.claimSeatAt('a', 3))
  await locator.remove('a')
  assert.equal(await locator.claimSeatAt('a', 3), null)
  assert.equal(await locator.find('a'), undefined)
  assert.equal(await locator.freeSeats('a'), 0)
})

test('desks and people are counted by tier, bots not', async () => {
  const { locator } = await open({
    a: { taken: 3, people: 1 },
    b: { taken: 2, people: 2 },
    c: { tierId: 2 },
  })
  await locator.update('gone', { taken: 1 })
  const counts = await locator.counts()
  assert.deepEqual(
    [...counts],
    [
      [1, { desks: 2, players: 3 }],
      [2, { desks: 1, players: 0 }],
    ],
  )
})
