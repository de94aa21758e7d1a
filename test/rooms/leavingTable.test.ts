import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startServer, type TestServer } from '../server/startServer.ts'
import { post, refusalOf, TestPlayer, waitUntil } from '../server/TestPlayer.ts'

const ADMIN_TOKEN = 'the-token-of-the-operators-of-this-test'
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

interface Row {
  readonly way: string
  readonly go: (player: TestPlayer) => Promise<unknown>
  /** Of the session he had: does its refresh token still work. */
  readonly tokens: boolean
  readonly seat: boolean
  readonly replies: boolean
  /** What his connections were closed with; empty: they stay, or nothing was said. */
  readonly ended: string
}

const ROWS: readonly Row[] = [
  {
    way: 'logging out',
    go: (player) => post(`${server.url}/logout`, {}, bearer(player.session.token)),
    ...{ tokens: false, seat: false, replies: false, ended: 'logged-out' },
  },
  {
    way: 'a kick',
    go: (player) =>
      post(`${server.url}/admin/players/${player.playerId}/kick`, {}, bearer(ADMIN_TOKEN)),
    ...{ tokens: false, seat: false, replies: false, ended: 'kicked' },
  },
  {
    way: 'a second login',
    go: (player) => TestPlayer.signIn(server, player.deviceId),
    ...{ tokens: false, seat: true, replies: true, ended: 'signed-in-elsewhere' },
  },
  {
    way: 'a lost connection',
    go: async (player) => player.vanish(),
    ...{ tokens: true, seat: true, replies: true, ended: '' },
  },
  {
    way: 'a failed authentication',
    go: (player) => post(`${server.url}/logout`, {}, bearer(`${player.session.token}x`)),
    ...{ tokens: true, seat: true, replies: true, ended: '' },
  },
]

let server: TestServer

describe('what is kept and what is cleared', () => {
  before(async () => {
    server = await startServer({ env: { ADMIN_TOKEN } })
  })
  after(() => server.stop())

  for (const row of ROWS) {
    test(`[SM2] by ${row.way}`, async () => {
      const player = await TestPlayer.signIn(server)
      await player.sitDown()
      const rid = `rid-of-${player.playerId}`
      await player.hall.request('player/update', { nickname: 'Before', rid })
      await row.go(player)
      if (row.ended) await waitUntil('both are told', () => player.ended.length === 2)
      assert.deepEqual(player.ended, row.ended ? [row.ended, row.ended] : [])
      const { refreshToken } = player.session
      const refresh = await post(`${server.url}/login/refresh`, { refreshToken })
      assert.equal(refresh.status === 200, row.tokens, 'tokens')
      const back = await TestPlayer.signIn(server, player.deviceId)
      assert.equal(back.session.resume !== null, row.seat, 'seat')
      const again = back.hall.request('player/update', { nickname: 'After', rid })
      if (row.replies) assert.equal((await refusalOf(again)).code, 'request/rid-reused')
      else await again
      await post(`${server.url}/logout`, {}, bearer(back.session.token))
    })
  }
})
