import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { GuessLog } from '../../src/auth/GuessLog.ts'
import { GUESS_PACES } from '../../src/auth/guessCounts.ts'

const HOUR_MS = 3_600_000
// From a flood to somebody who comes back after a while.
const manyGaps = fc
  .constantFrom(0, 2_000, 40_000, 400_000)
  .chain((max) => fc.array(fc.integer({ min: 0, max }), { minLength: 50, maxLength: 400 }))
const ACCOUNT_PACE = GUESS_PACES.account

for (const [name, pace] of Object.entries(GUESS_PACES)) {
  test(`[PW5] ${name}: no hour holds more than its allowance, and no pause is long`, () => {
    const longestMs = Math.max(...pace.pausesMs)
    fc.assert(
      fc.property(manyGaps, (gaps) => {
        const log = new GuessLog(pace, 10)
        const letIn: number[] = []
        let nowMs = 1_700_000_000_000
        for (const gapMs of gaps) {
          nowMs += gapMs
          const waitMs = log.waitMs('key', nowMs)
          const inLastHour = letIn.filter((atMs) => atMs > nowMs - HOUR_MS).length
          assert.ok(waitMs === 0 || inLastHour >= pace.free)
          if (inLastHour < pace.mostAnHour) assert.ok(waitMs <= longestMs)
          if (waitMs > 0) continue
          assert.ok(inLastHour < pace.mostAnHour)
          log.add('key', nowMs)
          letIn.push(nowMs)
        }
      }),
    )
  })
}

test('[PW5] who asks without a pause gets 34 guesses at an account in the first hour, then 24', () => {
  const log = new GuessLog(ACCOUNT_PACE, 10)
  const letInAtMs: number[] = []
  for (let nowMs = 0; nowMs < 3 * HOUR_MS; nowMs += 500) {
    if (log.waitMs('key', nowMs) > 0) continue
    log.add('key', nowMs)
    letInAtMs.push(nowMs)
  }
  const inHour = (n: number) =>
    letInAtMs.filter((atMs) => atMs >= n * HOUR_MS && atMs < (n + 1) * HOUR_MS).length
  assert.deepEqual([inHour(0), inHour(1), inHour(2)], [34, 24, 24])
})

test('[PW5] waiting as long as one is told is enough', () => {
  const log = new GuessLog(ACCOUNT_PACE, 10)
  let nowMs = 0
  for (let n = 0; n < 100; n++) {
    nowMs += log.waitMs('key', nowMs)
    assert.equal(log.waitMs('key', nowMs), 0)
    log.add('key', nowMs)
  }
})

test('[PW5] keys do not hold each other up; what is given back does not count', () => {
  const log = new GuessLog(ACCOUNT_PACE, 10)
  for (let n = 0; n < 5; n++) log.add('a', 0)
  assert.ok(log.waitMs('a', 0) > 0)
  assert.equal(log.waitMs('b', 0), 0)
  log.remove('a')
  assert.equal(log.waitMs('a', 0), 0)
  log.add('a', 0)
  log.reset('a')
  assert.equal(log.waitMs('a', 0), 0)
  assert.equal(log.keys, 0)
})

test('[PW5] the log is bounded: it forgets what is over, then what is oldest', () => {
  const log = new GuessLog(ACCOUNT_PACE, 5_000)
  for (let n = 0; n < 20_000; n++) log.add(`key ${n}`, n)
  assert.ok(log.keys < 6_000, `${log.keys} keys`)
  for (let n = 0; n < 5; n++) log.add('new', 20_000)
  assert.ok(log.waitMs('new', 20_000) > 0)
  for (let n = 0; n < 1_000; n++) log.add('much later', 20_000 + 2 * HOUR_MS)
  assert.equal(log.keys, 1)
})
