import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Game } from '../../../src/games/game.ts'
import { HighCard } from '../../highcard/HighCard.ts'
import { deskInBid, deskWith, TestDesk } from './TestDesk.ts'

const highCard = HighCard as Game

test('[DS1] nobody sits down at a closed desk, and nothing else happens there', () => {
  const desk = deskWith('A')
  desk.close()
  assert.equal(desk.draw(), 'closed | . . . . .')
  assert.equal(desk.sit('B'), 'desk/gone')
  assert.equal(desk.leave('A'), 'desk/gone')
})

test('[DS2] a player takes the lowest free seat', () => {
  const desk = deskWith('A B C', { minPlayers: 5 })
  desk.leave('B')
  assert.equal(desk.draw(), 'waiting | A+ . C+ . .')
  desk.sit('D')
  assert.equal(desk.draw(), 'waiting | A+ D+ C+ . .')
})

test('[DS2] a desk without a free seat is full', () => {
  const desk = deskWith('A B', { seats: 2 })
  assert.equal(desk.sit('C'), 'desk/full')
})

test('[DS3] a player holds one seat at a desk', () => {
  const desk = deskWith('A')
  assert.equal(desk.sit('A'), 'desk/already-seated')
  assert.equal(desk.draw(), 'waiting | A+ . . . .')
})

test('[DS4] sitting down needs minEnter', () => {
  const desk = new TestDesk()
  assert.equal(desk.sit('A', { gold: 99 }), 'desk/too-poor')
  assert.deepEqual(desk.sit('A', { gold: 100 }), {})
})

test('[DS5] a desk is joined in waiting and in ready, not in play and not in end', () => {
  const desk = deskWith('A B')
  assert.deepEqual(desk.sit('C'), {})
  desk.runTimer()
  for (const phase of ['bid', 'bet', 'open']) {
    assert.equal(desk.state.phase, phase)
    assert.equal(desk.sit('D'), 'desk/in-play')
    desk.runTimer()
  }
  assert.equal(desk.sit('D'), 'desk/in-play', 'while it settles')
  desk.settle()
  assert.equal(desk.state.phase, 'end')
  assert.equal(desk.sit('D'), 'desk/in-play')
  desk.runTimer()
  assert.deepEqual(desk.sit('D'), {})
})

test('[DS5] a game may let players sit down in play; they wait for the next hand', () => {
  const desk = deskWith('A B', {}, highCard)
  desk.runTimer()
  desk.sit('C')
  assert.equal(desk.draw(), 'play | A* B* C+ . . | play 6, hurry(0) 2')
  assert.equal(desk.move('C', 'highcard/fold'), 'desk/not-seated')
  desk.playToEnd()
  assert.match(desk.draw(), /^end \| A= B= C\+/)
  desk.runTimer()
  desk.runTimer()
  assert.match(desk.draw(), /^play \| A\* B\* C\*/)
})

test('the refusals of sitting down come in this order: gone, seated, in play, full, too poor', () => {
  const desk = deskInBid('A B', { seats: 2 })
  assert.equal(desk.sit('A', { gold: 0 }), 'desk/already-seated')
  assert.equal(desk.sit('C', { gold: 0 }), 'desk/in-play')
  desk.playToEnd()
  desk.runTimer()
  assert.equal(desk.sit('C', { gold: 0 }), 'desk/full')
  desk.leave('A')
  assert.equal(desk.sit('C', { gold: 0 }), 'desk/too-poor')
  desk.close()
  assert.equal(desk.sit('B', { gold: 0 }), 'desk/gone')
})

test('[DS6] who is in no hand leaves at once, in waiting, ready and end', () => {
  const desk = deskWith('A B C')
  assert.deepEqual(desk.leave('C'), { leavesNow: true })
  assert.equal(desk.draw(), 'ready | A+ B+ . . . | ready-begin 3')
  desk.playToEnd()
  assert.deepEqual(desk.leave('B'), { leavesNow: true })
  assert.equal(desk.draw(), 'end | A= . . . . | game-end 2')
  assert.equal(desk.removed(), 'C left, B left')
  desk.runTimer()
  assert.deepEqual(desk.leave('A'), { leavesNow: true })
  assert.equal(desk.leave('A'), 'desk/not-seated')
})

test('[DS6] who leaves in play takes defaults at once, is settled, and goes after end', () => {
  const desk = deskInBid('A B C')
  assert.deepEqual(desk.leave('A'), { leavesNow: false })
  assert.equal(desk.draw(), 'bid | A*> B* C* . . | bid-banker 4')
  assert.deepEqual(desk.heard('bid'), { seq: desk.state.seq, type: 'bid', seat: 0, times: 0 })
  assert.deepEqual(desk.leave('A'), { leavesNow: false }, 'asked twice')
  assert.equal(desk.pushes.filter(({ type }) => type === 'seat-left').length, 1)
  desk.move('B', 'xpnn/bid', { times: 1 })
  desk.move('C', 'xpnn/bid', { times: 0 })
  desk.move('C', 'xpnn/bet', { times: 2 })
  assert.equal(desk.state.phase, 'open', 'nobody waits for the one who left')
  desk.playToEnd()
  assert.equal(desk.seat(0).status, 'ended')
  assert.equal(desk.seat(0).gold, 10_000 + desk.seat(0).result - desk.seat(0).fee)
  desk.runTimer()
  assert.equal(desk.removed(), 'A left')
  assert.equal(desk.draw(), 'ready | . B+ C+ . . | ready-begin 3')
})

test('[DS6] the last one to act leaves: the hand goes on without a timer', () => {
  const desk = deskInBid('A B')
  desk.move('A', 'xpnn/bid', { times: 3 })
  desk.leave('B')
  assert.equal(desk.draw(), 'open | A* B*> . . . | open-card 5')
  assert.deepEqual(desk.leave('A'), { leavesNow: false })
  assert.equal(desk.draw(), 'open | A*> B*> . . .', 'the desk settles, no timer runs')
})

test('[DS6] while the hand is being paid everybody stays', () => {
  const desk = deskInBid('A B')
  desk.playByDefault()
  assert.deepEqual(desk.leave('A'), { leavesNow: false })
  desk.settle()
  assert.equal(desk.draw(), 'end | A=> B= . . . | game-end 2')
  assert.deepEqual(desk.leave('A'), { leavesNow: true })
})

test('[DS7] who lost early goes at once, and his loss stays in the pot', () => {
  const desk = deskWith('A B C', {}, highCard)
  desk.runTimer()
  desk.move('A', 'highcard/fold')
  assert.equal(desk.draw(), 'play | A= B* C* . . | play 6, hurry(0) 2')
  assert.deepEqual(desk.leave('A'), { leavesNow: true })
  assert.equal(desk.draw(), 'play | . B* C* . . | play 6')
  assert.equal(removalOf(desk, 0).intoPot, 10)
  desk.playByDefault()
  assert.equal(desk.state.hand?.results?.find(({ seat }) => seat === 0)?.result, -10)
})

test('[DS7] leaving that ends the hand for the seat lets it go at once', () => {
  const desk = deskWith('A B C', {}, highCard)
  desk.runTimer()
  assert.deepEqual(desk.leave('B'), { leavesNow: true })
  assert.equal(desk.draw(), 'play | A* . C* . . | play 6, hurry(0) 2')
  assert.equal(removalOf(desk, 1).intoPot, 10)
})

test('[DS7] leaving that ends the hand for all waits for the payment', () => {
  const desk = deskWith('A B', {}, highCard)
  desk.runTimer()
  assert.deepEqual(desk.leave('B'), { leavesNow: false })
  assert.equal(desk.draw(), 'play | A* B=> . . .')
  desk.settle()
  desk.runTimer()
  assert.equal(desk.removed(), 'B left')
})

test('[DS7] who sits down where an early loser left owes nothing for him', () => {
  const desk = deskWith('A B C', {}, highCard)
  desk.runTimer()
  desk.leave('A')
  desk.sit('D')
  assert.match(desk.draw(), /^play \| D\+ B\* C\*/)
  assert.deepEqual(desk.leave('D'), { leavesNow: true })
  assert.equal(removalOf(desk, 0).intoPot, 0)
  desk.sit('A')
  desk.playByDefault()
  assert.equal(desk.move('A', 'highcard/fold'), 'desk/not-seated')
  desk.settle()
  const { gold, status, result } = desk.seat(0)
  assert.deepEqual({ gold, status, result }, { gold: 10_000, status: 'ready', result: 0 })
})

test('[DS8] a dropped seat is kept 30 s, and comes back as it was', () => {
  const desk = deskWith('A')
  desk.drop('A')
  assert.equal(desk.draw(), 'waiting | A+~ . . . . | keep-seat(0) 30')
  desk.wait(29.999)
  desk.drop('A')
  desk.comeBack('A')
  assert.equal(desk.draw(), 'waiting | A+ . . . .')
  assert.equal(desk.seat(0).droppedAtMs, 0)
  desk.drop('A')
  desk.wait(30)
  assert.equal(desk.removed(), 'A dropped')
})

test('[DS8] a dropped seat is kept until its hand is over', () => {
  const settings = { bidSeconds: 40, betSeconds: 5, openSeconds: 5 }
  const desk = deskInBid('A B', { settings })
  desk.drop('A')
  desk.wait(35)
  assert.equal(desk.draw(), 'bid | A*~ B* . . . | bid-banker 5')
  desk.playToEnd()
  desk.runTimer()
  assert.equal(desk.removed(), 'A dropped')
})

test('[DS8] a hand that is over sooner does not shorten the 30 s', () => {
  const desk = deskInBid('A B')
  desk.drop('A')
  desk.playToEnd()
  desk.runTimer()
  assert.equal(desk.draw(), 'waiting | A+~ B+ . . . | keep-seat(0) 14')
  desk.wait(14)
  assert.equal(desk.removed(), 'A dropped')
})

test('[DS8] a dropped seat that folded goes when its time is up, its loss in the pot', () => {
  const desk = deskWith('A B C', { settings: { playSeconds: 60 } }, highCard)
  desk.runTimer()
  desk.move('B', 'highcard/fold')
  desk.drop('B')
  desk.wait(30)
  assert.equal(desk.removed(), 'B dropped')
  assert.equal(removalOf(desk, 1).intoPot, 10)
})

test('[DS8] who drops in play gets the defaults at the ends of the timers', () => {
  const desk = deskInBid('A B')
  desk.drop('A')
  desk.move('B', 'xpnn/bid', { times: 2 })
  assert.equal(desk.state.phase, 'bid')
  desk.wait(4)
  assert.equal(desk.state.phase, 'bet')
  desk.comeBack('A')
  assert.deepEqual(desk.move('A', 'xpnn/bet', { times: 5 }), {})
})

test('return and drop of one who has no seat: refused, and nothing', () => {
  const desk = deskWith('A')
  assert.equal(desk.comeBack('B'), 'desk/not-seated')
  assert.deepEqual(desk.drop('B'), {})
  assert.deepEqual(desk.comeBack('A'), {})
})

test('[DS9] gold that came meanwhile joins the stake between hands, not in one', () => {
  const desk = deskWith('A B')
  assert.deepEqual(desk.raise('A', 12_000), {})
  assert.equal(desk.seat(0).gold, 12_000)
  assert.equal(desk.raise('C', 1), 'desk/not-seated')
  desk.runTimer()
  assert.equal(desk.state.hand?.players[0]?.stake, 12_000)
  assert.equal(desk.raise('A', 13_000), 'desk/wrong-phase')
  desk.playByDefault()
  assert.equal(desk.raise('A', 13_000), 'desk/wrong-phase')
  desk.settle()
  assert.deepEqual(desk.raise('A', 13_000), {})
})

function removalOf(desk: TestDesk, seat: number) {
  const event = desk.events.findLast((each) => each.type === 'seat-removed' && each.seat === seat)
  assert.ok(event?.type === 'seat-removed')
  return event
}
