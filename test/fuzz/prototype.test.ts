import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pack } from 'msgpackr'
import { deskRequests } from '../../src/contract/desk.ts'
import { hallRequests } from '../../src/contract/hall.ts'
import { routes } from '../../src/contract/http.ts'
import { startServer, type TestServer } from '../server/startServer.ts'
import { TestPlayer } from '../server/TestPlayer.ts'

let server: TestServer
const properties = Reflect.ownKeys(Object.prototype).length
before(async () => {
  server = await startServer()
})
after(() => server.stop())

/** JSON with own keys of those names, as no object literal can hold them. */
const POISON = [
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"a":{"__proto__":{"polluted":1}},"__proto__":{"isBot":true,"playerId":1}}',
  '[{"__proto__":{"polluted":1}}]',
  '{"__proto__":null}',
  '{"rid":{"__proto__":{"polluted":1}},"toString":1,"valueOf":1,"hasOwnProperty":1}',
]

function assertClean(): void {
  assert.equal(Reflect.ownKeys(Object.prototype).length, properties)
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  assert.equal(([] as unknown as Record<string, unknown>)['polluted'], undefined)
}

test('[FZ5] no body of a route reaches the prototype of all objects', async () => {
  const paths = Object.values(routes)
    .filter(({ method }) => method === 'POST')
    .map(({ path }) => path.replaceAll(/:\w+/g, '__proto__'))
  for (const path of [
    ...paths,
    '/matchmake/joinOrCreate/hall',
    '/matchmake/__proto__/constructor',
  ]) {
    for (const body of POISON) {
      const response = await fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      assert.ok(response.status >= 400 && response.status < 500, `${path} ${response.status}`)
      await response.arrayBuffer()
    }
  }
  assertClean()
})

test('[FZ5] no message of a room does either, and the options of a join reach nothing', async () => {
  const types = [...Object.keys(hallRequests), ...Object.keys(deskRequests), '__proto__']
  const player = await TestPlayer.signIn(server)
  player.stayAway()
  for (const [n, type] of types.entries()) {
    const poison = POISON[n % POISON.length] as string
    // Fewer than what a connection may send that is wrong.
    if (!player.hall.connection.isOpen || n % 15 === 14) await player.enterHall()
    player.stayAway()
    player.hall.send(type, JSON.parse(poison))
    const raw = Buffer.concat([Buffer.from([13, 0xa9]), Buffer.from('player/me')])
    player.hall.connection.send(Buffer.concat([raw, pack(JSON.parse(poison))]))
  }
  for (const poison of POISON) {
    await player.client.joinOrCreate('xpnn', JSON.parse(poison)).then(
      () => assert.fail('nobody said which tier'),
      () => {},
    )
  }
  const other = await TestPlayer.signIn(server)
  assert.equal((await other.me()).playerId, other.playerId)
  assertClean()
  await Promise.all([player.goAway(), other.goAway()])
})
