import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deskInBid, deskWith, TestDesk } from './TestDesk.ts'

test('[RD1] a seat is ready as it is taken, unless its player switched auto-ready off', () => {
  const desk = new TestDesk()
  desk.sit('A')
  desk.sit('B', { auto: false })
  assert.equal(desk.draw(), 'waiting | A+ B- . . . | seat-ready(1) 15')
})

test('[RD2] enough ready seats begin ready; its whole time runs', () => {
  const desk = deskWith('A')
  assert.equal(desk.draw(), 'waiting | A+ . . . .')
  desk.sit('B')
  assert.equal(desk.draw(), 'ready | A+ B+ . . . | ready-begin 3')
  desk.wait(2.999)
  assert.equal(desk.state.phase, 'ready')
  desk.wait(0.001)
  assert.equal(desk.draw(), 'bid | A* B* . . . | bid-banker 4')
})

test('[RD2] enough is minPlayers', () => {
  const desk = deskWith('A B', { minPlayers: 3 })
  assert.equal(desk.draw(), 'waiting | A+ B+ . . .')
  desk.sit('C')
  assert.equal(desk.draw(), 'ready | A+ B+ C+ . . | ready-begin 3')
})

test('[RD2] who sits down during ready neither restarts nor lengthens it, and is dealt in', () => {
  const desk = deskWith('A B')
  const { timers } = desk.state
  desk.wait(2)
  desk.sit('C')
  desk.sit('D', { auto: false })
  assert.deepEqual(desk.state.timers, timers)
  assert.equal(desk.draw(), 'ready | A+ B+ C+ D- . | ready-begin 1')
  desk.wait(1)
  assert.equal(desk.draw(), 'bid | A* B* C* D- . | bid-banker 4')
})

for (const [how, act] of [
  ['leaves', (desk: TestDesk) => desk.leave('B')],
  ['drops', (desk: TestDesk) => desk.drop('B')],
  ['is not ready any more', (desk: TestDesk) => desk.ready('B', false)],
] as const) {
  test(`[RD2] too few in ready, as one ${how}: the timer is deleted and the desk waits`, () => {
    const desk = deskWith('A B')
    desk.wait(1)
    act(desk)
    assert.match(desk.draw(), /^waiting \| A\+/)
    assert.doesNotMatch(desk.draw(), /ready-begin/)
    desk.sit('C')
    assert.match(desk.draw(), /^ready .* ready-begin 3/, 'it begins anew')
  })
}

test('[RD2] one of three leaves in ready: the countdown goes on', () => {
  const desk = deskWith('A B C')
  desk.wait(1)
  desk.leave('B')
  assert.equal(desk.draw(), 'ready | A+ . C+ . . | ready-begin 2')
})

test('[RD2] a seat that drops in ready is not dealt in; one that is back in time is', () => {
  const desk = deskWith('A B C D')
  desk.drop('B')
  desk.drop('D')
  desk.wait(1)
  desk.comeBack('D')
  desk.wait(2)
  assert.equal(desk.draw(), 'bid | A* B+~ C* D* . | bid-banker 4, keep-seat(1) 27')
  assert.deepEqual(desk.heard('hand-started')?.['seats'], [0, 2, 3])
})

test('[RD3] ready and unready, again and again; nothing happens twice', () => {
  const desk = deskWith('A')
  desk.ready('A', false)
  assert.equal(desk.draw(), 'waiting | A- . . . . | seat-ready(0) 15')
  const before = desk.events.length
  desk.ready('A', false)
  assert.equal(desk.events.length, before)
  desk.ready('A', true)
  assert.equal(desk.draw(), 'waiting | A+ . . . .')
  assert.equal(desk.ready('B', true), 'desk/not-seated')
})

test('[RD3] who is in a hand cannot change that; he may switch auto-ready', () => {
  const desk = deskInBid('A B')
  assert.equal(desk.ready('A', false), 'desk/wrong-phase')
  assert.deepEqual(desk.ready('A', false, false), {})
  assert.equal(desk.draw(), 'bid | A* B* . . . | bid-banker 4')
  desk.playByDefault()
  assert.equal(desk.ready('A', true), 'desk/wrong-phase', 'while it is paid')
  desk.settle()
  assert.equal(desk.ready('A', true), 'desk/wrong-phase', 'in end')
  desk.runTimer()
  assert.equal(desk.draw(), 'waiting | A- B+ . . . | seat-ready(0) 15')
})

test('[RD3] auto-ready switched on in the hand makes the seat ready after it', () => {
  const desk = new TestDesk()
  desk.sit('A', { auto: false })
  desk.sit('B')
  desk.ready('A', true)
  desk.runTimer()
  desk.ready('A', true, true)
  desk.playToEnd()
  desk.runTimer()
  assert.equal(desk.draw(), 'ready | A+ B+ . . . | ready-begin 3')
})

test('[RD3] without auto-ready a seat is unready after each hand', () => {
  const desk = deskWith('A B')
  desk.ready('B', true, false)
  desk.playToEnd()
  desk.runTimer()
  assert.equal(desk.draw(), 'waiting | A+ B- . . . | seat-ready(1) 15')
  desk.ready('B', true)
  assert.equal(desk.draw(), 'ready | A+ B+ . . . | ready-begin 3')
})

test('[RD3] who sits unready beside a hand may get ready for the next', () => {
  const desk = deskWith('A B')
  desk.sit('C', { auto: false })
  desk.runTimer()
  desk.ready('C', true)
  assert.equal(desk.draw(), 'bid | A* B* C+ . . | bid-banker 4')
})

test('[RD4] an unready seat in waiting is removed after readySeconds', () => {
  const desk = deskWith('A')
  desk.ready('A', false)
  desk.wait(14.999)
  assert.equal(desk.removed(), '')
  desk.wait(0.001)
  assert.equal(desk.removed(), 'A idle')
  assert.equal(desk.draw(), 'waiting | . . . . .')
})

test('[RD4] the countdown of an unready seat stops while others play', () => {
  const desk = deskWith('A B')
  desk.sit('C', { auto: false })
  assert.equal(desk.draw(), 'ready | A+ B+ C- . . | ready-begin 3')
  desk.playToEnd()
  desk.leave('B')
  desk.runTimer()
  assert.equal(desk.draw(), 'waiting | A+ . C- . . | seat-ready(2) 15')
})

test('[RD4] a dropped unready seat has the time of the dropped, not that of the unready', () => {
  const desk = deskWith('A')
  desk.ready('A', false)
  desk.drop('A')
  assert.equal(desk.draw(), 'waiting | A-~ . . . . | keep-seat(0) 30')
  desk.wait(20)
  desk.comeBack('A')
  assert.equal(desk.draw(), 'waiting | A- . . . . | seat-ready(0) 15')
})

test('[RD5] two hands in a row without an own action cost auto-ready', () => {
  const desk = deskWith('A B C')
  for (const hand of [1, 2]) {
    desk.runTimer()
    desk.move('B', 'xpnn/bid', { times: 0 })
    desk.move('C', 'xpnn/bid', { times: 4 })
    desk.playToEnd()
    desk.runTimer()
    if (hand === 1) assert.equal(desk.draw(), 'ready | A+ B+ C+ . . | ready-begin 3')
  }
  assert.equal(desk.draw(), 'ready | A- B+ C+ . . | ready-begin 3')
  assert.equal(desk.seat(0).isAutoReady, false)
  assert.equal(desk.seat(0).idleHands, 0, 'getting ready again is a new beginning')
})

test('[RD5] one own action between them begins the count anew', () => {
  const desk = deskWith('A B')
  for (const acts of [false, true, false]) {
    desk.runTimer()
    desk.move('B', 'xpnn/bid', { times: 1 })
    if (acts) desk.move('A', 'xpnn/bid', { times: 0 })
    desk.playToEnd()
    desk.runTimer()
    assert.equal(desk.seat(0).isAutoReady, true)
  }
  assert.equal(desk.seat(0).idleHands, 1)
})

test('[RD6] who is offline when ready begins loses auto-ready and is not ready', () => {
  const desk = deskWith('A')
  desk.drop('A')
  desk.sit('B')
  assert.equal(desk.draw(), 'waiting | A+~ B+ . . . | keep-seat(0) 30')
  desk.sit('C')
  assert.equal(desk.draw(), 'ready | A-~ B+ C+ . . | ready-begin 3, keep-seat(0) 30')
  assert.equal(desk.seat(0).isAutoReady, false)
  desk.comeBack('A')
  assert.equal(desk.draw(), 'ready | A- B+ C+ . . | ready-begin 3')
})

test('[RD6] who is back before ready begins keeps auto-ready', () => {
  const desk = deskWith('A')
  desk.drop('A')
  desk.sit('B')
  desk.comeBack('A')
  assert.equal(desk.draw(), 'ready | A+ B+ . . . | ready-begin 3')
  assert.equal(desk.seat(0).isAutoReady, true)
})

test('[FS1] a client seed is taken in waiting and ready, the last one counts', () => {
  const desk = deskWith('A')
  assert.deepEqual(desk.seed('A', 'first'), {})
  desk.sit('B')
  desk.seed('A', 'second')
  desk.runTimer()
  assert.deepEqual(
    desk.state.hand?.players.map(({ clientSeed }) => clientSeed),
    ['second', ''],
  )
  assert.equal(desk.seed('A', 'late'), 'desk/wrong-phase')
  desk.playToEnd()
  assert.equal(desk.seed('A', 'late'), 'desk/wrong-phase', 'in end')
  assert.equal(desk.seed('C', 'none'), 'desk/not-seated')
})
