import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import { Client } from '@colyseus/sdk'
import { sealForAuth } from '../../client/handshake.ts'
import { routes } from '../../src/contract/http.ts'
import { rawHttp } from '../http/rawHttp.ts'
import { TEST_TOKEN_SECRET } from '../server/secrets.ts'
import { startServer, type TestServer } from '../server/startServer.ts'
import { post, TestPlayer } from '../server/TestPlayer.ts'

// The SDK tells on the console of each refused join.
console.warn = () => {}

const ADMIN_TOKEN = 'canary-of-the-operators'
const DEVICE = 'canary-of-a-device-0001'
const PASSWORD = 'canary of a password 0002'

const folder = mkdtempSync(join(tmpdir(), 'parlor-secrets-'))
const file = join(folder, 'parlor.sqlite')
let server: TestServer
before(async () => {
  server = await startServer({
    env: { ADMIN_TOKEN, LOG_LEVEL: 'trace', DATABASE_URL: `sqlite:${file}` },
  })
})
after(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Every way in, with all the secrets, rightly and wrongly used. */
async function useEverywhere(secrets: Record<string, string>): Promise<void> {
  const values = Object.values(secrets)
  const { token = '', refreshToken = '', ticket = '' } = secrets
  for (const { method, path } of Object.values(routes)) {
    const where = server.url + path.replaceAll(/:\w+/g, encodeURIComponent(ticket))
    for (const authorization of [`Bearer ${token}`, `Bearer ${ADMIN_TOKEN}`, `Basic ${token}`]) {
      if (path === '/logout' && authorization === `Bearer ${token}`) continue
      const headers = {
        authorization,
        cookie: `token=${token}`,
        'x-real-ip': token,
        'x-trace-id': 'canary-trace',
      }
      const body = { account: 'canary', password: PASSWORD, deviceId: DEVICE, ticket, refreshToken }
      const query = `?token=${token}&_authToken=${token}&ticket=${ticket}&password=${encodeURIComponent(PASSWORD)}`
      if (method === 'GET') {
        // A watch that stays open is let go.
        const signal = AbortSignal.timeout(300)
        await fetch(where + query, { headers, signal }).then(
          (response) => response.text(),
          () => {},
        )
      } else {
        await post(where + query, body, headers)
        for (const [name, value] of Object.entries(body))
          await post(where, { [name]: value }, headers)
      }
    }
  }
  const cut = `{"password":"${PASSWORD}","token":"${token}","deviceId":"${DEVICE}"`
  const head = `POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n`
  await rawHttp(server.port, `${head}Content-Length: ${cut.length}\r\n\r\n${cut}`)
  await rawHttp(server.port, `GET /a/b?_authToken=${token} HTTP/1.1\r\nHost: [\r\n\r\n`)
  await rawHttp(server.port, `GET *:${token} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  for (const value of values) {
    const client = new Client(server.url)
    client.auth.token = value
    await client.joinOrCreate('hall', { token, password: PASSWORD }).then(
      (room) => room.leave(),
      () => {},
    )
    await client.reconnect(`room:${value}`).catch(() => {})
  }
}

describe('secrets', () => {
  test('[LO1] none is in the log at its loudest, whatever goes wrong on whatever way in', async () => {
    await post(`${server.url}/auth/register`, { account: 'canary', password: PASSWORD })
    const player = await TestPlayer.signIn(server, DEVICE)
    player.stayAway()
    const desk = await player.sitDown()
    const { token, refreshToken } = player.session
    const { ticket } = (await post(`${server.url}/auth/guest`, { deviceId: DEVICE })).body
    const { sealed } = await sealForAuth(server.url, { deviceId: DEVICE })
    const secrets = {
      ...{ token, refreshToken, ticket, sealed, ADMIN_TOKEN, DEVICE, PASSWORD, TEST_TOKEN_SECRET },
      reconnectionToken: desk.reconnectionToken.split(':')[1] ?? '',
      signature: token.split('.')[2] ?? '',
    }
    await useEverywhere(secrets)
    // The same while nothing can be read from the database: now it all fails.
    const database = new DatabaseSync(file)
    database.exec('alter table players rename to players_away')
    await useEverywhere(secrets)
    database.exec('alter table players_away rename to players')
    database.close()

    const log = server.logLines.join('')
    assert.match(log, /no such table/, 'there were faults')
    assert.match(log, /"level":"debug"/)
    assert.match(log, /canary-trace/, 'what is no secret is found there')
    const text = log.toLowerCase()
    for (const [name, secret] of Object.entries(secrets)) {
      for (const form of [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64'),
      ]) {
        assert.ok(form.length > 8 && !text.includes(form.toLowerCase()), `${name} is in the log`)
      }
    }
    await player.goAway()
  })

  test('[LO7] what fails anywhere is counted', async () => {
    const faults = async () => {
      const figures = await (await fetch(`${server.url}/metrics`)).text()
      return Number(/^parlor_faults_total (\d+)$/m.exec(figures)?.[1])
    }
    const before = await faults()
    assert.ok(before > 0, 'the last test has left some')
    server.app.fault(new Error('nobody caught this'), 'unhandled rejection')
    assert.equal(await faults(), before + 1)
  })
})
