import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Room } from '@colyseus/sdk'
import { pack } from 'msgpackr'
import { playAlong, seeded, verifiedRecord } from '../server/playing.ts'
import { startServer, type TestServer, xpnnTier, xpnnTiers } from '../server/startServer.ts'
import { post, refusalOf, TestPlayer, waitUntil } from '../server/TestPlayer.ts'

/** Frame codes of the base, as a client writes them. */
const ROOM_DATA = 13
const ROOM_REQUEST = 21
const BURST = 40

let server: TestServer
/** Two who play on all the while and must not notice anything. */
let pair: TestPlayer[] = []
before(async () => {
  server = await startServer({ tiers: xpnnTiers(xpnnTier({ minEnter: 100, minStay: 1 })) })
  pair = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
  const random = seeded(3)
  for (const player of pair) playAlong(player, await player.sitDown(), random, 0)
})
after(() => server.stop())

async function visitor(): Promise<TestPlayer> {
  const player = await TestPlayer.signIn(server)
  player.stayAway()
  return player
}

/** Bytes as they are, past everything the SDK would do with them. */
function sendRaw(room: Room, bytes: Uint8Array | number[]): void {
  room.connection.send(Uint8Array.from(bytes))
}

/** How many of so many requests at once were refused for their number; the others were answered. */
async function countLimited(player: TestPlayer, count: number): Promise<number> {
  const answers = await Promise.allSettled(Array.from({ length: count }, () => player.me()))
  const refused = answers.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  for (const error of refused) assert.equal(error.reason?.code, 'rate/limited')
  return refused.length
}

test('[LM1] a burst of 40 passes, more is refused rate/limited, and a second later all is fine', async () => {
  const player = await visitor()
  const startedMs = performance.now()
  const passed = 100 - (await countLimited(player, 100))
  // While they were answered the bucket filled a little.
  const most = BURST + Math.ceil(((performance.now() - startedMs) * 20) / 1000)
  assert.ok(passed >= BURST && passed <= most, `${passed} of 100 passed, not ${BURST} to ${most}`)
  await waitUntil('it may send again', async () => {
    return player.me().then(
      () => true,
      () => false,
    )
  })
  const sinceMs = Date.now()
  await waitUntil('a second has filled the bucket', () => Date.now() - sinceMs > 1000)
  assert.equal(await countLimited(player, 15), 0)
  assert.deepEqual([player.hallCloses, player.ended], [[], []])
  await player.goAway()
})

test('[LM1] beats count for nothing, a plain send counts like a request', async () => {
  const player = await visitor()
  for (let i = 0; i < 200; i++) player.hall.ping(() => {})
  assert.equal((await player.me()).playerId, player.playerId)
  for (let i = 0; i < BURST; i++) player.hall.send('player/me', {})
  assert.equal((await refusalOf(player.me())).code, 'rate/limited')
  await player.goAway()
})

test('[LM1] who keeps flooding for 10 s is closed with 4103', async () => {
  const player = await visitor()
  const startedMs = Date.now()
  const flood = setInterval(() => {
    for (let i = 0; i < 5; i++) player.hall.send('player/me', {})
  }, 20)
  try {
    await waitUntil('the flood is closed', () => player.hallCloses.length > 0, 20_000)
  } finally {
    clearInterval(flood)
  }
  assert.ok(Date.now() - startedMs >= 9_900, 'not before 10 s are over')
  assert.deepEqual([player.hallCloses, player.ended], [[4103], ['kicked']])
})

test('[LM2] an unknown type is a no_handler error to a request, and nothing to a send', async () => {
  const player = await visitor()
  await assert.rejects(player.hall.request('no/such', {}), { name: 'no_handler' })
  // Names that every object has are no requests either.
  for (const type of ['constructor', '__proto__', 'toString', '', 7]) {
    await assert.rejects(player.hall.request(type as string, {}), { name: 'no_handler' })
  }
  player.hall.send('no/such', {})
  player.hall.send('player/online', { playerIds: 'all' })
  assert.equal((await player.me()).playerId, player.playerId)
  assert.deepEqual(player.hallCloses, [])
  await player.goAway()
})

for (const [what, send] of [
  ['unknown types', (room: Room) => room.send('no/such', {})],
  ['malformed payloads', (room: Room) => room.send('player/online', { playerIds: 'all' })],
] as const) {
  test(`[LM2] 20 ${what} close the connection with 4103`, async () => {
    const player = await visitor()
    for (let i = 0; i < 19; i++) send(player.hall)
    assert.equal((await player.me()).playerId, player.playerId)
    send(player.hall)
    await waitUntil('it is closed', () => player.hallCloses.length > 0)
    assert.deepEqual([player.hallCloses, player.ended], [[4103], ['kicked']])
    // Only the connection was closed: who behaves may come again.
    await player.enterHall()
    assert.equal((await player.me()).playerId, player.playerId)
    await player.goAway()
  })
}

test('[LM2] a desk closes for bad messages too, and the seat is kept', async () => {
  const player = await visitor()
  await player.sitDown()
  for (let i = 0; i < 20; i++) player.desk?.send('xpnn/bid', { times: 'many' })
  await waitUntil('it is closed', () => player.deskCloses.length > 0)
  assert.deepEqual([player.deskCloses, player.ended], [[4103], ['kicked']])
  const resume = await player.hall.request<unknown, { reservation: unknown }>('desk/resume', {})
  await player.takeSeat(resume.reservation)
  await player.ask('desk/leave')
  await player.goAway()
})

for (const [what, bytes] of [
  ['an unknown frame code', [31, 1, 2, 3]],
  ['a reserved frame code', [1]],
  ['no bytes at all', []],
  ['a request without anything', [ROOM_REQUEST]],
  ['a message cut off in its type', [ROOM_DATA, 0xd9, 200, 97]],
  ['a type that is no text', [ROOM_DATA, 0xa2, 0xff, 0xfe]],
  ['a request cut off in its number', [ROOM_REQUEST, 0xce, 1]],
  ['a payload with something behind it', [ROOM_DATA, 0xa1, 97, 1, 2]],
  ['a payload cut off', [ROOM_DATA, 0xa1, 97, 0xdf, 0xff, 0xff, 0xff, 0xff]],
] as const) {
  test(`[LM3] ${what} closes the connection`, async () => {
    const player = await visitor()
    sendRaw(player.hall, [...bytes])
    await waitUntil('it is closed', () => player.hallCloses.length > 0)
    await player.enterHall()
    assert.equal((await player.me()).playerId, player.playerId)
    await player.goAway()
  })
}

test('[RM2] [LM3] whatever the bytes, the process lives and answers', async () => {
  const random = seeded(99)
  for (let round = 0; round < 30; round++) {
    const player = await visitor()
    const code = round % 3 === 0 ? ROOM_DATA : round % 3 === 1 ? ROOM_REQUEST : random() * 32
    const noise = Array.from({ length: random() * 60 }, () => random() * 256)
    sendRaw(player.hall, [code, ...noise])
    await player.goAway()
  }
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
})

test('[LM3] deeply nested or huge claims in a payload hurt nobody', async () => {
  const player = await visitor()
  const nested = [...Array.from({ length: 3000 }, () => 0x91), 0xc0]
  sendRaw(player.hall, [ROOM_DATA, 0xa9, ...Buffer.from('player/me'), ...nested])
  const claim = [0xdd, 0xff, 0xff, 0xff, 0xff]
  const other = await visitor()
  sendRaw(other.hall, [ROOM_DATA, 0xa9, ...Buffer.from('player/me'), ...claim])
  const third = await visitor()
  sendRaw(third.hall, [ROOM_DATA, 0xa9, ...Buffer.from('player/me'), ...pack({ a: 1 })])
  assert.equal((await third.me()).playerId, third.playerId)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  await Promise.all([player.goAway(), other.goAway(), third.goAway()])
})

test('[LM4] a frame over 4 KiB closes with 1009, one below it is read', async () => {
  const player = await visitor()
  const refused = await refusalOf(player.hall.request('player/me', { note: 'x'.repeat(3900) }))
  assert.equal(refused.code, 'request/invalid')
  player.hall.send('player/me', { note: 'x'.repeat(4100) })
  await waitUntil('it is closed', () => player.hallCloses.length > 0)
  assert.deepEqual(player.hallCloses, [1009])
  await player.enterHall()
  assert.equal((await player.me()).playerId, player.playerId)
  await player.goAway()
})

test('[HP4] an HTTP body over 16 KiB is refused 413, on our routes and at /matchmake', async () => {
  const player = await visitor()
  const large = 'x'.repeat(17 * 1024)
  const guest = await post(`${server.url}/auth/guest`, { deviceId: large })
  assert.deepEqual([guest.status, guest.body.code], [413, 'http/too-large'])
  const headers = { authorization: `Bearer ${player.session.token}` }
  const match = await post(`${server.url}/matchmake/joinOrCreate/hall`, { large }, headers)
  assert.deepEqual([match.status, match.body], [413, { code: 413, error: 'http/too-large' }])
  await assert.rejects(player.client.joinOrCreate('hall', { large }), {
    code: 413,
    message: 'http/too-large',
  })
  const small = await post(`${server.url}/matchmake/joinOrCreate/hall`, { a: 'x' }, headers)
  assert.equal(small.status, 200)
  await player.goAway()
})

test('[LM1] nobody else has noticed', async () => {
  const [first] = pair as [TestPlayer]
  await waitUntil('they have played', () => first.eventsOf('settled').length >= 3, 20_000)
  for (const player of pair) {
    assert.deepEqual([player.hallCloses, player.deskCloses, player.ended], [[], [], []])
    assert.deepEqual(
      player.events.map(({ seq }) => seq),
      player.events.map((_, index) => index + 1),
    )
  }
  const ids = first.eventsOf('settled').map((event) => String(event['handId']))
  await Promise.all(ids.map((id) => verifiedRecord(server, id)))
  const faults = server.logLines.filter((line) => /"level":(50|60|"error"|"fatal")/.test(line))
  assert.deepEqual(faults, [])
})
