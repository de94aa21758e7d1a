import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import type { TrustedProxies } from '../../src/config.ts'
import { addressReader } from '../../src/http/peerAddress.ts'

function addressOf(trusted: TrustedProxies, peer: string, forwarded?: string): string | undefined {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  const req = { headers, socket: { remoteAddress: peer } } as unknown as IncomingMessage
  return addressReader(trusted)(req)
}

const NGINX = '10.0.0.7'
const PLAYER = '203.0.113.9'

test('[GA5] without trusted proxies nobody’s word is taken', () => {
  assert.equal(addressOf(0, NGINX, PLAYER), NGINX)
  assert.equal(addressOf(0, '::ffff:192.0.2.1', PLAYER), '192.0.2.1')
})

test('[GA5] behind a trusted proxy it is whom the proxy saw, not what he claims', () => {
  for (const trusted of [1, ['10.0.0.0/8'], [NGINX]] as const) {
    assert.equal(addressOf(trusted, NGINX, PLAYER), PLAYER)
    assert.equal(addressOf(trusted, NGINX, `6.6.6.6, ${PLAYER}`), PLAYER)
    assert.equal(addressOf(trusted, NGINX, `127.0.0.1, ::1, ${PLAYER}`), PLAYER)
    assert.equal(addressOf(trusted, NGINX), NGINX)
  }
})

test('[GA5] who comes past the proxy is who he is', () => {
  assert.equal(addressOf(['10.0.0.0/8'], PLAYER, '6.6.6.6'), PLAYER)
  assert.equal(addressOf(['loopback'], PLAYER, '127.0.0.1'), PLAYER)
})

test('[GA5] two hops are read through, no third', () => {
  assert.equal(addressOf(2, NGINX, `6.6.6.6, ${PLAYER}, 10.0.0.8`), PLAYER)
  assert.equal(addressOf(['10.0.0.0/8'], NGINX, `6.6.6.6, ${PLAYER}, 10.0.0.8`), PLAYER)
})

test('[GA5] what is no address is nobody’s: the proxy stands for it', () => {
  for (const odd of ['unknown', '_hidden', '<script>', '', ' ', '999.1.1.1', 'a'.repeat(4000)]) {
    assert.equal(addressOf(1, NGINX, odd), NGINX)
  }
  assert.equal(addressOf(1, NGINX, `${PLAYER}:50123`), PLAYER)
  assert.equal(addressOf(1, NGINX, '[2001:db8::1]:443'), '2001:db8::1')
})
