import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { HeapScheduler } from '../../src/desk/Scheduler.ts'
import { seeded } from './seeded.ts'

function open() {
  const errors: unknown[] = []
  return { errors, scheduler: new HeapScheduler((error) => errors.push(error)) }
}

test('[CD5] runs come in the order of their times, equal ones as they were asked for, none early', async () => {
  const { scheduler } = open()
  const random = seeded(7)
  const startMs = scheduler.nowMs()
  const ran: { atMs: number; order: number }[] = []
  for (let order = 0; order < 500; order++) {
    const atMs = startMs + 5 + Math.floor(random() * 40)
    scheduler.at(atMs, () => {
      assert.ok(scheduler.nowMs() >= atMs, 'not before its time')
      ran.push({ atMs, order })
    })
  }
  await sleep(120)
  assert.equal(ran.length, 500)
  assert.deepEqual(
    ran,
    ran.toSorted((a, b) => a.atMs - b.atMs || a.order - b.order),
  )
})

test('[CD5] an earlier time asked for later comes first, and one in the past at once', async () => {
  const { scheduler } = open()
  const ran: string[] = []
  const nowMs = scheduler.nowMs()
  scheduler.at(nowMs + 40, () => ran.push('late'))
  scheduler.at(nowMs + 10, () => ran.push('soon'))
  scheduler.at(nowMs - 1000, () => ran.push('past'))
  await sleep(5)
  assert.deepEqual(ran, ['past'])
  await sleep(80)
  assert.deepEqual(ran, ['past', 'soon', 'late'])
})

test('[CD5] what is called off does not run, also by a run of the same moment', async () => {
  const { scheduler } = open()
  const ran: string[] = []
  const atMs = scheduler.nowMs() + 5
  const cancels: (() => void)[] = []
  scheduler.at(atMs, () => {
    ran.push('first')
    for (const cancel of cancels) cancel()
  })
  for (let i = 0; i < 200; i++) cancels.push(scheduler.at(atMs + (i % 3), () => ran.push('no')))
  scheduler.at(atMs + 10, () => ran.push('last'))
  await sleep(60)
  assert.deepEqual(ran, ['first', 'last'])
  for (const cancel of cancels) cancel()
})

test('[CD5] calling off thousands leaves the others in place', async () => {
  const { scheduler } = open()
  const atMs = scheduler.nowMs() + 20
  const ran: number[] = []
  const cancels = Array.from({ length: 3000 }, (_, i) =>
    scheduler.at(atMs + (i % 7), () => ran.push(i)),
  )
  for (const [i, cancel] of cancels.entries()) {
    if (i % 100 > 0) cancel()
    if (i % 100 > 0) cancel()
  }
  await sleep(80)
  assert.deepEqual(
    ran.toSorted((a, b) => a - b),
    Array.from({ length: 30 }, (_, i) => i * 100),
  )
})

test('[CD5] a run that throws is reported and the others run', async () => {
  const { scheduler, errors } = open()
  const ran: string[] = []
  const atMs = scheduler.nowMs() + 5
  scheduler.at(atMs, () => {
    throw new Error('a bug')
  })
  scheduler.at(atMs, () => ran.push('same moment'))
  scheduler.at(atMs + 10, () => ran.push('later'))
  await sleep(60)
  assert.deepEqual(ran, ['same moment', 'later'])
  assert.match(String(errors), /a bug/)
})

test('[CD5] a run that asks for the same moment again does not stop the process', async () => {
  const { scheduler } = open()
  let runs = 0
  const again = () => {
    if (++runs < 20) scheduler.at(scheduler.nowMs() - 10, again)
  }
  scheduler.at(scheduler.nowMs(), again)
  let turns = 0
  while (runs < 20) {
    await new Promise(setImmediate)
    turns++
  }
  assert.ok(turns >= 19, 'other work had its turn in between')
})

test('[CD5] after stop nothing runs', async () => {
  const { scheduler } = open()
  let ran = false
  const cancel = scheduler.at(scheduler.nowMs() + 5, () => {
    ran = true
  })
  scheduler.stop()
  cancel()
  await sleep(20)
  assert.equal(ran, false)
})
