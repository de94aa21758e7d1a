import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { hostileOrigins } from '../http/hostileOrigins.ts'
import { rawHttp, summaryOf } from '../http/rawHttp.ts'
import { startServer, type TestServer } from '../server/startServer.ts'
import { post, TestPlayer, waitUntil } from '../server/TestPlayer.ts'

const ADMIN_TOKEN = 'the-token-of-the-operators'
const OPERATOR = { authorization: `Bearer ${ADMIN_TOKEN}` }
const STRANGER = 'https://stranger.example'

let server: TestServer
before(async () => {
  server = await startServer({
    env: {
      ADMIN_TOKEN,
      TRUSTED_PROXIES: '1',
      IP_REQUESTS: '50/5',
      IP_SOCKETS: '20/5',
      HEARTBEAT_SECONDS: '0.5',
    },
  })
})
after(() => server.stop())

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

async function upgrade(headers: string, path = '/'): Promise<string> {
  const head = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${UPGRADE}${headers}\r\n`
  return summaryOf(await rawHttp(server.port, head, 100))
}

describe('pages of strangers', () => {
  test('[GA2] none of 20 hostile origins gets a WebSocket; our own and none at all do', async () => {
    assert.equal(await upgrade(''), '101')
    assert.equal(await upgrade(`Origin: ${server.url}\r\n`), '101')
    for (const origin of hostileOrigins(server.url)) {
      assert.equal(await upgrade(`Origin: ${origin}\r\n`), '403 http/origin-refused', origin)
      const old = `Sec-WebSocket-Origin: ${origin}\r\n`
      assert.equal(await upgrade(old), '403 http/origin-refused', origin)
    }
  })

  test('[GA2] nor an answer over HTTP, of a route, the matchmaker, the page or a preflight', async () => {
    const token = (await TestPlayer.signIn(server)).session.token
    for (const origin of [STRANGER, 'null', `${server.url}.stranger.example`]) {
      const headers = { origin, authorization: `Bearer ${token}` }
      const calls = [
        fetch(`${server.url}/auth/guest`, { method: 'POST', body: '{}', headers }),
        fetch(`${server.url}/matchmake/joinOrCreate/hall`, { method: 'POST', body: '{}', headers }),
        fetch(`${server.url}/matchmake/joinOrCreate/hall`, { method: 'OPTIONS', headers }),
        fetch(`${server.url}/login`, { method: 'OPTIONS', headers }),
        fetch(`${server.url}/`, { headers }),
        fetch(`${server.url}/metrics`, { headers }),
      ]
      for (const response of await Promise.all(calls)) {
        assert.equal(response.status, 403)
        assert.match(await response.text(), /http\/origin-refused/)
        assert.equal(response.headers.get('access-control-allow-origin'), null)
      }
    }
  })

  test('[GA2] a player whose client names our origin plays like any other', async () => {
    const headers = { origin: server.url }
    const guest = await post(`${server.url}/auth/guest`, { deviceId: 'device-of-a-page' }, headers)
    assert.equal(guest.status, 200)
    assert.equal(guest.response.headers.get('access-control-allow-origin'), server.url)
  })
})

describe('one ip', () => {
  const as = (ip: string) => ({ 'x-forwarded-for': ip })

  test('[GA6] a flood is refused 429 with a time; another ip behind the same proxy is not', async () => {
    const ask = (ip: string) => fetch(`${server.url}/healthz`, { headers: as(ip) })
    const statuses: number[] = []
    for (let n = 0; n < 60; n++) {
      const response = await ask('203.0.113.50')
      await response.arrayBuffer()
      statuses.push(response.status)
      if (response.status !== 429) continue
      assert.match(response.headers.get('retry-after') ?? '', /^[1-5]$/)
    }
    assert.equal(statuses.filter((status) => status === 200).length, 50)
    assert.equal((await ask('203.0.113.51')).status, 200)
    // What a client claims itself stands before what the proxy saw, and is not believed.
    assert.equal((await ask('203.0.113.51, 203.0.113.50')).status, 429)
    assert.equal((await ask('203.0.113.50, 203.0.113.51')).status, 200)
  })

  test('[GA6] new WebSockets are limited by themselves', async () => {
    const from = (ip: string) => upgrade(`X-Forwarded-For: ${ip}\r\n`)
    const answers = await Promise.all(Array.from({ length: 25 }, () => from('203.0.113.60')))
    assert.equal(answers.filter((answer) => answer === '101').length, 20)
    assert.equal(answers.filter((answer) => answer === '429 rate/limited').length, 5)
    assert.equal(await from('203.0.113.61'), '101')
  })
})

describe('sockets that come to nothing', () => {
  /** Opens a WebSocket by hand and resolves with how long the server kept it. */
  async function msKept(path: string): Promise<number> {
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n${UPGRADE}\r\n`)
    await once(socket, 'data')
    const sinceMs = Date.now()
    socket.resume()
    await once(socket, 'close')
    return Date.now() - sinceMs
  }

  test('[GA9] without a room, with a made-up one or a made-up place, they are closed within 3 s', async () => {
    const { hall } = await TestPlayer.signIn(server)
    const paths = ['/', '/a/b', '/a/b?sessionId=x', `/a/${hall.roomId}?sessionId=${'x'.repeat(9)}`]
    for (const ms of await Promise.all(paths.map(msKept))) assert.ok(ms < 3000, `${ms}`)
  })

  test('[GA9] names that every object has are no places', async () => {
    const { hall } = await TestPlayer.signIn(server)
    const logged = server.logLines.length
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
    const paths = names.flatMap((name) => [
      `/a/${hall.roomId}?sessionId=${name}`,
      `/a/${name}?sessionId=${name}`,
      `/a/${hall.roomId}?sessionId=${name}&reconnectionToken=${name}`,
    ])
    for (const ms of await Promise.all(paths.map(msKept))) assert.ok(ms < 3000, `${ms}`)
    const errors = server.logLines.slice(logged).filter((line) => line.includes('"error"'))
    assert.deepEqual(errors, [])
  })
})

/** Passes bytes on until it is told to swallow them, as a dead radio link does. */
async function swallowingProxy(port: number) {
  let isSwallowing = false
  const sockets: Socket[] = []
  const proxy = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    sockets.push(client, upstream)
    client.on('data', (bytes) => isSwallowing || upstream.write(bytes))
    upstream.on('data', (bytes) => isSwallowing || client.write(bytes))
    for (const socket of [client, upstream]) socket.on('error', () => {})
    client.on('close', () => isSwallowing || upstream.destroy())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    url: `http://127.0.0.1:${(proxy.address() as { port: number }).port}`,
    swallow: () => {
      isSwallowing = true
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
}

describe('silence', () => {
  test('[GA10] a half-open connection is found after three beats, and shows as dropped', async () => {
    const proxy = await swallowingProxy(server.port)
    const viewer = await TestPlayer.signIn(server)
    const lost = await TestPlayer.signIn({ ...server, url: proxy.url })
    lost.stayAway()
    const stateOfLost = async () => {
      const { playerId } = lost
      const states = await viewer.hall.request<unknown, Record<string, string>>('player/online', {
        playerIds: [playerId],
      })
      return states[String(playerId)]
    }
    assert.equal(await stateOfLost(), 'hall')
    proxy.swallow()
    const sinceMs = Date.now()
    while ((await stateOfLost()) !== 'dropped') await pause(100)
    const ms = Date.now() - sinceMs
    // Three beats of half a second since its last sign of life, which was up to one beat ago.
    assert.ok(ms >= 900 && ms < 4000, `${ms}`)
    proxy.close()
    await viewer.goAway()
  })

  test('[GA10] who sends nothing but beats stays', async () => {
    const player = await TestPlayer.signIn(server)
    player.stayAway()
    await pause(4000)
    assert.deepEqual(player.hallCloses, [])
    assert.equal((await player.me()).playerId, player.playerId)
    await player.goAway()
  })
})

describe('operators', () => {
  test('[OP4] a kick closes all of a player’s connections with 4103 within 5 s', async () => {
    const player = await TestPlayer.signIn(server)
    await player.sitDown()
    const path = `${server.url}/admin/players/${player.playerId}`
    const seen = await fetch(path, { headers: OPERATOR })
    const record = (await seen.json()) as Record<string, { state: string; connections: string[] }>
    assert.equal(record['whereabouts']?.state, 'desk')
    assert.deepEqual(record['session']?.connections.toSorted(), ['desk', 'hall'])
    const sinceMs = Date.now()
    const kicked = await post(`${path}/kick`, {}, OPERATOR)
    assert.deepEqual([kicked.status, kicked.body], [200, { kicked: true }])
    await waitUntil('all is closed', () => player.hallCloses.length + player.deskCloses.length > 1)
    assert.ok(Date.now() - sinceMs < 5000)
    assert.deepEqual([player.hallCloses, player.deskCloses], [[4103], [4103]])
    assert.deepEqual(player.ended, ['kicked', 'kicked'])
    await assert.rejects(player.client.joinOrCreate('hall'), { message: 'login/unauthorized' })
    const back = await TestPlayer.signIn(server, player.deviceId)
    assert.equal((await back.me()).gold, 10_000)
    await back.goAway()
  })
})
