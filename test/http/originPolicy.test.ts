import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { describe, test } from 'node:test'
import { originPolicy } from '../../src/http/originPolicy.ts'
import { hostileOrigins } from './hostileOrigins.ts'

const HOST = 'play.example:2567'
const OWN = `http://${HOST}`

function from(headers: Record<string, string | undefined>): IncomingMessage {
  return { headers: { host: HOST, ...headers }, socket: {} } as unknown as IncomingMessage
}

describe('where a page comes from', () => {
  const policy = originPolicy({ allowed: undefined })
  const kindOf = (origin: string | undefined, more = {}) => policy(from({ origin, ...more })).kind

  test('[GA1] without an Origin it is nobody’s page; its own is allowed', () => {
    assert.equal(kindOf(undefined), 'none')
    assert.deepEqual(policy(from({ origin: OWN })), { kind: 'allowed', origin: OWN })
  })

  test('[GA1] there are 20 hostile ones', () => assert.ok(hostileOrigins(OWN).length >= 20))

  for (const origin of hostileOrigins(OWN)) {
    test(`[GA1] ${JSON.stringify(origin)} is refused, by default and with a list`, () => {
      assert.equal(kindOf(origin), 'refused')
      const listed = originPolicy({ allowed: [OWN] })
      assert.equal(listed(from({ origin, host: 'elsewhere' })).kind, 'refused')
    })
  }

  test('[GA1] behind https the own origin is https, whatever port goes without saying', () => {
    const https = { 'x-forwarded-proto': 'https' }
    assert.equal(kindOf('https://play.example', { host: 'play.example', ...https }), 'allowed')
    assert.equal(kindOf('https://play.example', { host: 'play.example:443', ...https }), 'allowed')
    assert.equal(kindOf('http://play.example', { host: 'play.example', ...https }), 'refused')
    assert.equal(kindOf('http://play.example', { host: 'PLAY.example:80' }), 'allowed')
  })

  test('[GA1] a list says it all; a star lets anybody in', () => {
    const listed = originPolicy({ allowed: ['https://a.example', 'https://b.example'] })
    assert.equal(listed(from({ origin: 'https://b.example' })).kind, 'allowed')
    assert.equal(listed(from({ origin: OWN })).kind, 'refused')
    assert.equal(listed(from({})).kind, 'none')
    const open = originPolicy({ allowed: ['*'] })
    assert.deepEqual(open(from({ origin: 'null' })), { kind: 'allowed', origin: '*' })
  })

  test('[GA1] two origins are none: the old WebSocket’s header counts, and a doubled one', () => {
    const old = { 'sec-websocket-origin': 'https://stranger.example' }
    assert.equal(kindOf(undefined, old), 'refused')
    assert.equal(kindOf(OWN, old), 'refused')
    assert.equal(kindOf(undefined, { 'sec-websocket-origin': OWN }), 'allowed')
    assert.equal(kindOf(`${OWN}, ${OWN}`), 'refused')
  })

  test('[GA3] the page of a process may come to those beside it', () => {
    const ownAddresses = () => ['play.example:2568', 'play.example:2567']
    const shared = originPolicy({ allowed: undefined, ownAddresses })
    const at = { host: 'play.example:2568' }
    assert.equal(shared(from({ ...at, origin: OWN })).kind, 'allowed')
    assert.equal(shared(from({ ...at, origin: 'http://play.example:2569' })).kind, 'refused')
  })
})
