import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { HandRecord } from '../../src/contract/handRecord.ts'
import { admissionSchema, sessionSchema } from '../../src/contract/http.ts'
import { chunkedPost, rawHttp, summaryOf } from './rawHttp.ts'
import { problemOf, type StartOptions, startHttp } from './startHttp.ts'

const DEVICE = 'device-of-a-phone'

type Started = Awaited<ReturnType<typeof startHttp>>
let http: Started
const restart = async (options: StartOptions) => {
  await http.stop()
  http = await startHttp(options)
}
beforeEach(async () => {
  http = await startHttp()
})
afterEach(() => http.stop())

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('from a device to a session', () => {
  test('a guest is admitted, logs in and is who he says', async () => {
    const admission = await http.guest(DEVICE)
    assert.ok(admissionSchema.safeParse(admission).success)
    assert.deepEqual([admission.admitted, admission.position], [true, 0])
    assert.equal(admission.expiresAt, http.clock.nowMs() + 60_000)
    const response = await http.post('/login', { ticket: admission.ticket })
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    const session = sessionSchema.parse(await response.json())
    assert.deepEqual(
      [session.player.playerId, session.player.gold, session.endpoints, session.resume],
      [admission.playerId, 10_000, [], null],
    )
    assert.equal((await http.sessions.authenticate(session.token)).playerId, admission.playerId)
    const again = await http.post('/login', { ticket: admission.ticket })
    assert.equal(await problemOf(again), '410 queue/ticket-gone')
  })

  test('[HP6] in development the login url is the origin that was asked', async () => {
    assert.equal((await http.guest(DEVICE)).loginUrl, http.origin)
  })

  test('[HP6] in production it is the public address, https behind an https proxy', async () => {
    await restart({ config: { isProduction: true, publicAddress: 'play.example:8443' } })
    const ask = async (headers: Record<string, string>) =>
      (
        (await (await http.post('/auth/guest', { deviceId: DEVICE }, headers)).json()) as {
          loginUrl: string
        }
      ).loginUrl
    assert.equal(await ask({}), 'http://play.example:8443')
    assert.equal(await ask({ 'x-forwarded-proto': 'https' }), 'https://play.example:8443')
  })

  test('who waits is told where, and is let in at his turn', async () => {
    await restart({ config: { loginRate: { admissions: 1, windowMs: 10_000 } } })
    await http.guest('device-number-1')
    const { ticket, position, etaSeconds } = await http.guest('device-number-2')
    assert.deepEqual([position, etaSeconds], [1, 10])
    const early = await http.post('/login', { ticket })
    const problem = (await early.clone().json()) as Record<string, unknown>
    assert.equal(await problemOf(early), '425 queue/not-yet')
    assert.deepEqual([problem['position'], problem['etaSeconds']], [1, 10])
    assert.deepEqual(await (await http.get(`/auth/queue/${ticket}`)).json(), {
      admitted: false,
      position: 1,
      etaSeconds: 10,
    })
    http.clock.advance(10_000)
    assert.equal((await http.post('/login', { ticket })).status, 200)
    assert.equal(await problemOf(await http.get(`/auth/queue/${ticket}`)), '410 queue/ticket-gone')
  })

  test('[HP8] the queue tells its changes as server-sent events', async () => {
    await restart({ config: { loginRate: { admissions: 1, windowMs: 10_000 } } })
    const [, second, third] = [
      await http.guest('device-number-1'),
      await http.guest('device-number-2'),
      await http.guest('device-number-3'),
    ]
    const response = await http.get(`/auth/queue/${third.ticket}/events`)
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    http.clock.advance(21_000)
    const text = await response.text()
    const events = [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(
      ([, event, json]) => `${event} ${(JSON.parse(json ?? '') as { position: number }).position}`,
    )
    assert.deepEqual([...new Set(events)], ['position 2', 'position 1', 'admitted 0'])
    assert.equal(events.filter((event) => event === 'admitted 0').length, 1)
    await http.post('/login', { ticket: second.ticket })
    const gone = await http.get(`/auth/queue/${second.ticket}/events`)
    assert.equal(await problemOf(gone), '410 queue/ticket-gone')
  })

  test('[HP8] who closes the stream is no longer watched', async () => {
    await restart({ config: { loginRate: { admissions: 1, windowMs: 3_600_000 } } })
    await http.guest('device-number-1')
    const { ticket } = await http.guest('device-number-2')
    const abort = new AbortController()
    const url = `${http.origin}/auth/queue/${ticket}/events`
    await fetch(url, { signal: abort.signal })
    http.clock.advance(1_200_000)
    assert.equal(http.queue.waiting(), 1)
    abort.abort()
    // Until the server has heard of it; then silence counts.
    for (let n = 0; n < 100 && http.queue.waiting() === 1; n++) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      http.clock.advance(600_000)
    }
    assert.equal(http.queue.waiting(), 0)
  })

  test('[QU6] who has a session, or a seat, does not queue again', async () => {
    await restart({ config: { loginRate: { admissions: 1, windowMs: 3_600_000 } } })
    const { player } = await http.logIn('device-number-1')
    const waiting = await http.guest('device-number-2')
    assert.equal(waiting.admitted, false)
    assert.equal((await http.guest('device-number-1')).admitted, true)
    await http.sessions.endOfPlayer(player.playerId, 'kicked')
    assert.equal((await http.guest('device-number-3')).admitted, false)
    await http.records.setDesk(waiting.playerId, { gameId: 101, tierId: 10101, deskId: 'd' })
    assert.equal((await http.guest('device-number-2')).admitted, true)
  })

  test('[SE9] a fault while logging in does not cost the ticket', async () => {
    const { ticket } = await http.guest(DEVICE)
    const { goldOf } = http.stores.ledger
    Object.assign(http.stores.ledger, { goldOf: () => Promise.reject(new Error('disk full')) })
    assert.equal(await problemOf(await http.post('/login', { ticket })), '500 server/fault')
    Object.assign(http.stores.ledger, { goldOf })
    assert.equal((await http.post('/login', { ticket })).status, 200)
  })

  test('a seat comes back with the session, asked for under the request’s trace id', async () => {
    const resume = { kind: 'desk', game: 'xpnn', tierId: 10101, deskId: 'd', reservation: null }
    const asked: [number, string][] = []
    await restart({
      resumeOf: async (playerId, ctx) => {
        asked.push([playerId, ctx.traceId])
        return { ...resume, kind: 'desk' }
      },
    })
    const { ticket, playerId } = await http.guest(DEVICE)
    const response = await http.post('/login', { ticket }, { 'x-trace-id': 'my-trace' })
    assert.deepEqual(((await response.json()) as { resume: unknown }).resume, resume)
    assert.deepEqual(asked, [[playerId, 'my-trace']])
  })
})

describe('a session over HTTP', () => {
  test('is refreshed with the refresh token alone', async () => {
    const first = await http.logIn(DEVICE)
    const response = await http.post('/login/refresh', { refreshToken: first.refreshToken })
    const second = sessionSchema.parse(await response.json())
    assert.deepEqual(second.player, first.player)
    const third = await http.post('/login/refresh', { refreshToken: second.refreshToken })
    assert.equal(third.status, 200)
    const stolen = await http.post('/login/refresh', { refreshToken: first.refreshToken })
    assert.equal(await problemOf(stolen), '401 login/expired')
    const logout = await http.post('/logout', '', bearer(second.token))
    assert.equal(await problemOf(logout), '401 login/unauthorized')
  })

  test('ends by logging out, and runs the full leave', async () => {
    const { token, refreshToken, player } = await http.logIn(DEVICE)
    const logout = await http.post('/logout', '', bearer(token))
    assert.equal(logout.status, 204)
    assert.equal(await logout.text(), '')
    assert.deepEqual(http.left, [`${player.playerId} logged-out`])
    const again = await http.post('/logout', '', bearer(token))
    assert.equal(await problemOf(again), '401 login/unauthorized')
    const refresh = await http.post('/login/refresh', { refreshToken })
    assert.equal(await problemOf(refresh), '401 login/expired')
    for (const authorization of ['', 'Bearer', 'Bearer x.y.z', `Basic ${token}`, token]) {
      const refused = await http.post('/logout', '', { authorization })
      assert.equal(await problemOf(refused), '401 login/unauthorized')
    }
  })
})

describe('errors', () => {
  test('[HP2] every error is a problem with a code of the table', async () => {
    const cases: [Promise<Response>, string][] = [
      [http.get('/nothing/here'), '404 http/not-found'],
      [http.get('/auth/guest'), '404 http/not-found'],
      [http.post('/nothing', '{'), '404 http/not-found'],
      [http.post('/auth/guest', '{"deviceId":'), '400 request/invalid'],
      [http.post('/auth/guest', '"text"'), '400 request/invalid'],
      [http.post('/auth/guest', ''), '400 request/invalid'],
      [http.post('/auth/guest', {}), '400 request/invalid'],
      [http.post('/auth/guest', { deviceId: 'short' }), '400 request/invalid'],
      [http.post('/auth/guest', { deviceId: 'x'.repeat(129) }), '400 request/invalid'],
      [http.post('/auth/guest', { deviceId: 12345678 }), '400 request/invalid'],
      [http.post('/auth/guest', { deviceId: DEVICE, admin: true }), '400 request/invalid'],
      [
        http.post('/auth/guest', { deviceId: DEVICE }, { 'content-type': 'text/plain' }),
        '400 request/invalid',
      ],
      [http.post('/auth/guest', 'x', { 'content-encoding': 'gzip' }), '400 request/invalid'],
      [http.post('/login', { ticket: 'unknown' }), '410 queue/ticket-gone'],
      [http.post('/login/refresh', { refreshToken: 'unknown' }), '401 login/expired'],
      [http.get('/auth/queue/%E0%A4%A'), '400 request/invalid'],
      [http.get('/fair/hands/unknown'), '404 fair/no-such-hand'],
      [http.get(`/fair/hands/${'x'.repeat(500)}`), '404 fair/no-such-hand'],
    ]
    for (const [response, expected] of cases)
      assert.equal(await problemOf(await response), expected)
    assert.ok(!http.lines.some((line) => line.includes('"level":"error"')))
  })

  test('[HP4] a body may have 16 KiB and not a byte more', async () => {
    const bodyOf = (bytes: number) => `{"deviceId":"${'x'.repeat(bytes - 15)}"}`
    const most = await http.post('/auth/guest', bodyOf(16 * 1024))
    assert.equal(await problemOf(most), '400 request/invalid')
    const more = await http.post('/auth/guest', bodyOf(16 * 1024 + 1))
    assert.equal(await problemOf(more), '413 http/too-large')
    const port = Number(new URL(http.origin).port)
    const chunked = await rawHttp(port, chunkedPost('/auth/guest', 64 * 1024))
    assert.equal(summaryOf(chunked), '413 http/too-large')
  })

  test('[HP3] what nobody expected is logged once, and tells the client nothing', async () => {
    Object.assign(http.stores.players, { byDevice: () => Promise.reject(new Error('disk full')) })
    const response = await http.post(
      '/auth/guest',
      { deviceId: DEVICE },
      { 'x-trace-id': 'trace-of-fault' },
    )
    const text = await response.clone().text()
    assert.equal(await problemOf(response), '500 server/fault')
    assert.ok(!text.includes('disk full'))
    const faults = http.lines.filter((line) => line.includes('disk full'))
    assert.equal(faults.length, 1)
    const line = JSON.parse(faults[0] ?? '') as { level: string; traceId: string; ip: string }
    assert.deepEqual([line.level, line.traceId, line.ip], ['error', 'trace-of-fault', '127.0.0.1'])
  })

  test('[LO1] neither device, ticket nor token is in the log of a whole visit', async () => {
    const { ticket } = await http.guest(DEVICE)
    await http.get(`/auth/queue/${ticket}`)
    const session = (await (await http.post('/login', { ticket })).json()) as {
      token: string
      refreshToken: string
    }
    await http.post('/login/refresh', { refreshToken: session.refreshToken })
    await http.post('/logout', '', bearer(session.token))
    const all = http.lines.join('')
    assert.match(all, /logged out/)
    for (const secret of [DEVICE, ticket, session.token, session.refreshToken]) {
      assert.ok(!all.includes(secret))
    }
  })
})

describe('every answer', () => {
  test('[HP1] carries a trace id: the client’s own or a new one', async () => {
    const own = await fetch(`${http.origin}/healthz`, { headers: { 'x-trace-id': 'mine-1' } })
    assert.equal(own.headers.get('x-trace-id'), 'mine-1')
    for (const path of ['/healthz', '/', '/nothing', '/assets/app-1a2b3c4d.js']) {
      const response = await http.get(path)
      assert.match(response.headers.get('x-trace-id') ?? '', /^[0-9a-f]{24}$/)
      await response.arrayBuffer()
    }
    const odd = await fetch(`${http.origin}/healthz`, { headers: { 'x-trace-id': 'a b' } })
    assert.notEqual(odd.headers.get('x-trace-id'), 'a b')
  })

  test('[HP7] has the security headers, and does not name the framework', async () => {
    const { headers } = await http.get('/')
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /script-src 'self'(;|$)/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.match(policy, /connect-src 'self' .*ws:\/\/127\.0\.0\.1:\*/)
    assert.ok(!policy.includes('unsafe'))
    assert.ok(!policy.includes('upgrade-insecure-requests'))
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('x-powered-by'), null)
    assert.equal(headers.get('strict-transport-security'), null)
  })
})

describe('health and figures', () => {
  test('alive, ready, and not ready', async () => {
    assert.deepEqual(await (await http.get('/healthz')).json(), { status: 'alive' })
    assert.deepEqual(await (await http.get('/readyz')).json(), { status: 'ready' })
    await restart({ parts: { isReady: async () => false } })
    assert.equal(await problemOf(await http.get('/readyz')), '503 server/draining')
    await restart({ parts: { isReady: () => Promise.reject(new Error('no database')) } })
    assert.equal(await problemOf(await http.get('/readyz')), '503 server/draining')
    assert.equal((await http.get('/healthz')).status, 200)
  })

  test('[HP5] requests are counted by route, never by what a client wrote', async () => {
    await http.get('/auth/queue/first-unknown-ticket')
    await http.get('/nothing')
    const response = await http.get('/metrics')
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/)
    const text = await response.text()
    const label = 'type="GET /auth/queue/:ticket",outcome="queue/ticket-gone"'
    assert.ok(text.includes(`parlor_request_seconds_count{${label}} 1`))
    assert.ok(!text.includes('first-unknown-ticket'))
  })
})

test('the record of a finished hand is public', async () => {
  const record: HandRecord = {
    handId: 'hand-1',
    game: 'xpnn',
    tierId: 10101,
    baseBet: 10,
    feePercent: 5,
    startedAtMs: 1,
    endedAtMs: 2,
    seedHash: 'aa',
    serverSeed: 'bb',
    bankerSeat: 0,
    seats: [],
    actions: [{ atMs: 1, seat: 0, type: 'bid', value: 4 }],
  }
  const ledger = { handRecord: async () => record, goldOf: async () => new Map() }
  await restart({ parts: { ledger } })
  const response = await http.get('/fair/hands/hand-1')
  assert.deepEqual(await response.json(), record)
})

describe('the page', () => {
  test('[HP9] is asked for anew each time, its hashed files are kept', async () => {
    const page = await http.get('/')
    assert.equal(page.headers.get('cache-control'), 'no-cache')
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
    assert.match(await page.text(), /Parlor/)
    const script = await http.get('/assets/app-1a2b3c4d.js')
    assert.equal(script.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.match(script.headers.get('content-type') ?? '', /javascript/)
  })

  test('[HP9] is served at `/` alone, and nothing outside its folder', async () => {
    for (const path of [
      '/hall',
      '/assets',
      '/assets/',
      '/assets/missing.js',
      '/.secret',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/package.json',
      '/assets/..%5c..%5cindex.html',
    ]) {
      const response = await http.get(path)
      assert.match(await problemOf(response), /^(404 http\/not-found|400 request\/invalid)$/, path)
    }
  })

  test('a page that was not built is a problem like any other', async () => {
    await restart({ parts: { pageFolder: '/nowhere' } })
    assert.equal(await problemOf(await http.get('/')), '404 http/not-found')
  })
})
