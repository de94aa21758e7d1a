import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CdTimer, DESK, isDue, nextTimer } from '../../../src/games/timers.ts'
import { deskWith, TestDesk } from './TestDesk.ts'

const timer = (id: number, endsAtMs: number): CdTimer => ({
  id,
  kind: 'test',
  seat: DESK,
  startedAtMs: 0,
  endsAtMs,
  args: {},
})

test('[CD1] a timer says when it began and when it ends, and its id is never used again', () => {
  const desk = deskWith('A B')
  const [first] = desk.state.timers
  const { startedAtMs, endsAtMs, kind, seat } = first as CdTimer
  assert.deepEqual([kind, seat, endsAtMs - startedAtMs], ['ready-begin', DESK, 3000])
  assert.equal(startedAtMs, desk.nowMs)
  desk.ready('A', false)
  desk.ready('A', true)
  assert.ok((desk.state.timers[0]?.id ?? 0) > (first?.id ?? 0) + 1, 'the seat timer had one too')
})

test('[CD2] a timer is due at its end time exactly', () => {
  assert.deepEqual(
    [99, 100, 101].map((nowMs) => isDue(timer(1, 100), nowMs)),
    [false, true, true],
  )
})

test('[CD2] of several timers the earliest is next, of equal ones the oldest', () => {
  assert.equal(nextTimer([]), undefined)
  assert.equal(nextTimer([timer(1, 200), timer(2, 100), timer(3, 100)])?.id, 2)
})

test('[CD3] a timer that is gone or not due changes nothing', () => {
  const desk = deskWith('A B')
  const { state } = desk
  const timerId = state.timers[0]?.id ?? 0
  desk.nowMs += 2999
  assert.deepEqual(desk.do({ type: 'timer', timerId }), {})
  assert.deepEqual(desk.do({ type: 'timer', timerId: 99 }), {})
  assert.equal(desk.state, state)
  desk.nowMs += 1
  desk.do({ type: 'timer', timerId })
  const inBid = desk.state
  assert.equal(inBid.phase, 'bid')
  desk.do({ type: 'timer', timerId })
  assert.equal(desk.state, inBid)
})

test('a phase that ends early takes its timer with it', () => {
  const desk = new TestDesk()
  desk.sit('A')
  desk.sit('B')
  desk.runTimer()
  desk.wait(1)
  desk.move('A', 'xpnn/bid', { times: 1 })
  desk.move('B', 'xpnn/bid', { times: 0 })
  assert.equal(desk.draw(), 'bet | A* B* . . . | bet 5')
})
