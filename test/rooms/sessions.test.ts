import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Client } from '@colyseus/sdk'
import { deriveKey } from '../../src/auth/keys.ts'
import { SessionTokens } from '../../src/auth/tokens.ts'
import type { Reservation, Resume } from '../../src/contract/reservation.ts'
import { verifiedRecord } from '../server/playing.ts'
import { TEST_TOKEN_SECRET } from '../server/secrets.ts'
import {
  QUICK_TIMINGS,
  startServer,
  type TestServer,
  xpnnTier,
  xpnnTiers,
} from '../server/startServer.ts'
import { post, TestPlayer, waitUntil } from '../server/TestPlayer.ts'

const UNAUTHORIZED = { code: 401, message: 'login/unauthorized' }
const KEPT = { ...QUICK_TIMINGS, keepSeatSeconds: 60 }
// Nobody has to hurry while sessions change hands.
const UNHURRIED = { bidSeconds: 20, betSeconds: 20, openSeconds: 20 }

let server: TestServer

/** Two players of whom the first has bid: the hand waits for the second. */
async function twoInHand(): Promise<[TestPlayer, TestPlayer]> {
  const [a, b] = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
  await a.sitDown()
  await b.sitDown()
  await a.phase('bid')
  await a.ask('xpnn/bid', { times: 4 })
  await b.phase('bid')
  return [a, b]
}

/** Whoever is left at the desk leaves it, so that the next test finds none. */
async function clear(...players: TestPlayer[]): Promise<void> {
  await Promise.all(players.map((player) => player.goAway()))
}

function seenBy(viewer: TestPlayer, player: TestPlayer) {
  const seat = [...viewer.state.seats].find((each) => each.playerId === player.playerId)
  assert.ok(seat, `player ${player.playerId} sits nowhere`)
  return seat
}

async function stateOf(viewer: TestPlayer, player: TestPlayer): Promise<string> {
  const { playerId } = player
  const states = await viewer.hall.request<unknown, Record<string, string>>('player/online', {
    playerIds: [playerId],
  })
  return states[String(playerId)] ?? 'missing'
}

function resumeOf(player: TestPlayer): Promise<Resume | null> {
  return player.hall.request('desk/resume', {})
}

describe('sessions', () => {
  before(async () => {
    server = await startServer({
      tiers: xpnnTiers(xpnnTier({ timings: KEPT, settings: UNHURRIED })),
    })
  })
  after(() => server.stop())

  test('[SE1] a login on another device ends the first; seat, hand and cards go on there', async () => {
    const [a, b] = await twoInHand()
    const ownCards = [...(a.seat?.ownCards ?? [])]
    const index = a.seat?.index
    const second = await TestPlayer.signIn(server, a.deviceId)
    await waitUntil('the first device is out', () => a.hallCloses.length + a.deskCloses.length > 1)
    assert.deepEqual([a.hallCloses, a.deskCloses], [[4101], [4101]])
    assert.deepEqual(a.ended, ['signed-in-elsewhere', 'signed-in-elsewhere'])
    await assert.rejects(a.client.joinOrCreate('hall'), UNAUTHORIZED)

    const { resume } = second.session
    const { reservation, ...where } = resume ?? { reservation: null }
    assert.deepEqual(where, {
      kind: 'desk',
      game: 'xpnn',
      tierId: 10101,
      deskId: b.desk?.roomId,
    })
    await second.takeSeat(reservation)
    await assert.rejects(second.client.consumeSeatReservation(reservation as never))
    assert.equal(second.seat?.index, index)
    assert.deepEqual([...(second.seat?.ownCards ?? [])], ownCards)
    assert.equal(second.seat?.bid, 4)
    assert.equal(seenBy(second, b).ownCards?.length ?? 0, 0)
    assert.equal(seenBy(b, second).ownCards?.length ?? 0, 0)

    await b.ask('xpnn/bid', { times: 0 })
    await b.phase('bet')
    assert.equal((await second.refusal('xpnn/bet', { times: 1 })).code, 'desk/not-your-turn')
    await b.ask('xpnn/bet', { times: 1 })
    await second.phase('open')
    await Promise.all([second.ask('xpnn/open'), b.ask('xpnn/open')])
    await second.phase('end')
    await verifiedRecord(server, second.state.handId)
    await clear(second, b)
  })

  test('[RM3] [SE2] a reload replaces the connections it left behind, and finds seat and cards', async () => {
    const [a, b] = await twoInHand()
    const ownCards = [...(a.seat?.ownCards ?? [])]
    const reloaded = await a.reload()
    await waitUntil('the old hall connection is out', () => a.hallCloses.length > 0)
    assert.deepEqual(a.ended, ['replaced'])
    assert.equal(a.deskCloses.length, 0)
    await reloaded.takeSeat(reloaded.session.resume?.reservation)
    await waitUntil('the old desk connection is out', () => a.deskCloses.length > 0)
    assert.deepEqual(
      [a.hallCloses, a.deskCloses, a.ended],
      [[4101], [4101], ['replaced', 'replaced']],
    )
    assert.deepEqual([...(reloaded.seat?.ownCards ?? [])], ownCards)
    // The old connection that went was no drop.
    assert.equal(seenBy(b, reloaded).isOffline, false)
    assert.deepEqual(reloaded.events.at(0)?.seq, 1)
    await clear(reloaded, b)
  })

  test('[SE1] a login of a dropped player is a return: nobody is kicked', async () => {
    const [a, b] = await twoInHand()
    a.vanish()
    await b.until('a is offline', () => seenBy(b, a).isOffline)
    assert.equal(await stateOf(b, a), 'dropped')
    const back = await TestPlayer.signIn(server, a.deviceId)
    assert.deepEqual(a.ended, [])
    assert.equal(seenBy(b, a).isOffline, true)
    await back.takeSeat((await resumeOf(back))?.reservation)
    await b.until('a is back', () => !seenBy(b, a).isOffline)
    assert.equal(back.seat?.ownCards.length, 4)
    assert.equal(await stateOf(b, a), 'desk')
    await clear(back, b)
  })

  test('[SE2] a second hall connection of a session replaces the first; the desk stays', async () => {
    const a = await TestPlayer.signIn(server)
    await a.sitDown()
    const first = a.hall
    await a.enterHall()
    await waitUntil('the first is out', () => a.hallCloses.length > 0)
    assert.deepEqual([a.hallCloses, a.ended], [[4101], ['replaced']])
    assert.equal(first.connection.isOpen, false)
    assert.equal(a.desk?.connection.isOpen, true)
    assert.equal((await a.me()).whereabouts.state, 'desk')
    await clear(a)
  })

  test('[SG4] desk/resume is null without a seat, and the way back to it with one', async () => {
    const a = await TestPlayer.signIn(server)
    assert.equal(a.session.resume, null)
    assert.equal(await resumeOf(a), null)
    await a.sitDown()
    const resume = await resumeOf(a)
    assert.equal(resume?.deskId, a.desk?.roomId)
    await a.takeSeat(resume?.reservation)
    assert.equal(a.seat?.playerId, a.playerId)
    await a.ask('desk/leave')
    await a.until('removed', () => a.eventsOf('seat-removed').length > 0)
    await waitUntil('no seat any more', async () => (await resumeOf(a)) === null)
    await clear(a)
  })

  test('[SE8] logging out closes everything with 4102, leaves the desk and gives the gold back', async () => {
    const [a, b] = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
    await a.sitDown()
    const { token } = a.session
    const out = await post(`${server.url}/logout`, {}, { authorization: `Bearer ${token}` })
    assert.equal(out.status, 204)
    await waitUntil('all is closed', () => a.hallCloses.length + a.deskCloses.length > 1)
    assert.deepEqual([a.hallCloses, a.deskCloses], [[4102], [4102]])
    assert.deepEqual(a.ended, ['logged-out', 'logged-out'])
    await waitUntil('he is gone', async () => (await stateOf(b, a)) === 'offline')
    await assert.rejects(a.client.joinOrCreate('hall'), UNAUTHORIZED)
    const again = await post(`${server.url}/logout`, {}, { authorization: `Bearer ${token}` })
    assert.equal(again.status, 401)
    const back = await TestPlayer.signIn(server, a.deviceId)
    assert.equal(back.session.resume, null)
    assert.equal((await back.me()).gold, 10_000)
    await back.sitDown()
    assert.equal(back.seat?.gold, 10_000)
    await clear(back, b)
  })

  test('[SE8] who logs out in play is settled first, then removed', async () => {
    const [a, b] = await twoInHand()
    await post(`${server.url}/logout`, {}, { authorization: `Bearer ${a.session.token}` })
    await b.until('a leaves', () => seenBy(b, a).isLeaving)
    await b.ask('xpnn/bid', { times: 0 })
    await b.phase('bet')
    await b.ask('xpnn/bet', { times: 1 })
    await b.phase('open')
    await b.ask('xpnn/open')
    await b.until('a is removed', () => b.eventsOf('seat-removed').length > 0)
    assert.equal(b.eventsOf('seat-removed')[0]?.['reason'], 'left')
    const handId = String(b.eventsOf('settled')[0]?.['handId'])
    const record = await verifiedRecord(server, handId)
    const line = record.seats.find((seat) => seat.playerId === a.playerId)
    const back = await TestPlayer.signIn(server, a.deviceId)
    assert.equal(back.session.player.gold, 10_000 + (line?.result ?? 0) - (line?.fee ?? 0))
    await clear(back, b)
  })

  test('[RM1] a stolen reservation is refused, hurts nobody, and its owner can still get in', async () => {
    const [a, b] = await twoInHand()
    const c = await TestPlayer.signIn(server)
    const thief = await TestPlayer.signIn(server)
    const stolen = async (player: TestPlayer, how: 'quick' | 'resume') => {
      const answer = await player.hall.request<unknown, { reservation: Reservation }>(
        `desk/${how}`,
        how === 'quick' ? { tierId: 10101 } : {},
      )
      return answer.reservation as never
    }
    const nobody = new Client(server.url)
    for (const client of [thief.client, nobody]) {
      const seat = await stolen(a, 'resume')
      await assert.rejects(client.consumeSeatReservation(seat), UNAUTHORIZED)
      await assert.rejects(a.client.consumeSeatReservation(seat), 'it is burnt')
      const quick = await stolen(c, 'quick')
      await assert.rejects(client.consumeSeatReservation(quick), UNAUTHORIZED)
    }
    await a.takeSeat(await stolen(a, 'resume'))
    await c.takeSeat(await stolen(c, 'quick'))
    assert.equal(a.seat?.ownCards.length, 4)
    assert.equal(c.seat?.status, 'ready')
    assert.equal(b.eventsOf('seat-removed').length, 0)
    assert.equal(a.state.phase, 'bid')
    await b.ask('xpnn/bid', { times: 0 })
    await b.phase('bet')
    assert.equal(seenBy(a, a).playerId, a.playerId)
    assert.ok(![...a.state.seats].some((seat) => seat.playerId === thief.playerId))
    await clear(a, b, c, thief)
  })

  test('[SE3] bad, missing and expired tokens are refused at matchmaking and at the WebSocket', async () => {
    const a = await TestPlayer.signIn(server)
    const expired = await tokenLike(a.session.token, TEST_TOKEN_SECRET, Date.now() - 3_600_000)
    const foreign = await tokenLike(a.session.token, 'another secret, of the same length at least')
    const genuine = await tokenLike(a.session.token, TEST_TOKEN_SECRET)
    const clientWith = (token: string | undefined) => {
      const client = new Client(server.url)
      if (token !== undefined) client.auth.token = token
      return client
    }
    for (const token of [undefined, 'nonsense', `${a.session.token}x`, expired, foreign]) {
      await assert.rejects(clientWith(token).joinOrCreate('hall'), UNAUTHORIZED)
      await assert.rejects(clientWith(token).joinOrCreate('xpnn', { tierId: 10101 }), UNAUTHORIZED)
      const { reservation } = await a.hall.request<unknown, { reservation: Reservation }>(
        'desk/quick',
        { tierId: 10101 },
      )
      const late = clientWith(token).consumeSeatReservation(reservation as never)
      await assert.rejects(late, UNAUTHORIZED)
    }
    // The same forgery with the right key and time passes: it is the token that was refused.
    const hall = await clientWith(genuine).joinOrCreate('hall')
    hall.reconnection.enabled = false
    await hall.leave()
    await clear(a)
  })

  test('[RM4] only joinOrCreate and reconnect are exposed', async () => {
    const a = await TestPlayer.signIn(server)
    await a.sitDown()
    const refused = { code: 403, message: 'room/not-exposed' }
    const deskId = a.desk?.roomId ?? ''
    await assert.rejects(a.client.create('hall'), refused)
    await assert.rejects(a.client.create('xpnn', { tierId: 10101 }), refused)
    await assert.rejects(a.client.join('hall'), refused)
    await assert.rejects(a.client.join('xpnn', { tierId: 10101 }), refused)
    await assert.rejects(a.client.joinById(deskId), refused)
    await assert.rejects(a.client.joinOrCreate('nowhere'), { code: 404, message: 'room/unknown' })
    await clear(a)
  })

  test('[RM4] options of a client influence neither the room nor who he is', async () => {
    const [a, b] = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
    const wishes = {
      playerId: b.playerId,
      ...{ roomId: 'mine', maxClients: 1, patchRate: 1, autoDispose: true, seats: 2, minEnter: 0 },
      ...{ isBot: true, gold: 1_000_000, sessionId: 'chosen', __proto__: { tierId: 1 } },
    }
    a.hall = await a.client.joinOrCreate('hall', wishes)
    a.hall.onMessage('*', () => {})
    assert.equal((await a.me()).playerId, a.playerId)
    await a.watchDesk(await a.client.joinOrCreate('xpnn', { ...wishes, tierId: 10101 }))
    await b.sitDown()
    assert.equal(b.desk?.roomId, a.desk?.roomId)
    assert.notEqual(a.desk?.roomId, 'mine')
    assert.notEqual(a.desk?.sessionId, 'chosen')
    assert.equal(a.state.seats.length, 5)
    assert.equal(seenBy(b, a).gold, 10_000)
    assert.equal(seenBy(b, a).isBot, false)
    for (const tierId of ['10101', 10_101.5, null, undefined, [10101], { $gt: 0 }]) {
      const odd = a.client.joinOrCreate('xpnn', { tierId })
      await assert.rejects(odd, { code: 404, message: 'tier/unknown' })
    }
    await clear(a, b)
  })

  test('[OR3] whereabouts and player/online tell where a player is', async () => {
    const b = await TestPlayer.signIn(server)
    const a = await TestPlayer.signIn(server)
    const whereaboutsOf = async (player: TestPlayer) => (await player.me()).whereabouts
    assert.deepEqual(await whereaboutsOf(a), { state: 'hall' })
    assert.equal(await stateOf(b, a), 'hall')
    await a.sitDown()
    const deskId = a.desk?.roomId
    assert.deepEqual(await whereaboutsOf(a), { state: 'desk', gameId: 101, tierId: 10101, deskId })
    assert.equal(await stateOf(b, a), 'desk')
    // The hall alone is enough to be connected: the seat is kept, and shown as his.
    a.stayAway()
    a.cut()
    await waitUntil('only the hall is left', () => a.deskCloses.length > 0)
    assert.equal(await stateOf(b, a), 'desk')
    a.vanish()
    await waitUntil('dropped', async () => (await stateOf(b, a)) === 'dropped')
    const again = await a.reload()
    assert.equal(await stateOf(b, a), 'desk')
    await again.takeSeat(again.session.resume?.reservation)
    await again.ask('desk/leave')
    await waitUntil('in the hall', async () => (await stateOf(b, a)) === 'hall')
    again.vanish()
    await waitUntil('dropped from the hall', async () => (await stateOf(b, a)) === 'dropped')
    const states = await b.hall.request<unknown, object>('player/online', {
      playerIds: [b.playerId, 987_654_321],
    })
    assert.deepEqual(states, { [b.playerId]: 'hall', '987654321': 'offline' })
    await clear(b)
  })
})

describe('the resume window', () => {
  before(async () => {
    server = await startServer({
      env: { RESUME_SECONDS: '1' },
      tiers: xpnnTiers(xpnnTier({ timings: KEPT, settings: UNHURRIED })),
    })
  })
  after(() => server.stop())

  test('[SE8] after RESUME_SECONDS a dropped player has no session and leaves the desk', async () => {
    const [a, b] = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
    await a.sitDown()
    await b.sitDown()
    a.vanish()
    await b.until('a is gone', () => b.eventsOf('seat-removed').length > 0)
    const [removed] = b.eventsOf('seat-removed')
    assert.deepEqual([removed?.['playerId'], removed?.['reason']], [a.playerId, 'left'])
    assert.equal(await stateOf(b, a), 'offline')
    const { refreshToken } = a.session
    const refresh = await post(`${server.url}/login/refresh`, { refreshToken })
    assert.deepEqual([refresh.status, refresh.body.code], [401, 'login/expired'])
    const back = await TestPlayer.signIn(server, a.deviceId)
    assert.equal(back.session.resume, null)
    assert.equal((await back.me()).gold, 10_000)
    await clear(back, b)
  })

  test('[SE8] who stays connected, or comes back in time, keeps the session', async () => {
    const a = await TestPlayer.signIn(server)
    await a.sitDown()
    a.stayAway()
    a.hall.connection.close()
    const goneAtMs = Date.now()
    await waitUntil('the window is long over', () => Date.now() - goneAtMs > 1500)
    assert.equal(a.desk?.connection.isOpen, true)
    await a.enterHall()
    assert.equal((await a.me()).whereabouts.state, 'desk')
    await clear(a)
  })
})

/** A token that says the same as another one, signed with that secret at that time. */
async function tokenLike(token: string, secret: string, atMs = Date.now()): Promise<string> {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const key = deriveKey(secret, 'parlor/session-token/v1')
  const tokens = new SessionTokens({ nowMs: () => atMs }, [key])
  return (await tokens.sign(Number(claims.sub), claims.sid)).token
}
