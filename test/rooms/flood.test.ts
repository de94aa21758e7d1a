import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { startServer, type TestServer } from '../server/startServer.ts'
import { post } from '../server/TestPlayer.ts'

const RATE_PER_SECOND = 5
const FLOOD = 100 * RATE_PER_SECOND
const PLAYERS = 20
const ADMIN_TOKEN = 'the-token-of-the-operators-of-this-test'

let server: TestServer

describe('a flood of a hundred times what the queue admits', () => {
  before(async () => {
    server = await startServer({
      env: { LOGIN_RATE: `${RATE_PER_SECOND}/1`, ADMIN_TOKEN, LOG_LEVEL: 'warn' },
    })
  })
  after(() => server.stop())

  test('[QU17] [QU3] those who wait come in strictly in order, no ticket is lost', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 20 })
    const tickets: string[] = []
    let isOver = false
    // Redeeming tickets that do not exist is what a flood can do without a device of its own.
    const flood = (async () => {
      const answers = new Map<number, number>()
      while (!isOver) {
        const second = Date.now() + 1000
        const statuses = await Promise.all(Array.from({ length: FLOOD }, (_, n) => shed(agent, n)))
        for (const status of statuses) answers.set(status, (answers.get(status) ?? 0) + 1)
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, second - Date.now())))
      }
      return answers
    })()
    for (let n = 0; n < PLAYERS; n++) {
      const { body, status } = await post(`${server.url}/auth/guest`, { deviceId: `device-${n}` })
      assert.equal(status, 200)
      tickets.push(body.ticket)
    }
    const order: number[] = []
    while (order.length < PLAYERS) {
      const waiting = tickets.map((_, n) => n).filter((n) => !order.includes(n))
      for (const n of waiting) {
        const { status, body } = await post(`${server.url}/login`, { ticket: tickets[n] })
        if (status === 200) order.push(n)
        else assert.deepEqual([status, body.code], [425, 'queue/not-yet'], `ticket ${n} is lost`)
        if (status === 425) break
      }
    }
    isOver = true
    const answers = await flood
    agent.destroy()
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    )
    assert.deepEqual([...answers.keys()], [410])
    assert.ok((answers.get(410) ?? 0) >= FLOOD)
  })

  test('[QU16] operators do not queue, and are counted; another bearer is no lane', async () => {
    const signIn = (deviceId: string, bearer?: string) =>
      post(
        `${server.url}/auth/guest`,
        { deviceId },
        bearer ? { authorization: `Bearer ${bearer}` } : {},
      )
    let n = 0
    let last = await signIn(`crowd-${n}`)
    while (last.body.admitted) last = await signIn(`crowd-${++n}-of-the-test`)
    const stranger = await signIn('stranger-1', 'not-the-token')
    assert.equal(stranger.body.admitted, false)
    const operator = await signIn('operator-1', ADMIN_TOKEN)
    assert.deepEqual([operator.body.admitted, operator.body.position], [true, 0])
    const session = await post(`${server.url}/login`, { ticket: operator.body.ticket })
    assert.equal(session.status, 200)
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    assert.match(metrics, /^parlor_queue_operators_total 1$/m)
  })
})

/** One request of the flood; resolves with the status. */
function shed(agent: Agent, n: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ ticket: `of-the-flood-${n}` })
    const options = {
      ...{ agent, host: '127.0.0.1', port: server.port, path: '/login', method: 'POST' },
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    }
    const call = request(options, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    call.on('error', reject).end(body)
  })
}
