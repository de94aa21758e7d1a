import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { verifiedRecord } from '../server/playing.ts'
import {
  QUICK_TIMINGS,
  startServer,
  type TestServer,
  xpnnTier,
  xpnnTiers,
} from '../server/startServer.ts'
import { refusalOf, TestPlayer, waitUntil } from '../server/TestPlayer.ts'

let server: TestServer
let a: TestPlayer
let b: TestPlayer
before(async () => {
  const timings = { ...QUICK_TIMINGS, readyBeginSeconds: 0.5 }
  server = await startServer({ tiers: xpnnTiers(xpnnTier({ timings })) })
})
after(() => server.stop())

/** Two players who sit at a desk of their own, between hands. */
beforeEach(async () => {
  await Promise.all([a?.goAway(), b?.goAway()])
  a = await TestPlayer.signIn(server)
  b = await TestPlayer.signIn(server)
})

async function sitBoth(): Promise<void> {
  await a.sitDown()
  await b.sitDown()
}

/** A bids highest and is the banker. */
async function playToBet(): Promise<void> {
  await sitBoth()
  await a.phase('bid')
  await a.ask('xpnn/bid', { times: 4 })
  await b.ask('xpnn/bid', { times: 0 })
  await b.phase('bet')
}

test('[RM5] a payload that is not of the agreed form is refused request/invalid', async () => {
  await sitBoth()
  await a.phase('bid')
  for (const payload of [
    {},
    { times: 1.5 },
    { times: '1' },
    { times: 1, extra: true },
    { times: null },
    { times: Number.NaN },
    { times: 1, rid: '' },
    { times: 1, rid: 'x'.repeat(65) },
    { times: 1, rid: 7 },
    [1],
  ]) {
    assert.equal((await a.refusal('xpnn/bid', payload)).code, 'request/invalid')
  }
  assert.equal(a.seat?.bid, -1)
})

test('[XP] every refused move names its reason and changes nothing', async () => {
  await sitBoth()
  assert.equal((await a.refusal('xpnn/bid', { times: 1 })).code, 'desk/wrong-phase')
  await a.phase('bid')
  const seq = a.state.seq
  assert.equal((await a.refusal('xpnn/bid', { times: 5 })).code, 'desk/bad-times')
  assert.equal((await a.refusal('xpnn/bid', { times: -1 })).code, 'desk/bad-times')
  assert.equal((await a.refusal('xpnn/bet', { times: 1 })).code, 'desk/wrong-phase')
  assert.equal((await a.refusal('xpnn/open')).code, 'desk/wrong-phase')
  assert.equal((await a.refusal('fair/seed', { seed: 'late' })).code, 'desk/wrong-phase')
  assert.equal((await a.refusal('desk/ready', { ready: false })).code, 'desk/wrong-phase')
  assert.equal(a.state.seq, seq)
  await a.ask('xpnn/bid', { times: 4 })
  assert.equal((await a.refusal('xpnn/bid', { times: 4 })).code, 'desk/already-acted')
  await b.ask('xpnn/bid', { times: 0 })
  await b.phase('bet')
  assert.equal((await a.refusal('xpnn/bet', { times: 1 })).code, 'desk/not-your-turn')
  assert.equal((await b.refusal('xpnn/bet', { times: 0 })).code, 'desk/bad-times')
  assert.equal((await b.refusal('xpnn/bet', { times: 6 })).code, 'desk/bad-times')
  await b.ask('xpnn/bet', { times: 1 })
  await a.phase('open')
  await a.ask('xpnn/open')
  assert.equal((await a.refusal('xpnn/open')).code, 'desk/already-acted')
})

test('[XP] who sits down late is not in the hand and cannot act in it', async () => {
  await playToBet()
  const c = await TestPlayer.signIn(server)
  await c.sitDown()
  assert.notEqual(c.desk?.roomId, a.desk?.roomId)
  await c.goAway()
})

test('[RQ1] the same rid again gets the first answer and runs nothing', async () => {
  await sitBoth()
  await a.phase('bid')
  const rid = randomUUID()
  const answers = await Promise.all([
    a.ask('xpnn/bid', { times: 2, rid }),
    a.ask('xpnn/bid', { times: 2, rid }),
    a.ask('xpnn/bid', { rid, times: 2 }),
  ])
  assert.deepEqual(answers, [{}, {}, {}])
  assert.equal(a.eventsOf('bid').length, 1)
  assert.equal((await a.refusal('xpnn/bid', { times: 3, rid })).code, 'request/rid-reused')
  assert.equal((await a.refusal('xpnn/open', { rid })).code, 'request/rid-reused')
  const refused = randomUUID()
  assert.equal((await a.refusal('xpnn/bid', { times: 3, rid: refused })).code, 'desk/already-acted')
  await b.ask('xpnn/bid', { times: 0 })
  await a.phase('bet')
  assert.equal((await a.refusal('xpnn/bid', { times: 3, rid: refused })).code, 'desk/already-acted')
})

test('[RQ1] a remembered desk/quick gives a fresh reservation for the same desk', async () => {
  const rid = randomUUID()
  type Quick = { deskId: string; reservation: { sessionId: string } }
  const ask = () => a.hall.request<unknown, Quick>('desk/quick', { tierId: 10101, rid })
  const [first, second] = [await ask(), await ask()]
  assert.equal(second.deskId, first.deskId)
  assert.notEqual(second.reservation.sessionId, first.reservation.sessionId)
  await a.takeSeat(second.reservation)
  assert.equal(a.desk?.roomId, first.deskId)
})

test('[RQ1] a rid is remembered in whatever room and after a reconnect', async () => {
  await sitBoth()
  await a.phase('bid')
  const rid = randomUUID()
  await a.ask('xpnn/bid', { times: 1, rid })
  a.cut()
  await waitUntil('reconnected', () => a.desk?.connection.isOpen === true && !a.seat?.isOffline)
  assert.deepEqual(await a.ask('xpnn/bid', { times: 1, rid }), {})
  assert.equal(a.eventsOf('bid').filter((e) => e['seat'] === a.seat?.index).length, 1)
  const reused = await refusalOf(a.hall.request('player/me', { rid }))
  assert.equal(reused.code, 'request/rid-reused')
})

test('[DE3] desk/since gives every later event in order; the future is a gap', async () => {
  await playToBet()
  type Since = { events: { seq: number }[] }
  const all = await a.ask<Since>('desk/since', { seq: 0 })
  assert.deepEqual(
    all.events.map((event) => event.seq),
    a.events.map((event) => event.seq),
  )
  const later = await a.ask<Since>('desk/since', { seq: 2 })
  assert.equal(later.events[0]?.seq, 3)
  assert.equal((await a.refusal('desk/since', { seq: 9999 })).code, 'desk/gap')
})

test('[FS1] client seeds are in the record, and the shuffle verifies with them', async () => {
  await sitBoth()
  const { seedHash } = a.state
  await a.ask('fair/seed', { seed: 'lucky-seed_1' })
  assert.equal((await b.refusal('fair/seed', { seed: 'not allowed!' })).code, 'request/invalid')
  await a.phase('bid')
  assert.equal(a.state.seedHash, seedHash)
  await a.until('the hand is over', (state) => state.phase === 'end')
  const record = await verifiedRecord(server, a.state.handId)
  assert.equal(record['seedHash'], seedHash)
  const seeds = Object.fromEntries(record.seats.map((seat) => [seat.playerId, seat['clientSeed']]))
  assert.deepEqual(seeds, { [a.playerId]: 'lucky-seed_1', [b.playerId]: '' })
  const [settled] = a.eventsOf('settled')
  assert.equal(settled?.['serverSeed'], record['serverSeed'])
  await a.until('the next seed', (state) => state.seedHash !== seedHash)
})

test('[DS6] who leaves in play is settled by default actions and then removed', async () => {
  await playToBet()
  assert.deepEqual(await b.ask('desk/leave'), { leavesNow: false })
  await a.until('b has bet by default', () => a.eventsOf('bet').length === 1)
  assert.equal(a.eventsOf('bet')[0]?.['times'], 1)
  await a.phase('open')
  await a.ask('xpnn/open')
  await a.until('b is removed', () => a.eventsOf('seat-removed').length === 1)
  const types = a.events.map((event) => event.type)
  assert.ok(types.indexOf('settled') < types.indexOf('seat-removed'))
  assert.equal(a.eventsOf('seat-removed')[0]?.['reason'], 'left')
  await verifiedRecord(server, a.state.handId)
  await waitUntil('the desk closes its connection', () => b.deskCloses.includes(4000))
  assert.equal((await b.me()).whereabouts.state, 'hall')
})

test('[DS8] a dropped player gets defaults, keeps his seat, comes back to the same hand', async () => {
  await playToBet()
  const index = b.seat?.index
  b.cut()
  await a.until('b is offline', (state) => [...state.seats].some((seat) => seat.isOffline))
  await a.until('b is back', (state) => ![...state.seats].some((seat) => seat.isOffline))
  await waitUntil('b is connected', () => b.desk?.connection.isOpen === true)
  assert.equal(b.seat?.index, index)
  assert.equal(b.seat?.ownCards.length, 4)
  await b.ask('xpnn/bet', { times: 3 })
  await b.phase('end')
  const seqs = b.events.map((event) => event.seq)
  assert.deepEqual(
    seqs,
    seqs.map((_, i) => i + 1),
  )
})

test('[DS8] who stays away is removed after the hand, and his stake is back', async () => {
  await playToBet()
  if (b.desk) b.desk.reconnection.enabled = false
  b.cut()
  await a.until('b is removed', () => a.eventsOf('seat-removed').length === 1)
  assert.equal(a.eventsOf('seat-removed')[0]?.['reason'], 'dropped')
  const record = await verifiedRecord(server, a.state.handId)
  const line = record.seats.find((seat) => seat.playerId === b.playerId)
  const profile = await b.me()
  assert.equal(profile.gold, 10_000 + (line?.result ?? 0) - (line?.fee ?? 0))
  assert.equal(profile.whereabouts.state, 'hall')
})

test('[RD4] an unready seat is removed as idle', async () => {
  await a.sitDown()
  await a.ask('desk/ready', { ready: false })
  const [timer] = [...a.state.timers.values()]
  assert.equal(timer?.kind, 'seat-ready')
  assert.equal(timer?.seat, a.seat?.index)
  await a.until('removed', () => a.eventsOf('seat-removed').length === 1)
  assert.equal(a.eventsOf('seat-removed')[0]?.['reason'], 'idle')
})

test('[SG] a seat is refused to who is too poor, seated already, or asks for what is not there', async () => {
  await a.sitDown()
  const quick = (player: TestPlayer, wish: object) =>
    refusalOf(player.hall.request('desk/quick', wish))
  assert.equal((await quick(a, { tierId: 10101 })).code, 'desk/already-seated')
  assert.equal((await quick(b, { tierId: 999 })).code, 'tier/unknown')
  assert.equal((await quick(b, { gameId: 999 })).code, 'tier/unknown')
  assert.equal((await quick(b, {})).code, 'request/invalid')
  assert.equal((await quick(b, { tierId: 10101, gameId: 101 })).code, 'request/invalid')
})

test('[SG] 20 requests at once seat a player once', async () => {
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, () => a.hall.request('desk/quick', { tierId: 10101 })),
  )
  const desks = new Set(
    answers.flatMap((each) =>
      each.status === 'fulfilled' ? [(each.value as { deskId: string }).deskId] : [],
    ),
  )
  assert.equal(desks.size, 1)
  const list = await b.hall.request<unknown, { desks: number }[]>('tier/list', {})
  assert.ok((list[0]?.desks ?? 0) >= 1)
})

test('[SG] desks can be joined by the name of the game and a tier', async () => {
  a.desk = await a.client.joinOrCreate('xpnn', { tierId: 10101 })
  await a.watchDesk(a.desk)
  assert.equal(a.seat?.status, 'ready')
  await assert.rejects(a.client.joinOrCreate('xpnn', { tierId: 10101 }), {
    code: 409,
    message: 'desk/already-seated',
  })
  await assert.rejects(b.client.joinOrCreate('xpnn', { tierId: 77 }), { code: 404 })
  await assert.rejects(b.client.joinOrCreate('nowhere', {}), { code: 404, message: 'room/unknown' })
})

test('[SG] changing the desk between hands leads to another one', async () => {
  await a.sitDown()
  const before = a.desk?.roomId
  await a.sitDown(10101, { notDeskId: before })
  assert.notEqual(a.desk?.roomId, before)
  assert.equal((await a.me()).whereabouts.deskId, a.desk?.roomId)
})
