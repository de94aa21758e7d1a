import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { operatorToken } from '../../src/auth/operatorToken.ts'
import { problemOf, startHttp } from './startHttp.ts'

const ADMIN_TOKEN = 'the-token-of-the-operators'
const DEVICE = 'device-of-a-phone'
let http: Awaited<ReturnType<typeof startHttp>>
afterEach(() => http.stop())

const startAdmin = () => startHttp({ parts: { admitOperator: operatorToken(ADMIN_TOKEN) } })
const operator = { authorization: `Bearer ${ADMIN_TOKEN}` }

describe('operators', () => {
  test('[OP1] without ADMIN_TOKEN there is nothing here, whatever the bearer', async () => {
    http = await startHttp()
    const { player } = await http.logIn(DEVICE)
    const path = `/admin/players/${player.playerId}`
    for (const headers of [{}, operator, { authorization: 'Bearer undefined' }]) {
      const seen = await fetch(http.origin + path, { headers })
      assert.equal(await problemOf(seen), '404 http/not-found')
      const kicked = await http.post(`${path}/kick`, '', headers)
      assert.equal(await problemOf(kicked), '404 http/not-found')
    }
  })

  test('[OP2] only the operators’ own token is taken', async () => {
    http = await startAdmin()
    const { player, token } = await http.logIn(DEVICE)
    const path = `/admin/players/${player.playerId}`
    const wrong = [
      '',
      'Bearer',
      `Bearer ${token}`,
      `Bearer ${ADMIN_TOKEN.slice(0, -1)}`,
      `Bearer ${ADMIN_TOKEN}x`,
      `Bearer ${ADMIN_TOKEN.toUpperCase()}`,
      `Basic ${ADMIN_TOKEN}`,
      ADMIN_TOKEN,
    ]
    for (const authorization of wrong) {
      const seen = await fetch(http.origin + path, { headers: { authorization } })
      assert.equal(await problemOf(seen), '401 admin/unauthorized', authorization)
      const kicked = await http.post(`${path}/kick`, '', { authorization })
      assert.equal(await problemOf(kicked), '401 admin/unauthorized', authorization)
    }
    assert.ok(http.sessions.hasSession(player.playerId))
    assert.ok(!http.lines.join('').includes(ADMIN_TOKEN))
  })

  test('[OP3] they see where a player is and how he is connected', async () => {
    http = await startAdmin()
    const { playerId } = await http.guest(DEVICE)
    const look = async () =>
      (await fetch(`${http.origin}/admin/players/${playerId}`, { headers: operator })).json()
    const before = (await look()) as Record<string, unknown>
    assert.deepEqual(
      [before['playerId'], before['gold'], before['session']],
      [playerId, 10_000, null],
    )
    assert.deepEqual(before['whereabouts'], { state: 'offline' })
    await http.logIn(DEVICE)
    const { session } = (await look()) as { session: { sessionNo: number; connections: string[] } }
    assert.ok(session.sessionNo > 0)
    assert.deepEqual(session.connections, [])
  })

  test('[OP4] a kick ends the session, once, and runs the full leave', async () => {
    http = await startAdmin()
    const { player, refreshToken, token } = await http.logIn(DEVICE)
    const path = `/admin/players/${player.playerId}/kick`
    const kick = async () => (await http.post(path, '', operator)).json()
    assert.deepEqual(await kick(), { kicked: true })
    assert.deepEqual(await kick(), { kicked: false })
    assert.deepEqual(http.left, [`${player.playerId} kicked`])
    const refresh = await http.post('/login/refresh', { refreshToken })
    assert.equal(await problemOf(refresh), '401 login/expired')
    const logout = await http.post('/logout', '', { authorization: `Bearer ${token}` })
    assert.equal(await problemOf(logout), '401 login/unauthorized')
    // The door is not shut: he may come again.
    assert.equal((await http.logIn(DEVICE)).player.playerId, player.playerId)
  })

  test('[OP3] who does not exist is said to be nobody', async () => {
    http = await startAdmin()
    for (const id of ['999999', '0', '-1', 'abc', '1e3', '9'.repeat(30), '%00']) {
      const seen = await fetch(`${http.origin}/admin/players/${id}`, { headers: operator })
      assert.equal(await problemOf(seen), '404 admin/no-such-player', id)
    }
  })
})
