import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IpLimit } from '../../src/ops/IpLimit.ts'

test('[GA6] so many pass in the time, the next hears when; others are not concerned', async () => {
  const limit = new IpLimit({ points: 3, seconds: 60 })
  for (let n = 0; n < 3; n++) assert.equal(await limit.take('203.0.113.1'), 0)
  const waitMs = await limit.take('203.0.113.1')
  assert.ok(waitMs > 59_000 && waitMs <= 60_000, `${waitMs}`)
  assert.equal(await limit.take('203.0.113.2'), 0)
})

test('[GA6] the time over, it passes again: nobody is shut out for longer', async () => {
  const limit = new IpLimit({ points: 1, seconds: 1 })
  assert.equal(await limit.take('203.0.113.1'), 0)
  const waitMs = await limit.take('203.0.113.1')
  assert.ok(waitMs > 0)
  await new Promise((resolve) => setTimeout(resolve, waitMs + 20))
  assert.equal(await limit.take('203.0.113.1'), 0)
})

test('[GA6] the machine itself, and an unlimited rate, always pass', async () => {
  const limit = new IpLimit({ points: 1, seconds: 60 })
  const open = new IpLimit(undefined)
  for (let n = 0; n < 5; n++) {
    for (const ip of ['127.0.0.1', '127.9.9.9', '::1', undefined]) {
      assert.equal(await limit.take(ip), 0)
    }
    assert.equal(await open.take('203.0.113.1'), 0)
  }
})

test('[GA7] an IPv6 subscriber has one limit for all of his /64', async () => {
  const limit = new IpLimit({ points: 1, seconds: 60 })
  assert.equal(await limit.take('2001:db8:0:1::1'), 0)
  assert.ok((await limit.take('2001:db8:0:1:ffff::2')) > 0)
  assert.equal(await limit.take('2001:db8:0:2::1'), 0)
})
