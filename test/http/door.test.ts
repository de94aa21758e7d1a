import assert from 'node:assert/strict'
import type { Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type AuthContext, Room, Server } from '@colyseus/core'
import { WebSocketTransport } from '@colyseus/ws-transport'
import type express from 'express'
import { guardServer } from '../../src/http/door.ts'
import { chunkedPost, rawHttp, summaryOf } from './rawHttp.ts'

const seen: { ip: string | undefined; traceId: string | null }[] = []

class OpenRoom extends Room {
  // Nobody takes the reservations of these tests up; the room need not wait for it.
  override seatReservationTimeout = 0.1

  static override async onAuth(_token: string, _options: unknown, context: AuthContext) {
    seen.push({ ip: context.ip, traceId: context.headers.get('x-trace-id') })
    return true
  }
}

/** A real Colyseus server with one room and one route of Express, behind the door. */
async function startBehindDoor() {
  const transport = new WebSocketTransport()
  const server = new Server({ transport, greet: false, gracefullyShutdown: false })
  server.define('open', OpenRoom)
  const app = transport.getExpressApp() as express.Application
  app.get('/hello', (_req, res) => void res.json({ hello: true }))
  app.get('/boom', () => {
    throw new Error('a bug in a route')
  })
  await server.listen(0, '127.0.0.1')
  const http = transport.server as HttpServer
  const faults: string[] = []
  guardServer(http, { onFault: (error, traceId) => void faults.push(`${traceId} ${error}`) })
  const { port } = http.address() as AddressInfo
  return { server, http, port, faults }
}

describe('the door', () => {
  let started: Awaited<ReturnType<typeof startBehindDoor>>
  const rejections: unknown[] = []
  const onRejection = (error: unknown) => void rejections.push(error)
  before(async () => {
    process.on('unhandledRejection', onRejection)
    started = await startBehindDoor()
  })
  after(async () => {
    await started.server.gracefullyShutdown(false)
    started.http.closeAllConnections()
    process.off('unhandledRejection', onRejection)
  })

  const ask = async (head: string, body = '') =>
    summaryOf(await rawHttp(started.port, `${head.replaceAll('\n', '\r\n')}\r\n\r\n${body}`, 300))
  const join = (body: string, more = '') =>
    ask(
      `POST /matchmake/joinOrCreate/open HTTP/1.1\nHost: a\nConnection: close\n${more}Content-Length: ${body.length}`,
      body,
    )

  const UPGRADE = 'Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13'
  const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='

  const hostile: [name: string, head: string, expected: string][] = [
    ['a Host of [', 'GET /hello HTTP/1.1\nHost: [', '400 request/invalid'],
    ['a Host with a name and password', 'GET / HTTP/1.1\nHost: u:p@a', '400 request/invalid'],
    ['a Host with a port too high', 'GET / HTTP/1.1\nHost: a:99999', '400 request/invalid'],
    ['a Host of bytes', 'GET / HTTP/1.1\nHost: \u00ff', '400 request/invalid'],
    ['an empty Host', 'GET / HTTP/1.1\nHost: ', '400 request/invalid'],
    ['no Host in HTTP/1.0', 'GET / HTTP/1.0', '400 request/invalid'],
    ['no Host', 'GET /hello HTTP/1.1', '400'],
    ['a target of *:x', 'GET *:x HTTP/1.1\nHost: a', '400 request/invalid'],
    ['an absolute target', 'GET http://a/hello HTTP/1.1\nHost: a', '400 request/invalid'],
    ['a very long target', `GET /${'x'.repeat(5000)} HTTP/1.1\nHost: a`, '400 request/invalid'],
    [
      'matchmaking with a Host of [',
      'POST /matchmake/joinOrCreate/open HTTP/1.1\nHost: [\nContent-Length: 0',
      '400 request/invalid',
    ],
    ['a scheme that is none', 'GET /__healthcheck HTTP/1.1\nHost: a\nX-Forwarded-Proto: [', '200'],
    ['an upgrade for *:x', `GET *:x HTTP/1.1\nHost: a\n${UPGRADE}\n${KEY}`, '400 request/invalid'],
    [
      'an upgrade with a Host of [',
      `GET /a/b HTTP/1.1\nHost: [\n${UPGRADE}\n${KEY}`,
      '400 request/invalid',
    ],
    ['an upgrade without a key', `GET /a/b HTTP/1.1\nHost: a\n${UPGRADE}`, '400'],
    [
      'an upgrade to something else',
      'GET / HTTP/1.1\nHost: a\nConnection: Upgrade\nUpgrade: h2c',
      '400',
    ],
  ]
  for (const [name, head, expected] of hostile) {
    test(`[HP10] ${name} is answered and harms nobody`, async () => {
      assert.equal(
        await ask(`${head}${head.includes('Upgrade') ? '' : '\nConnection: close'}`),
        expected,
      )
      assert.deepEqual(rejections, [])
      assert.equal(await ask('GET /hello HTTP/1.1\nHost: a\nConnection: close'), '200')
    })
  }

  test('[HP11] a matchmaking body is a JSON object of at most 16 KiB, declared or not', async () => {
    assert.equal(await join('{}'), '200')
    assert.equal(await join(''), '200')
    assert.equal(await join(`{"a":"${'x'.repeat(16_384 - 8)}"}`), '200')
    assert.equal(await join(`{"a":"${'x'.repeat(16_384 - 7)}"}`), '413 http/too-large')
    for (const body of ['{', '[]', '"text"', '7', 'null']) {
      assert.equal(await join(body), '400 request/invalid', body)
    }
    const path = '/matchmake/joinOrCreate/open'
    const chunked = async (bytes: number) =>
      summaryOf(await rawHttp(started.port, chunkedPost(path, bytes)))
    assert.equal(await chunked(64 * 1024), '413 http/too-large')
    const declared = `POST ${path} HTTP/1.1\nHost: a\nContent-Length: 2000000`
    assert.equal(await ask(declared), '413 http/too-large')
    assert.deepEqual(rejections, [])
  })

  test('[HP11] whatever a body says it is, the matchmaker reads JSON', async () => {
    for (const type of ['text/plain', 'multipart/form-data', 'application/octet-stream']) {
      assert.equal(await join('{}', `Content-Type: ${type}\n`), '200', type)
    }
  })

  test('[HP11] a client that goes away in the middle of its body is no fault', async () => {
    await rawHttp(
      started.port,
      'POST /matchmake/joinOrCreate/open HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"a":',
      50,
    )
    assert.deepEqual([rejections, started.faults], [[], []])
  })

  test('[HP12] a page of ours may ask, but without the browser’s credentials', async () => {
    const origin = `http://127.0.0.1:${started.port}`
    const from = { origin }
    const calls = [
      fetch(`${origin}/hello`, { headers: from }),
      fetch(`${origin}/matchmake/joinOrCreate/open`, { method: 'POST', body: '{}', headers: from }),
      fetch(`${origin}/matchmake/joinOrCreate/open`, { method: 'OPTIONS', headers: from }),
      fetch(`${origin}/hello`, { method: 'OPTIONS', headers: from }),
    ]
    for (const response of await Promise.all(calls)) {
      await response.arrayBuffer()
      assert.equal(response.headers.get('access-control-allow-origin'), origin)
      assert.equal(response.headers.get('vary'), 'Origin')
      assert.equal(response.headers.get('access-control-allow-credentials'), null)
      assert.match(response.headers.get('x-trace-id') ?? '', /^[0-9a-f]{24}$/)
    }
    const preflight = await fetch(`${origin}/login`, { method: 'OPTIONS', headers: from })
    assert.equal(preflight.status, 204)
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /X-Trace-Id/)
  })

  test('[HP1] rooms see the peer’s address and the trace id, not what a client claims', async () => {
    seen.length = 0
    await join('{}', 'X-Forwarded-For: 6.6.6.6\nX-Real-IP: 6.6.6.6\nX-Trace-Id: my-trace\n')
    assert.deepEqual(seen, [{ ip: '127.0.0.1', traceId: 'my-trace' }])
  })

  test('[GA8] a head must be there after 15 s, a whole request after 30 s', () => {
    const { headersTimeout, requestTimeout } = started.http
    assert.deepEqual([headersTimeout, requestTimeout], [15_000, 30_000])
  })

  test('what a listener behind it throws is answered, told once and contained', async () => {
    const http = (await import('node:http')).createServer(() => {
      throw new Error('sync')
    })
    http.on('upgrade', () => Promise.reject(new Error('async')))
    const faults: string[] = []
    guardServer(http, { onFault: (error) => void faults.push(String(error)) })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    const { port } = http.address() as AddressInfo
    const plain = await rawHttp(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 300)
    assert.equal(summaryOf(plain), '500 server/fault')
    const upgrade = `GET / HTTP/1.1\nHost: a\n${UPGRADE}\n${KEY}`.replaceAll('\n', '\r\n')
    assert.equal(summaryOf(await rawHttp(port, `${upgrade}\r\n\r\n`, 300)), 'nothing')
    assert.deepEqual(faults, ['Error: sync', 'Error: async'])
    assert.deepEqual(rejections, [])
    http.close()
  })
})
