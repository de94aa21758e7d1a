import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipBlockOf } from '../../src/auth/ipBlock.ts'

test('[PW5] an IPv4 address counts by itself, however it is written', () => {
  assert.equal(ipBlockOf('203.0.113.7'), '203.0.113.7')
  assert.equal(ipBlockOf('::ffff:203.0.113.7'), '203.0.113.7')
  assert.notEqual(ipBlockOf('203.0.113.8'), ipBlockOf('203.0.113.7'))
})

test('[PW5] of IPv6 the first 64 bits count, however they are written', () => {
  const home = ipBlockOf('2001:db8:1:2::1')
  for (const same of ['2001:db8:1:2:ffff:1:2:3', '2001:0DB8:0001:0002::', '2001:db8:1:2::9%eth0']) {
    assert.equal(ipBlockOf(same), home, same)
  }
  assert.notEqual(ipBlockOf('2001:db8:1:3::1'), home)
  assert.equal(ipBlockOf('::1'), ipBlockOf('0:0:0:0:ffff::1'))
  assert.equal(ipBlockOf('2001:db8::1'), ipBlockOf('2001:db8:0:0::'))
})

test('[PW5] who has no address counts with all others without one', () => {
  assert.equal(ipBlockOf(undefined), ipBlockOf(''))
})
