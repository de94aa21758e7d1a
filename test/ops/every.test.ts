import assert from 'node:assert/strict'
import { test } from 'node:test'
import { every } from '../../src/ops/every.ts'
import { FakeClock } from './FakeClock.ts'

const turn = () => new Promise(setImmediate)

test('a job runs again after its period, never twice at once, whatever it throws', async () => {
  const clock = new FakeClock()
  const errors: unknown[] = []
  let runs = 0
  let finish = () => {}
  const job = () => {
    runs++
    return new Promise<void>((resolve, reject) => {
      finish = runs === 2 ? () => reject(new Error('once')) : resolve
    })
  }
  const stop = every(clock, 1000, job, (error) => errors.push(error))
  clock.advance(999)
  assert.equal(runs, 0)
  clock.advance(1)
  assert.equal(runs, 1)
  clock.advance(5000)
  assert.equal(runs, 1)
  finish()
  await turn()
  clock.advance(1000)
  assert.equal(runs, 2)
  finish()
  await turn()
  assert.deepEqual(errors.map(String), ['Error: once'])
  clock.advance(1000)
  assert.equal(runs, 3)
  let isStopped = false
  const stopped = stop().then(() => {
    isStopped = true
  })
  await turn()
  assert.equal(isStopped, false)
  finish()
  await stopped
  clock.advance(10_000)
  assert.deepEqual([runs, clock.pending], [3, 0])
})
