import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlayerQueues } from '../../src/requests/PlayerQueues.ts'
import { seeded } from '../desk/seeded.ts'

test('[RQ3] requests of one player run one after another, in the order they came', async () => {
  const queues = new PlayerQueues()
  const random = seeded(3)
  const log: string[] = []
  let running = 0
  const work = (name: string) => async () => {
    assert.equal(++running, 1, 'never two at once')
    for (let turns = random() * 5; turns > 0; turns--) await new Promise(setImmediate)
    log.push(name)
    running--
    return name
  }
  const names = Array.from({ length: 40 }, (_, i) => `r${i}`)
  const answers = await Promise.all(names.map((name) => queues.run(1, work(name))))
  assert.deepEqual(answers, names)
  assert.deepEqual(log, names)
})

test('[RQ3] players do not wait for each other', async () => {
  const queues = new PlayerQueues()
  let finish = () => {}
  const blocked = queues.run(
    1,
    () =>
      new Promise<void>((resolve) => {
        finish = resolve
      }),
  )
  assert.equal(await queues.run(2, async () => 'free'), 'free')
  finish()
  await blocked
})

test('[RQ3] one that fails does not hold up the next', async () => {
  const queues = new PlayerQueues()
  const failing = queues.run(1, async () => {
    throw new Error('a fault')
  })
  const next = queues.run(1, async () => 'next')
  await assert.rejects(async () => failing, /a fault/)
  assert.equal(await next, 'next')
})

test('[RQ3] too many waiting are not taken, and there is room again afterwards', async () => {
  const queues = new PlayerQueues()
  const taken = Array.from({ length: 64 }, (_, i) => queues.run(1, async () => i))
  assert.equal(
    queues.run(1, async () => 'too many'),
    undefined,
  )
  assert.notEqual(
    queues.run(2, async () => 'another player'),
    undefined,
  )
  await Promise.all(taken)
  assert.equal(await queues.run(1, async () => 'room again'), 'room again')
})
