import assert from 'node:assert/strict'
import { argon2Sync } from 'node:crypto'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type HashCost, Passwords } from '../../src/auth/Passwords.ts'
import { RefusalError } from '../../src/contract/refusals.ts'

const CHEAP: HashCost = { memoryKiB: 64, passes: 1, lanes: 1 }
const PASSWORD = 'correct horse battery'

test('[PW3] a hash says how it was made: Argon2id, 19 MiB, 2 passes, 1 lane, its own salt', async () => {
  const passwords = new Passwords()
  const stored = await passwords.hash(PASSWORD)
  const parts = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$([\w+/]{22})\$([\w+/]{43})$/.exec(stored)
  assert.ok(parts, stored)
  // Node's own Argon2 comes to the same bytes.
  const expected = argon2Sync('argon2id', {
    message: PASSWORD,
    nonce: Buffer.from(parts[1] ?? '', 'base64'),
    parallelism: 1,
    tagLength: 32,
    memory: 19_456,
    passes: 2,
  })
  assert.ok(expected.equals(Buffer.from(parts[2] ?? '', 'base64')))
  assert.notEqual(await passwords.hash(PASSWORD), stored)
})

test('[PW3] the right password is right, every other is wrong, and so is each without a hash', async () => {
  const passwords = new Passwords(CHEAP)
  const stored = await passwords.hash(PASSWORD)
  const isRight = async (password: string, hash: string | undefined) =>
    (await passwords.check(password, hash)).isRight
  assert.equal(await isRight(PASSWORD, stored), true)
  for (const wrong of [PASSWORD.toUpperCase(), `${PASSWORD} `, '', PASSWORD.slice(1)]) {
    assert.equal(await isRight(wrong, stored), false)
  }
  assert.equal(await isRight(PASSWORD, undefined), false)
})

test('[PW3] the same characters from another keyboard are the same password', async () => {
  const passwords = new Passwords(CHEAP)
  const stored = await passwords.hash('caf\u00e9-\u725b\u725b')
  assert.equal((await passwords.check('cafe\u0301-\u725b\u725b', stored)).isRight, true)
  assert.equal((await passwords.check('cafe-\u725b\u725b', stored)).isRight, false)
})

test('[PW3] an unknown account is as much work as a known one', async () => {
  const cost: HashCost = { memoryKiB: 4096, passes: 2, lanes: 1 }
  const passwords = new Passwords(cost)
  const stored = await passwords.hash(PASSWORD)
  const before = passwords.done
  await passwords.check('wrong', stored)
  assert.equal(passwords.done, before + 1)
  await passwords.check('wrong', undefined)
  assert.equal(passwords.done, before + 2)
  // A decoy of lower cost, or one that fails to parse, would take a small part of the time.
  const fastest = async (hash: string | undefined) => {
    let bestMs = Number.POSITIVE_INFINITY
    for (let n = 0; n < 15; n++) {
      const startMs = performance.now()
      await passwords.check('wrong', hash)
      bestMs = Math.min(bestMs, performance.now() - startMs)
    }
    return bestMs
  }
  const known = await fastest(stored)
  const unknown = await fastest(undefined)
  assert.ok(unknown > known / 3 && unknown < known * 3, `${known} ms known, ${unknown} ms unknown`)
})

test('[PW4] two hash at once, fifty wait, and the next is refused before any work', async () => {
  const passwords = new Passwords(CHEAP)
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, () => passwords.hash(PASSWORD)),
  )
  const refused = results.filter((each) => each.status === 'rejected')
  assert.equal(refused.length, 60 - 52)
  assert.equal(passwords.done, 52)
  for (const { reason } of refused) {
    assert.ok(reason instanceof RefusalError)
    assert.equal(reason.refusal.refusal, 'auth/slow-down')
    assert.ok(Number(reason.refusal.fields?.['retryAfterMs']) > 0)
  }
  assert.equal(passwords.waiting, 0)
  await passwords.hash(PASSWORD)
})

test('[PW4] a stored hash that is none is a fault of that check alone; the line moves on', async () => {
  const passwords = new Passwords(CHEAP)
  for (let n = 0; n < 3; n++) await assert.rejects(passwords.check(PASSWORD, 'plain text'))
  assert.equal((await passwords.check(PASSWORD, await passwords.hash(PASSWORD))).isRight, true)
})

test('[PW4] the event loop turns on while passwords are hashed', async () => {
  const passwords = new Passwords()
  let isDone = false
  const hashing = passwords.hash(PASSWORD).then(() => {
    isDone = true
  })
  let turns = 0
  while (!isDone) {
    await nextTurn()
    turns++
  }
  await hashing
  assert.ok(turns > 20, `${turns} turns`)
})

test('[PW7] a hash made at another cost is outdated, one of today’s is not', async () => {
  const stored = await new Passwords(CHEAP).hash(PASSWORD)
  const dearer = new Passwords({ ...CHEAP, passes: 2 })
  assert.deepEqual(await dearer.check(PASSWORD, stored), { isRight: true, isOutdated: true })
  const today = await dearer.hash(PASSWORD)
  assert.deepEqual(await dearer.check(PASSWORD, today), { isRight: true, isOutdated: false })
})
