import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  handshakeKey,
  newKeyPair,
  proofOf,
  seal,
  sharedSecret,
} from '../../src/auth/handshakeCrypto.ts'
import { freePort } from '../server/freePort.ts'
import { noMariaDb, type PrivateMariaDb, startPrivateMariaDb } from '../server/privateMariaDb.ts'
import { noRedis, type PrivateRedis, startPrivateRedis } from '../server/privateRedis.ts'
import { TEST_TOKEN_SECRET } from '../server/secrets.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const READY_WITHIN_MS = 30_000

interface Process {
  readonly child: ChildProcess
  readonly url: string
}

/** Two processes as operators start them, over one Redis and one database. */
describe('the door of two processes', { skip: noRedis || noMariaDb }, () => {
  let redis: PrivateRedis
  let database: PrivateMariaDb
  let a: Process
  let b: Process
  const children: ChildProcess[] = []
  const folder = mkdtempSync(join(tmpdir(), 'parlor-two-'))

  const run = async (): Promise<Process> => {
    const port = await freePort()
    const child = spawn(process.execPath, [MAIN], {
      cwd: folder,
      env: {
        ...{ PATH: process.env['PATH'] ?? '', PORT: String(port), HOST: '127.0.0.1' },
        ...{ DATABASE_URL: database.url, REDIS_URL: redis.url, REDIS_PREFIX: 'two:' },
        ...{ TOKEN_SECRET: TEST_TOKEN_SECRET, LOGIN_RATE: '2/3600', BOT_FILL_SECONDS: '0' },
      },
      stdio: 'ignore',
    })
    children.push(child)
    const url = `http://127.0.0.1:${port}`
    await until(async () => (await status(url)) === 200, READY_WITHIN_MS)
    return { child, url }
  }
  before(async () => {
    if (noRedis || noMariaDb) return
    redis = await startPrivateRedis()
    database = await startPrivateMariaDb()
    // One after the other: both would bring the database up to date.
    a = await run()
    b = await run()
  })
  after(async () => {
    for (const child of children) child.kill('SIGKILL')
    await Promise.all([redis?.stop(), database?.stop()])
    rmSync(folder, { recursive: true, force: true })
  })

  test('[RE6] what is begun at one is finished at the other: handshake, queue and login', async () => {
    const ours = newKeyPair()
    const offer = await post(a, '/auth/handshake', {
      publicKey: ours.publicKey.toString('base64url'),
    })
    assert.equal(offer.status, 201)
    const challenge = Buffer.from(offer.body['challenge'] ?? '', 'base64url')
    const theirs = Buffer.from(offer.body['publicKey'] ?? '', 'base64url')
    const key = handshakeKey(sharedSecret(ours.privateKey, theirs) as Buffer, challenge)
    const handshakeId = offer.body['handshakeId']
    const proof = proofOf(key, challenge).toString('base64url')
    assert.equal((await post(b, `/auth/handshake/${handshakeId}`, { proof })).status, 204)
    const body = Buffer.from(JSON.stringify({ deviceId: 'a-sealed-device' }))
    const sealed = seal(key, randomBytes(12), body).toString('base64url')
    const [first, second] = await Promise.all([
      post(a, '/auth/guest', { handshakeId, sealed }),
      post(b, '/auth/guest', { handshakeId, sealed }),
    ])
    const admission = first.status === 200 ? first : second
    assert.deepEqual([first.status, second.status].sort(), [200, 401])
    assert.equal(String(admission.body['admitted']), 'true')
    const ticket = admission.body['ticket']
    const logins = await Promise.all([a, b, a, b].map((each) => post(each, '/login', { ticket })))
    assert.equal(logins.filter((each) => each.status === 200).length, 1)
    assert.equal((await post(b, '/login', { ticket })).status, 410)
  })

  test('[QR1] one line, which outlives the process at whose door it formed', async () => {
    const tickets: string[] = []
    for (let n = 0; n < 5; n++) {
      const answer = await post([a, b][n % 2] as Process, '/auth/guest', {
        deviceId: `device-of-player-${n}`,
      })
      // The rate is two an hour, and one came in before.
      assert.deepEqual([answer.status, Number(answer.body['position'])], [200, n])
      tickets.push(answer.body['ticket'] ?? '')
    }
    a.child.kill('SIGKILL')
    await once(a.child, 'exit')
    const positions = await Promise.all(
      tickets.map(async (ticket) =>
        Number((await get(b, `/auth/queue/${ticket}`)).body['position']),
      ),
    )
    assert.deepEqual(positions, [0, 1, 2, 3, 4])
    const early = await post(b, '/login', { ticket: tickets[1] })
    assert.deepEqual([early.status, early.body['code']], [425, 'queue/not-yet'])
    assert.equal((await post(b, '/login', { ticket: tickets[0] })).status, 200)
    a = await run()
    assert.equal(Number((await get(a, `/auth/queue/${tickets[4]}`)).body['position']), 4)
  })

  test('[RE1] without Redis a process lives, is not ready and says so; then it is again', async () => {
    redis.kill()
    await until(async () => (await status(b.url)) === 503, 2000)
    assert.equal((await fetch(`${b.url}/healthz`)).status, 200)
    const startMs = performance.now()
    const guest = await post(b, '/auth/guest', { deviceId: 'device-while-away' })
    assert.ok(guest.status >= 500, `${guest.status}`)
    assert.ok(performance.now() - startMs < 1500)
    await sleep(5000)
    await redis.start()
    await until(async () => (await status(b.url)) === 200, 3000)
    assert.equal((await post(b, '/auth/guest', { deviceId: 'device-while-away' })).status, 200)
    assert.equal(b.child.exitCode, null)
  })
})

interface Answer {
  readonly status: number

  readonly body: Record<string, string>
}

async function post({ url }: Process, path: string, body: object): Promise<Answer> {
  return answerOf(
    await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
}

async function get({ url }: Process, path: string): Promise<Answer> {
  return answerOf(await fetch(url + path))
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : {} }
}

async function status(url: string): Promise<number> {
  return fetch(`${url}/readyz`).then(
    (response) => response.status,
    () => 0,
  )
}

async function until(isDone: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await isDone())) {
    assert.ok(performance.now() < deadline, 'not in time')
    await sleep(50)
  }
}
