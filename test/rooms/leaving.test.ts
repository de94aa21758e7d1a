import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { assertNothingStaked, booksOf } from '../server/booksOf.ts'
import {
  QUICK_SETTINGS,
  QUICK_TIMINGS,
  startServer,
  type TestServer,
  xpnnTier,
  xpnnTiers,
} from '../server/startServer.ts'
import { post, TestPlayer, waitUntil } from '../server/TestPlayer.ts'

const ADMIN_TOKEN = 'the-token-of-the-operators-of-this-test'
const GAUGES = [
  'players',
  'sessions',
  'online_records',
  'desks',
  'gold_unfinished',
  'queue_waiting',
]
// Kept long: it is the leave that empties the seat, not the desk's own patience.
const TIMINGS = { ...QUICK_TIMINGS, keepSeatSeconds: 60 }

let server: TestServer
let folder: string
let databaseUrl: string

/** Everything that counts players, as operators and players see it. */
async function countsSeenBy(viewer: TestPlayer) {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const gauges = GAUGES.map((name) => [
    name,
    Number(new RegExp(`^parlor_${name} (\\d+)`, 'm').exec(text)?.[1]),
  ])
  const tiers = await viewer.hall.request<unknown, { desks: number; players: number }[]>(
    'tier/list',
    {},
  )
  const [{ desks, players } = { desks: -1, players: -1 }] = tiers
  return { ...Object.fromEntries(gauges), tierDesks: desks, tierPlayers: players }
}

async function hasBecome(viewer: TestPlayer, before: object): Promise<boolean> {
  const now = await countsSeenBy(viewer)
  // A player may ask 20 times a second.
  if (!isDeepStrictEqual(now, before)) await pause(100)
  return isDeepStrictEqual(now, before)
}

const WAYS: Readonly<Record<string, (player: TestPlayer) => Promise<unknown>>> = {
  'logging out': (player) =>
    post(`${server.url}/logout`, {}, { authorization: `Bearer ${player.session.token}` }),
  'being kicked': (player) =>
    post(
      `${server.url}/admin/players/${player.playerId}/kick`,
      {},
      { authorization: `Bearer ${ADMIN_TOKEN}` },
    ),
  'the end of the resume window': async (player) => player.vanish(),
}

/** `b` ends the hand by himself. */
async function playOut(b: TestPlayer): Promise<void> {
  await b.ask('xpnn/bid', { times: 1 })
  await b.until('the hand is over', () => b.eventsOf('settled').length > 0)
}

describe('every count is back to what it was', () => {
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parlor-leaving-'))
    databaseUrl = `sqlite:${join(folder, 'parlor.sqlite')}`
    server = await startServer({
      env: { RESUME_SECONDS: '1', ADMIN_TOKEN, DATABASE_URL: databaseUrl },
      tiers: xpnnTiers(
        xpnnTier({ timings: TIMINGS, settings: { ...QUICK_SETTINGS, bidSeconds: 5 } }),
      ),
    })
  })
  after(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const [way, leave] of Object.entries(WAYS)) {
    test(`[LV1] [LV2] after ${way}, in a hand and out of one, twice`, async () => {
      const viewer = await TestPlayer.signIn(server)
      const before = await countsSeenBy(viewer)
      for (let round = 0; round < 2; round++) {
        const alone = await TestPlayer.signIn(server)
        await alone.sitDown()
        assert.notDeepEqual(await countsSeenBy(viewer), before)
        await leave(alone)
        await leave(alone)
        await waitUntil('all is as before, out of a hand', () => hasBecome(viewer, before))

        const [a, b] = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
        await a.sitDown()
        await b.sitDown()
        await b.phase('bid')
        await leave(a)
        await leave(a)
        await b.until('a is leaving', (state) => {
          const seat = [...state.seats].find(({ playerId }) => playerId === a.playerId)
          return seat?.isLeaving === true
        })
        const { whereabouts } = (await (
          await fetch(`${server.url}/admin/players/${a.playerId}`, {
            headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
          })
        ).json()) as { whereabouts: { deskId?: string } }
        assert.equal(whereabouts.deskId, b.desk?.roomId, 'he is where his gold is')
        await playOut(b)
        await leave(b)
        await waitUntil('all is as before, after a hand', () => hasBecome(viewer, before))
      }
      assertNothingStaked(await booksOf(databaseUrl))
      await WAYS['logging out']?.(viewer)
    })
  }
})
