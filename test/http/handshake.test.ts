import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { canSeal, sealForAuth } from '../../client/handshake.ts'
import type { Admission } from '../../src/contract/http.ts'
import { problemOf, startHttp } from './startHttp.ts'

const DEVICE = 'device-of-a-phone'
let http: Awaited<ReturnType<typeof startHttp>>
beforeEach(async () => {
  http = await startHttp()
})
afterEach(() => http.stop())

describe('sealed credentials', () => {
  test('[HS5] a sealed body is as good as a plain one, once', async () => {
    assert.ok(canSeal())
    const body = await sealForAuth(http.origin, { deviceId: DEVICE })
    assert.ok(!JSON.stringify(body).includes('device'))
    const answer = await http.post('/auth/guest', body)
    assert.equal(answer.status, 200)
    const { playerId } = (await answer.json()) as Admission
    assert.equal((await http.guest(DEVICE)).playerId, playerId)
    assert.equal(await problemOf(await http.post('/auth/guest', body)), '401 auth/bad-seal')
    assert.ok(!http.lines.join('').includes(body.sealed))
  })

  test('[HS5] what was sealed is checked like any body', async () => {
    for (const bad of [{ deviceId: 'short' }, { deviceId: DEVICE, admin: true }, [], 7, null]) {
      const response = await http.post('/auth/guest', await sealForAuth(http.origin, bad))
      assert.equal(await problemOf(response), '400 request/invalid', JSON.stringify(bad))
    }
    // A seal in a seal is no body.
    const inner = await sealForAuth(http.origin, { deviceId: DEVICE })
    const outer = await http.post('/auth/guest', await sealForAuth(http.origin, inner))
    assert.equal(await problemOf(outer), '400 request/invalid')
  })

  test('[HS5] outside /auth/ nothing is unsealed', async () => {
    const { ticket } = await http.guest(DEVICE)
    const response = await http.post('/login', await sealForAuth(http.origin, { ticket }))
    assert.equal(await problemOf(response), '400 request/invalid')
  })

  test('[HS1] [HS2] the answers are those of the contract', async () => {
    const publicKey = Buffer.alloc(32, 9).toString('base64url')
    const opened = await http.post('/auth/handshake', { publicKey })
    assert.equal(opened.status, 201)
    assert.equal(opened.headers.get('cache-control'), 'no-store')
    const offer = (await opened.json()) as { handshakeId: string }
    assert.deepEqual(Object.keys(offer).sort(), ['challenge', 'handshakeId', 'publicKey'])
    const proof = { proof: 'A'.repeat(43) }
    const path = `/auth/handshake/${offer.handshakeId}`
    assert.equal(await problemOf(await http.post(path, proof)), '401 auth/bad-proof')
    const zero = await http.post('/auth/handshake', { publicKey: 'A'.repeat(43) })
    assert.equal(await problemOf(zero), '400 auth/bad-key')
    for (const key of ['', 'short', 'A'.repeat(42), '!'.repeat(43), 7, null]) {
      const refused = await http.post('/auth/handshake', { publicKey: key })
      assert.equal(await problemOf(refused), '400 request/invalid')
    }
  })

  test('[HS6] one ip may begin so many; the refusal says when to come again', async () => {
    await http.stop()
    http = await startHttp({ parts: { takeHandshake: async () => 4200 } })
    const publicKey = Buffer.alloc(32, 9).toString('base64url')
    const refused = await http.post('/auth/handshake', { publicKey })
    assert.equal(refused.headers.get('retry-after'), '5')
    assert.equal(await problemOf(refused), '429 rate/limited')
  })
})
