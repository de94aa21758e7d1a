import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, afterEach, before, test } from 'node:test'
import type { GameRoom } from '../../rooms/GameRoom.ts'
import { xpnnRoom } from '../../rooms/xpnnRoom.ts'
import type { XpnnState } from '../../src/games/xpnn/state.ts'
import { Xpnn } from '../../src/games/xpnn/Xpnn.ts'
import { assertNothingStaked, booksOf } from '../server/booksOf.ts'
import { playAlong, seeded, verifiedRecord } from '../server/playing.ts'
import { startServer, type TestServer, xpnnTier, xpnnTiers } from '../server/startServer.ts'
import { refusalOf, TestPlayer, waitUntil } from '../server/TestPlayer.ts'

const HEALTHY = 10101
const SICK = 10102
/** Nobody at a healthy desk bids this. */
const SICK_BID = 4

/** Where the game throws at the moment, at desks of the sick tier or hands with the sick bid. */
let fault: 'decide' | 'start' | 'publish' | 'seatFields' | 'deskFields' | 'record' | 'none' = 'none'

function throwIn(where: typeof fault, isSick: boolean): void {
  if (isSick && fault === where) throw new Error(`a bug in ${where}`)
}

function isSick(state: XpnnState | undefined): boolean {
  return state?.seats.some(({ bid }) => bid === SICK_BID) === true
}

const sickRoom: GameRoom = {
  ...xpnnRoom,
  game: {
    ...Xpnn,
    start: (draft, shuffle) => {
      throwIn('start', draft.tier.tierId === SICK)
      Xpnn.start(draft, shuffle)
    },
    decide: (draft, command) => {
      throwIn('decide', draft.tier.tierId === SICK && command.type === 'move')
      return Xpnn.decide(draft, command)
    },
    publish: (event, state) => {
      throwIn('publish', isSick(state))
      return Xpnn.publish(event, state)
    },
    seatFields: (state, seat) => {
      throwIn('seatFields', isSick(state))
      return Xpnn.seatFields(state, seat)
    },
    deskFields: (state) => {
      throwIn('deskFields', isSick(state))
      return Xpnn.deskFields(state)
    },
    record: (state) => {
      throwIn('record', isSick(state))
      return Xpnn.record(state)
    },
  },
}

const folder = mkdtempSync(join(tmpdir(), 'parlor-isolation-'))
const file = join(folder, 'parlor.sqlite')
let server: TestServer
let pair: TestPlayer[] = []
let sick: TestPlayer[] = []

before(async () => {
  server = await startServer({
    env: { DATABASE_URL: `sqlite:${file}` },
    tiers: xpnnTiers(
      xpnnTier({ tierId: HEALTHY, minEnter: 100, minStay: 1 }),
      xpnnTier({ tierId: SICK }),
    ),
    gameRooms: [sickRoom],
  })
  pair = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
  const random = seeded(5)
  // Bids at random up to 4, but `random` stays below 0.7 here: never the sick bid.
  for (const player of pair) playAlong(player, await player.sitDown(HEALTHY), () => random() * 0.7)
})
after(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(async () => {
  fault = 'none'
  await Promise.all(sick.map((player) => player.goAway()))
  sick = []
})

/** Two players of the sick tier, up to the moment in which the game throws. */
async function playUntilBroken(): Promise<[TestPlayer, TestPlayer]> {
  const [a, b] = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
  sick = [a, b]
  await a.sitDown(SICK)
  await b.sitDown(SICK)
  if (fault === 'start') return [a, b]
  await a.phase('bid')
  const bid = a.ask('xpnn/bid', { times: SICK_BID })
  if (fault === 'record') {
    await bid
    await b.ask('xpnn/bid', { times: 0 })
    await b.phase('bet')
    await b.ask('xpnn/bet', { times: 1 })
    await a.phase('open')
    await Promise.all([a.ask('xpnn/open'), b.ask('xpnn/open')])
  } else {
    await bid.catch(() => {})
  }
  return [a, b]
}

function errorsSince(index: number): Record<string, unknown>[] {
  return server.logLines
    .slice(index)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ level }) => Number(level) >= 50 || level === 'error')
}

for (const where of ['decide', 'start', 'publish', 'seatFields', 'deskFields', 'record'] as const) {
  test(`[IS1] a game that throws in ${where} ends its desk alone; every stake goes back`, async () => {
    const [x] = pair as [TestPlayer]
    await x.phase('bid')
    const handId = x.state.handId
    const logged = server.logLines.length
    fault = where
    const [a, b] = await playUntilBroken()
    for (const player of [a, b]) {
      await player.until('the desk is void', () => player.eventsOf('seat-removed').length === 2)
      assert.deepEqual(
        player.eventsOf('seat-removed').map((event) => event['reason']),
        ['voided', 'voided'],
      )
    }
    for (const player of [a, b]) {
      await waitUntil('it is free', async () => (await player.me()).whereabouts.state === 'hall')
      assert.equal((await player.me()).gold, 10_000)
      assert.deepEqual(
        player.events.map(({ seq }) => seq),
        player.events.map((_, index) => index + 1),
      )
    }
    const errors = errorsSince(logged)
    assert.equal(errors.length, 1, JSON.stringify(errors))
    assert.match(JSON.stringify(errors[0]), new RegExp(`a bug in ${where}`))

    await waitUntil('the other hand is paid', () => {
      return x.eventsOf('settled').some((event) => event['handId'] === handId)
    })
    await verifiedRecord(server, handId)
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
    // The same people sit down again, at a desk that works.
    fault = 'none'
    await a.sitDown(SICK)
    assert.equal(a.seat?.status, 'ready')
    assert.equal(a.seat?.gold, 10_000)
  })
}

test('[IS1] the desk of a game that threw closes its connections with 4000', async () => {
  fault = 'decide'
  const [a, b] = await playUntilBroken()
  await waitUntil('both are closed', () => a.deskCloses.length + b.deskCloses.length === 2)
  assert.deepEqual([a.deskCloses, b.deskCloses], [[4000], [4000]])
  assert.equal(a.hall.connection.isOpen, true)
})

test('[IS2] a hall request that fails is answered server/fault with a trace id, and logged once', async () => {
  const a = await TestPlayer.signIn(server)
  sick = [a]
  const logged = server.logLines.length
  const database = new DatabaseSync(file)
  database.exec('alter table players rename to players_away')
  const refused = await refusalOf(a.me()).finally(() => {
    database.exec('alter table players_away rename to players')
    database.close()
  })
  assert.equal(refused.code, 'server/fault')
  const traceId = /^trace (\S+)$/.exec(refused.message)?.[1]
  assert.ok(traceId, refused.message)
  assert.doesNotMatch(JSON.stringify(refused), /sqlite|players|table/i)
  const errors = errorsSince(logged)
  assert.equal(errors.length, 1, JSON.stringify(errors))
  const [line] = errors
  assert.equal(line?.['playerId'], a.playerId)
  assert.equal(line?.['type'], 'player/me')
  assert.equal(line?.['traceId'], traceId)
  assert.equal(line?.['ip'], '127.0.0.1')
  assert.equal(typeof line?.['sessionId'], 'string')
  assert.match(JSON.stringify(line?.['err']), /no such table/)
  // Nothing of it is remembered: asking again works.
  assert.equal((await a.me()).playerId, a.playerId)
})

test('[IS1] after all of it the books are right', async () => {
  await Promise.all(pair.map((player) => player.ask('desk/leave')))
  const url = `sqlite:${file}`
  await waitUntil('all desks are empty', async () => (await booksOf(url)).stakes.length === 0)
  assertNothingStaked(await booksOf(url))
  for (const player of pair) {
    assert.deepEqual(player.deskCloses, [])
    assert.deepEqual(
      player.events.map(({ seq }) => seq),
      player.events.map((_, index) => index + 1),
    )
  }
})
