import assert from 'node:assert/strict'
import { createPrivateKey, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import * as client from '../../client/handshake.ts'
import * as server from '../../src/auth/handshakeCrypto.ts'
import { HANDSHAKE_LIFETIME_MS, Handshakes } from '../../src/auth/handshakes.ts'
import { MemoryHandshakes } from '../../src/auth/MemoryHandshakes.ts'
import { BASE_POINT, x25519 } from '../independent/x25519.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { refusalOf } from '../ops/refusalOf.ts'

interface Vector {
  readonly clientPrivateKey: string
  readonly clientPublicKey: string
  readonly serverPrivateKey: string
  readonly serverPublicKey: string
  readonly challenge: string
  readonly sharedSecret: string
  readonly key: string
  readonly proof: string
  readonly nonce: string
  readonly plain: string
  readonly sealed: string
}

const file = new URL('../vectors/handshake.json', import.meta.url)
const { vectors, zeroKeys } = JSON.parse(readFileSync(file, 'utf8')) as {
  vectors: Vector[]
  zeroKeys: string[]
}
const hex = (text: string) => Buffer.from(text, 'hex')
const b64 = (text: string) => Buffer.from(text, 'base64url')
/** PKCS#8 of a raw X25519 private key (RFC 8410). */
const pkcs8 = (raw: Uint8Array) =>
  Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), raw])

function privateKeyOf(raw: Uint8Array) {
  return createPrivateKey({ key: pkcs8(raw), format: 'der', type: 'pkcs8' })
}

function webKeyOf(raw: Uint8Array): Promise<CryptoKey> {
  const bytes = new Uint8Array(pkcs8(raw))
  return crypto.subtle.importKey('pkcs8', bytes, { name: 'X25519' }, false, ['deriveBits'])
}

describe('the vectors of the handshake', () => {
  test('there are some', () => assert.deepEqual([vectors.length, zeroKeys.length], [3, 7]))

  test('[HS1] an X25519 written from its RFC agrees with them, and with the RFC’s own example', () => {
    const scalar = hex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4')
    const point = hex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c')
    assert.equal(
      Buffer.from(x25519(scalar, point)).toString('hex'),
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    )
    for (const vector of vectors) {
      const own = x25519(hex(vector.clientPrivateKey), BASE_POINT)
      assert.deepEqual(Buffer.from(own), b64(vector.clientPublicKey))
      const shared = x25519(hex(vector.serverPrivateKey), b64(vector.clientPublicKey))
      assert.deepEqual(Buffer.from(shared), hex(vector.sharedSecret))
      const key = hkdf(sha256, shared, b64(vector.challenge), Buffer.from('parlor/auth/v1'), 32)
      assert.deepEqual(Buffer.from(key), hex(vector.key))
      assert.deepEqual(Buffer.from(hmac(sha256, key, b64(vector.challenge))), b64(vector.proof))
    }
  })

  test('[HS1] the server’s side gives them', () => {
    for (const vector of vectors) {
      const privateKey = privateKeyOf(hex(vector.serverPrivateKey))
      const shared = server.sharedSecret(privateKey, b64(vector.clientPublicKey))
      assert.deepEqual(shared, hex(vector.sharedSecret))
      const challenge = b64(vector.challenge)
      const key = server.handshakeKey(shared as Buffer, challenge)
      assert.deepEqual(key, hex(vector.key))
      assert.deepEqual(server.proofOf(key, challenge), b64(vector.proof))
      const sealed = server.seal(key, hex(vector.nonce), Buffer.from(vector.plain))
      assert.deepEqual(sealed, b64(vector.sealed))
      assert.equal(server.unseal(key, sealed)?.toString(), vector.plain)
    }
  })

  test('[HS1] the client’s side, WebCrypto alone, gives them', async () => {
    for (const vector of vectors) {
      const privateKey = await webKeyOf(hex(vector.clientPrivateKey))
      const shared = await client.sharedSecret(privateKey, b64(vector.serverPublicKey))
      assert.deepEqual(Buffer.from(shared), hex(vector.sharedSecret))
      const challenge = client.fromBase64url(vector.challenge)
      const key = await client.handshakeKey(shared, challenge)
      assert.deepEqual(Buffer.from(key), hex(vector.key))
      assert.equal(client.toBase64url(await client.proofOf(key, challenge)), vector.proof)
      const sealed = await client.seal(key, hex(vector.nonce), Buffer.from(vector.plain))
      assert.equal(client.toBase64url(sealed), vector.sealed)
    }
  })
})

/** A client that has got as far as its proof. */
async function begin(clock = new FakeClock(), store = new MemoryHandshakes(clock)) {
  const handshakes = new Handshakes(clock, store)
  const ours = server.newKeyPair()
  const offer = await handshakes.open(ours.publicKey.toString('base64url'))
  const challenge = b64(offer.challenge)
  const shared = server.sharedSecret(ours.privateKey, b64(offer.publicKey)) as Buffer
  const key = server.handshakeKey(shared, challenge)
  const proof = server.proofOf(key, challenge).toString('base64url')
  const seal = (body: unknown) => ({
    handshakeId: offer.handshakeId,
    sealed: server
      .seal(key, randomBytes(12), Buffer.from(JSON.stringify(body)))
      .toString('base64url'),
  })
  return { clock, store, handshakes, ...offer, key, proof, seal }
}

const refusedWith = async (promise: Promise<unknown>) => (await refusalOf(promise)).refusal

describe('Handshakes', () => {
  test('[HS1] key and challenge are 32 bytes, the id is new each time', async () => {
    const [a, b] = [await begin(), await begin()]
    assert.deepEqual([b64(a.publicKey).length, b64(a.challenge).length], [32, 32])
    assert.ok(b64(a.handshakeId).length >= 16)
    assert.notEqual(a.handshakeId, b.handshakeId)
    assert.notEqual(a.challenge, b.challenge)
    assert.notEqual(a.publicKey, b.publicKey)
  })

  for (const key of zeroKeys) {
    test(`[HS1] a key whose shared secret is all zero is refused: ${key.slice(0, 8)}…`, async () => {
      const handshakes = new Handshakes(new FakeClock(), new MemoryHandshakes(new FakeClock()))
      assert.equal(await refusedWith(handshakes.open(key)), 'auth/bad-key')
    })
  }

  test('[HS2] the right proof, and the same again, is taken', async () => {
    const { handshakes, handshakeId, proof, seal } = await begin()
    await handshakes.prove(handshakeId, proof)
    await handshakes.prove(handshakeId, proof)
    assert.deepEqual(await handshakes.unseal(seal({ a: 1 })), { a: 1 })
  })

  test('[HS2] a wrong proof is refused and the handshake is gone', async () => {
    const wrong = [
      '',
      'x',
      'A'.repeat(43),
      randomBytes(32).toString('base64url'),
      randomBytes(33).toString('base64url'),
    ]
    for (const bad of wrong) {
      const { handshakes, handshakeId, proof } = await begin()
      assert.equal(await refusedWith(handshakes.prove(handshakeId, bad)), 'auth/bad-proof')
      assert.equal(await refusedWith(handshakes.prove(handshakeId, proof)), 'auth/bad-proof')
    }
    const { handshakes } = await begin()
    assert.equal(await refusedWith(handshakes.prove('unknown', 'x')), 'auth/bad-proof')
  })

  test('[HS2] a wrong proof after the right one ends it too', async () => {
    const { handshakes, handshakeId, proof, seal } = await begin()
    await handshakes.prove(handshakeId, proof)
    await refusedWith(handshakes.prove(handshakeId, 'A'.repeat(43)))
    assert.equal(await refusedWith(handshakes.unseal(seal({}))), 'auth/bad-seal')
  })

  test('[HS3] it seals one body, also when several come at once', async () => {
    const { handshakes, handshakeId, proof, seal } = await begin()
    await handshakes.prove(handshakeId, proof)
    const bodies = [seal({ n: 1 }), seal({ n: 2 }), seal({ n: 3 })]
    const opened = await Promise.allSettled(bodies.map((body) => handshakes.unseal(body)))
    assert.equal(opened.filter(({ status }) => status === 'fulfilled').length, 1)
  })

  test('[HS3] without a proof it seals nothing', async () => {
    const { handshakes, seal } = await begin()
    assert.equal(await refusedWith(handshakes.unseal(seal({}))), 'auth/bad-seal')
  })

  test('[HS3] a body that was tampered with, cut or sealed with another key is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom('flip', 'cut', 'key', 'json'), async (at, how) => {
        const { handshakes, handshakeId, proof, key } = await begin()
        await handshakes.prove(handshakeId, proof)
        const used = how === 'key' ? randomBytes(32) : key
        const plain = Buffer.from(how === 'json' ? '{"a":' : '{"a":1}')
        let sealed = server.seal(used, randomBytes(12), plain)
        if (how === 'flip') sealed[at % sealed.length] = (sealed[at % sealed.length] as number) ^ 1
        if (how === 'cut') sealed = sealed.subarray(0, at % sealed.length)
        const body = { handshakeId, sealed: sealed.toString('base64url') }
        assert.equal(await refusedWith(handshakes.unseal(body)), 'auth/bad-seal')
      }),
      { numRuns: 60 },
    )
  })

  test('[HS4] base64url is read with or without its padding, and in no second spelling', async () => {
    const { handshakes, handshakeId, proof, seal } = await begin()
    await handshakes.prove(handshakeId, `${proof}=`)
    const { sealed } = seal({ a: 1 })
    const last = sealed.at(-1) as string
    assert.ok(sealed.length % 4 !== 0, 'the last character has unused bits here')
    const twin = String.fromCharCode(last.charCodeAt(0) + 1)
    await refusedWith(handshakes.unseal({ handshakeId, sealed: sealed.slice(0, -1) + twin }))
  })

  test('[HS7] it lives for 60 s', async () => {
    const early = await begin()
    early.clock.advance(HANDSHAKE_LIFETIME_MS - 1)
    await early.handshakes.prove(early.handshakeId, early.proof)
    early.clock.advance(1)
    const late = early.handshakes.unseal(early.seal({}))
    assert.equal(await refusedWith(late), 'auth/bad-seal')
    const other = await begin()
    other.clock.advance(HANDSHAKE_LIFETIME_MS)
    const prove = other.handshakes.prove(other.handshakeId, other.proof)
    assert.equal(await refusedWith(prove), 'auth/bad-proof')
  })

  test('[HS7] a bounded number is open at once; the next may when one is used or over', async () => {
    const clock = new FakeClock()
    const store = new MemoryHandshakes(clock, 2)
    const first = await begin(clock, store)
    await begin(clock, store)
    const refusal = await refusalOf(begin(clock, store))
    assert.equal(refusal.refusal, 'rate/limited')
    assert.equal(typeof refusal.fields?.['retryAfterMs'], 'number')
    await first.handshakes.prove(first.handshakeId, first.proof)
    await first.handshakes.unseal(first.seal({}))
    await begin(clock, store)
    clock.advance(HANDSHAKE_LIFETIME_MS)
    await begin(clock, store)
    await begin(clock, store)
  })

  test('[HS8] any process finishes what another one began', async () => {
    const { clock, store, handshakeId, proof, seal } = await begin()
    await new Handshakes(clock, store).prove(handshakeId, proof)
    assert.deepEqual(await new Handshakes(clock, store).unseal(seal({ a: 1 })), { a: 1 })
  })
})
