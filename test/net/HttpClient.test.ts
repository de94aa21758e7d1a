import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HttpCall, HttpClient, type HttpClientOptions } from '../../src/net/HttpClient.ts'
import { HttpFault } from '../../src/net/HttpFault.ts'
import type { Log } from '../../src/ops/Log.ts'
import { floods, resets, StubbornServer, says, stalls, stallsInBody } from './StubbornServer.ts'

const SECRET = 'app-secret-0f3a'
const CALL: HttpCall = {
  method: 'GET',
  path: '/who',
  query: { secret: SECRET, code: 'code-77 &=' },
  headers: { authorization: `Bearer ${SECRET}` },
  mayRepeat: true,
}

describe('HttpClient', () => {
  let server: StubbornServer
  const lines: string[] = []
  beforeEach(async () => {
    server = await StubbornServer.start()
  })
  afterEach(async () => {
    await server.stop()
    assert.ok(!lines.join('\n').includes(SECRET), 'a secret in the log')
    lines.length = 0
  })

  const write = (fields: object, message: string) =>
    void lines.push(`${message} ${JSON.stringify(fields)}`)
  const log: Log = { debug: write, info: write, warn: write, error: write }
  const client = (options: Partial<HttpClientOptions> = {}) =>
    new HttpClient({
      ...{ service: 'stub', baseUrl: server.url, log, failuresToOpen: 100 },
      ...{ deadlineMs: 1000, tryMs: 200, ...options },
    })
  const faultOf = async (promise: Promise<unknown>): Promise<HttpFault> => {
    try {
      await promise
    } catch (error) {
      assert.ok(error instanceof HttpFault, String(error))
      assert.ok(!`${error.stack} ${error.cause}`.includes(SECRET))
      return error
    }
    assert.fail('no fault')
  }

  test('an answer comes back as it is, with its status, and the call arrived as it was', async () => {
    server.will(says(200, '{"a":"牛"}'))
    assert.deepEqual(await client().send(CALL), { status: 200, body: '{"a":"牛"}' })
    assert.deepEqual(server.seen, [`GET /who?secret=${SECRET}&code=code-77+%26%3D`])
    server.will(says(404, 'no'))
    assert.deepEqual(await client().send(CALL), { status: 404, body: 'no' })
    server.will(says(200, ''))
    await client().send({ method: 'POST', path: '/pay', body: '{"n":1}', mayRepeat: false })
    assert.deepEqual([server.seen, server.bodies], [['POST /pay'], ['{"n":1}']])
  })

  test('a path in the base URL stands in front', async () => {
    server.will(says(200, ''))
    for (const baseUrl of [`${server.url}/api`, `${server.url}/api/`]) {
      await client({ baseUrl }).send({ method: 'GET', path: '/who', mayRepeat: true })
    }
    assert.deepEqual(server.seen, ['GET /api/who', 'GET /api/who'])
  })

  test('[NH1] a service that stalls, from the start or in the middle, ends by the deadline', async () => {
    for (const stalling of [stalls, stallsInBody]) {
      server.will(stalling)
      const startMs = performance.now()
      const slow = client({ deadlineMs: 300, tryMs: 10_000 })
      assert.equal((await faultOf(slow.send(CALL))).code, 'net/timeout')
      const tookMs = performance.now() - startMs
      assert.ok(tookMs >= 290 && tookMs < 1500, `${tookMs} ms`)
    }
  })

  test('[NH1] the deadline is for all tries and their pauses together', async () => {
    server.will(says(500, ''))
    const startMs = performance.now()
    const fault = await faultOf(client({ deadlineMs: 400, tries: 1000 }).send(CALL))
    assert.equal(fault.code, 'net/timeout')
    assert.ok(performance.now() - startMs < 1500)
    const tries = server.seen.length
    await sleep(1200)
    assert.ok(server.seen.length <= tries + 1, 'it goes on behind the deadline')
  })

  test('[NH2] what passes is tried again: stalls, resets, 5xx and 429', async () => {
    for (const passing of [stalls, resets, says(503, ''), says(500, ''), says(429, '')]) {
      server.will(passing, passing, says(200, 'there'))
      assert.equal((await client({ deadlineMs: 3000 }).send(CALL)).body, 'there')
      assert.equal(server.seen.length, 3)
    }
  })

  test('[NH2] tries are few, and the last fault comes out', async () => {
    server.will(says(502, ''))
    assert.equal((await faultOf(client().send(CALL))).message, 'net/bad-status: stub: 502')
    assert.equal(server.seen.length, 3)
    server.will(resets)
    assert.equal((await faultOf(client().send(CALL))).code, 'net/unreachable')
    assert.equal(server.seen.length, 3)
  })

  test('[NH2] a call that may not be repeated is sent once', async () => {
    server.will(says(503, ''), says(200, ''))
    assert.equal(
      (await faultOf(client().send({ ...CALL, mayRepeat: false }))).code,
      'net/bad-status',
    )
    assert.equal(server.seen.length, 1)
  })

  test('[NH2] an answer that says busy is tried again', async () => {
    const isBusy: HttpCall['isBusy'] = ({ body }) => body === 'busy'
    server.will(says(200, 'busy'), says(200, 'done'))
    assert.equal((await client().send({ ...CALL, isBusy })).body, 'done')
    server.will(says(200, 'busy'))
    assert.equal((await faultOf(client().send({ ...CALL, isBusy }))).code, 'net/busy')
  })

  test('[NH3] a service that keeps failing is left alone, then one call feels its way', async () => {
    const one = client({ failuresToOpen: 4, openForMs: 300, tries: 1 })
    server.will(says(500, ''))
    for (let n = 0; n < 4; n++) await faultOf(one.send(CALL))
    server.will(says(500, ''))
    for (let n = 0; n < 5; n++)
      assert.equal((await faultOf(one.send(CALL))).code, 'net/circuit-open')
    assert.equal(server.seen.length, 0)
    await sleep(350)
    assert.equal((await faultOf(one.send(CALL))).code, 'net/bad-status')
    assert.equal((await faultOf(one.send(CALL))).code, 'net/circuit-open')
    assert.equal(server.seen.length, 1)
    await sleep(350)
    server.will(says(200, ''))
    await one.send(CALL)
    await one.send(CALL)
    assert.equal(server.seen.length, 2)
  })

  test('[NH3] a "no" is an answer: it opens no circuit', async () => {
    const one = client({ failuresToOpen: 2, tries: 1 })
    server.will(says(403, 'no'))
    for (let n = 0; n < 10; n++) assert.equal((await one.send(CALL)).status, 403)
  })

  test('[NH3] a service that hangs holds a bounded number of calls', async () => {
    server.will(stalls)
    const one = client({ deadlineMs: 800, tryMs: 10_000 })
    const ends = Promise.all(
      Array.from({ length: 130 }, async () => (await faultOf(one.send(CALL))).code),
    )
    await sleep(400)
    assert.equal(server.seen.length, 20)
    const codes = await ends
    assert.equal(codes.filter((code) => code === 'net/busy').length, 10)
    assert.equal(codes.filter((code) => code === 'net/timeout').length, 120)
  })

  test('[NH4] an answer that is too long is cut off, and not asked for again', async () => {
    server.will(floods)
    assert.equal((await faultOf(client().send(CALL))).code, 'net/too-large')
    assert.equal(server.seen.length, 1)
    const exact = client({ mostAnswerBytes: 10 })
    server.will(says(200, 'x'.repeat(10)))
    assert.equal((await exact.send(CALL)).body.length, 10)
    server.will(says(200, 'x'.repeat(11)))
    assert.equal((await faultOf(exact.send(CALL))).code, 'net/too-large')
  })

  test('[NH5] a redirect is not followed: the secrets stay here', async () => {
    server.will(says(302, '', { location: `${server.url}/elsewhere` }))
    assert.equal((await client().send(CALL)).status, 302)
    assert.equal(server.seen.length, 1)
  })

  test('[NH5] a log line names service, path and fault, never parameters', async () => {
    const nobody = client({ baseUrl: 'http://127.0.0.1:1', tries: 2 })
    assert.equal((await faultOf(nobody.send(CALL))).code, 'net/unreachable')
    assert.deepEqual(lines, [
      'a call to a service failed {"service":"stub","path":"/who","fault":"net/unreachable"}',
    ])
  })
})
