import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Client } from '@colyseus/sdk'
import type { Reservation } from '../../src/contract/reservation.ts'
import { badTokens, type Forgery, genuine } from '../server/badTokens.ts'
import { TEST_TOKEN_SECRET } from '../server/secrets.ts'
import {
  QUICK_TIMINGS,
  startServer,
  type TestServer,
  xpnnTier,
  xpnnTiers,
} from '../server/startServer.ts'
import { logIn, post, TestPlayer, waitUntil } from '../server/TestPlayer.ts'

// The SDK tells on the console of each refused join.
console.warn = () => {}

const UNAUTHORIZED = { code: 401, message: 'login/unauthorized' }
const KEPT = { ...QUICK_TIMINGS, keepSeatSeconds: 60 }

let server: TestServer
before(async () => {
  server = await startServer({ tiers: xpnnTiers(xpnnTier({ timings: KEPT })) })
})
after(() => server.stop())

function clientWith(token: string): Client {
  const client = new Client(server.url)
  client.auth.token = token
  return client
}

/** A place in the hall that is reserved for the player of the token. */
async function reserve(token: string): Promise<Reservation> {
  const url = `${server.url}/matchmake/joinOrCreate/hall`
  const { status, body } = await post(url, {}, { authorization: `Bearer ${token}` })
  assert.equal(status, 200)
  return body
}

async function forgery(): Promise<Forgery> {
  const [owner, other] = [await logIn(server, 'device-owner'), await logIn(server, 'device-other')]
  const { body } = await post(`${server.url}/auth/guest`, { deviceId: 'device-owner' })
  const { token, refreshToken } = owner
  return {
    ...{ token, refreshToken, ticket: body.ticket },
    ...{ otherToken: other.token, secret: TEST_TOKEN_SECRET },
  }
}

describe('bad tokens', () => {
  test('[GA13] there are 30 kinds, and the same signed rightly is taken', async () => {
    const forged = await forgery()
    assert.ok(Object.keys(badTokens(forged)).length >= 30)
    const good = genuine(forged.token, TEST_TOKEN_SECRET)
    const hall = await clientWith(good).consumeSeatReservation((await reserve(good)) as never)
    await hall.leave()
  })

  test('[GA13] none is taken over HTTP, by the matchmaker or by a WebSocket', async () => {
    const forged = await forgery()
    for (const [kind, bad] of Object.entries(badTokens(forged))) {
      const headers = { authorization: `Bearer ${bad}` }
      const logout = await post(`${server.url}/logout`, {}, headers)
      assert.deepEqual([logout.status, logout.body.code], [401, 'login/unauthorized'], kind)
      for (const path of ['joinOrCreate/hall', 'joinOrCreate/xpnn', 'reconnect/x']) {
        const match = await post(`${server.url}/matchmake/${path}`, { tierId: 10101 }, headers)
        assert.deepEqual(match.body, { code: 401, error: 'login/unauthorized' }, kind)
      }
      const reservation = await reserve(forged.token)
      const join = clientWith(bad).consumeSeatReservation(reservation as never)
      await assert.rejects(join, UNAUTHORIZED, kind)
    }
    // After all of it the owner's own is as good as before.
    const reservation = await reserve(forged.token)
    const hall = await clientWith(forged.token).consumeSeatReservation(reservation as never)
    await hall.leave()
  })

  test('[GA13] a token that was revoked is taken nowhere', async () => {
    const { token } = await logIn(server, 'device-revoked')
    const reservation = await reserve(token)
    const headers = { authorization: `Bearer ${token}` }
    assert.equal((await post(`${server.url}/logout`, {}, headers)).status, 204)
    assert.equal((await post(`${server.url}/logout`, {}, headers)).status, 401)
    const match = await post(`${server.url}/matchmake/joinOrCreate/hall`, {}, headers)
    assert.equal(match.status, 401)
    const join = clientWith(token).consumeSeatReservation(reservation as never)
    await assert.rejects(join, UNAUTHORIZED)
  })
})

describe('what is good once', () => {
  test('[GA14] of a ticket that is redeemed 100 times at once, one redemption counts', async () => {
    const { body } = await post(`${server.url}/auth/guest`, { deviceId: 'device-replayed' })
    const { ticket } = body
    const tries = Array.from({ length: 100 }, () => post(`${server.url}/login`, { ticket }))
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 200).length, 1)
    assert.equal(statuses.filter((status) => status === 410).length, 99)
    assert.equal((await post(`${server.url}/login`, { ticket })).status, 410)
  })

  test('[GA14] tickets and refresh tokens cannot be made up', async () => {
    const { body } = await post(`${server.url}/auth/guest`, { deviceId: 'device-guessed' })
    const ticket = String(body.ticket)
    const flip = (at: number) =>
      ticket.slice(0, at) + (ticket[at] === 'A' ? 'B' : 'A') + ticket.slice(at + 1)
    for (let at = 0; at < ticket.length; at++) {
      assert.equal((await post(`${server.url}/login`, { ticket: flip(at) })).status, 410)
    }
    assert.equal((await post(`${server.url}/login`, { ticket })).status, 200)
  })

  test('[GA15] a stolen reservation gives nobody a place in 1000 tries; the owner gets in', async () => {
    const owner = await TestPlayer.signIn(server)
    const thief = await logIn(server, 'device-of-a-thief')
    const tokens = [thief.token, '', 'nonsense', `${owner.session.token}x`]
    let joined = 0
    for (let round = 0; round < 20; round++) {
      const { reservation } = await owner.hall.request<unknown, { reservation: Reservation }>(
        'desk/quick',
        { tierId: 10101 },
      )
      for (let n = 0; n < 5; n++) {
        const tries = Array.from({ length: 10 }, (_, i) =>
          clientWith(tokens[i % tokens.length] as string)
            .consumeSeatReservation(structuredClone(reservation) as never)
            .then(
              () => void joined++,
              () => {},
            ),
        )
        await Promise.all(tries)
      }
    }
    assert.equal(joined, 0)
    await owner.sitDown()
    assert.equal(owner.seat?.playerId, owner.playerId)
    assert.deepEqual([owner.hallCloses, owner.deskCloses], [[], []])
    await owner.goAway()
  })

  test('[GA12] the connection’s own token alone brings nobody back in the owner’s place', async () => {
    const owner = await TestPlayer.signIn(server)
    const thief = await logIn(server, 'device-of-a-thief')
    const desk = await owner.sitDown()
    const [roomId = '', reconnectionToken = ''] = desk.reconnectionToken.split(':')
    owner.stayAway()
    owner.cut()
    await waitUntil('the owner is cut off', () => owner.deskCloses.length > 0)
    for (const token of [thief.token, '', `${owner.session.token}x`]) {
      const place = {
        ...{ name: 'xpnn', roomId, sessionId: desk.sessionId, processId: 'x', reconnectionToken },
      }
      const join = clientWith(token).consumeSeatReservation(place as never)
      await assert.rejects(join)
    }
    const resume = await owner.hall.request<unknown, { reservation: Reservation }>(
      'desk/resume',
      {},
    )
    await owner.takeSeat(resume.reservation)
    assert.equal(owner.seat?.playerId, owner.playerId)
    await owner.goAway()
  })

  test('[GA12] the owner comes back with a token that has expired meanwhile', async () => {
    const owner = await TestPlayer.signIn(server)
    const desk = await owner.sitDown()
    const connection = desk.connection as unknown as { url: string }
    const [head, body] = owner.session.token.split('.')
    const claims = JSON.parse(Buffer.from(body ?? '', 'base64url').toString())
    const old = { ...claims, iat: claims.iat - 7200, exp: claims.exp - 7200 }
    const text = Buffer.from(JSON.stringify(old)).toString('base64url')
    const expired = genuine(`${head}.${text}`, TEST_TOKEN_SECRET)
    connection.url = connection.url.replace(owner.session.token, expired)
    assert.ok(connection.url.includes(expired))
    let isBack = false
    desk.onReconnect(() => {
      isBack = true
    })
    owner.cut()
    await waitUntil('he is back', () => isBack)
    assert.equal((await owner.me()).whereabouts.state, 'desk')
    await owner.goAway()
  })
})
