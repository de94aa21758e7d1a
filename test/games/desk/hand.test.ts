import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordHand } from '../../../src/games/desk/record.ts'
import type { Game } from '../../../src/games/game.ts'
import { hashSeed, openStream, shuffleDeck } from '../../../src/games/shuffle.ts'
import type { XpnnState } from '../../../src/games/xpnn/state.ts'
import { HighCard } from '../../highcard/HighCard.ts'
import { deskInBid, deskWith } from './TestDesk.ts'

test('[HD1] every ready seat is dealt in; stakes and seeds are those of this moment', () => {
  const desk = deskWith('A B', { minPlayers: 2 })
  desk.sit('C', { gold: 500 })
  desk.sit('D', { auto: false })
  desk.seed('C', 'mine')
  const { seedHash, serverSeed } = desk.state
  desk.runTimer()
  assert.equal(desk.draw(), 'bid | A* B* C* D- . | bid-banker 4')
  const { hand } = desk.state
  assert.deepEqual(
    hand?.players.map(({ seat, playerId, stake, clientSeed }) => [
      seat,
      playerId,
      stake,
      clientSeed,
    ]),
    [
      [0, 1, 10_000, ''],
      [1, 2, 10_000, ''],
      [2, 3, 500, 'mine'],
    ],
  )
  const { deck } = shuffleDeck(openStream(serverSeed, ['', '', 'mine']))
  const game = hand?.game as XpnnState | undefined
  assert.deepEqual(game?.seats[2]?.cards, deck.slice(10, 15))
  const heard = { seq: 5, type: 'hand-started', handId: '7-1', seats: [0, 1, 2], seedHash }
  assert.deepEqual(desk.heard('hand-started'), heard)
})

test('[HD1] a hand id names one hand of the desk', () => {
  const desk = deskInBid('A B')
  const first = desk.state.handId
  desk.playToEnd()
  desk.runTimer()
  assert.equal(desk.state.handId, first, 'until the next hand starts')
  desk.runTimer()
  assert.deepEqual([first, desk.state.handId], ['7-1', '7-2'])
})

test('[HD2] the desk shows isSettling until the ledger has paid, then end for its whole time', () => {
  const desk = deskInBid('A B')
  desk.playByDefault()
  assert.equal(desk.draw(), 'open | A* B* . . .')
  assert.equal(desk.move('A', 'xpnn/open'), 'desk/wrong-phase')
  desk.nowMs += 60_000
  desk.settle()
  assert.equal(desk.draw(), 'end | A= B= . . . | game-end 2')
  assert.equal(desk.seat(0).result + desk.seat(1).result, 0)
  assert.equal(desk.seat(0).gold, 10_000 + desk.seat(0).result - desk.seat(0).fee)
  desk.leave('A')
  assert.equal(desk.draw(), 'end | . B= . . . | game-end 2', 'end is not shortened')
})

test('[HD2] a payment that is told twice, or before the hand is over, changes nothing', () => {
  const desk = deskInBid('A B')
  const gold = { 0: 1, 1: 1 }
  assert.deepEqual(desk.do({ type: 'settled', gold }), {})
  assert.equal(desk.draw(), 'bid | A* B* . . . | bid-banker 4')
  desk.playToEnd()
  const { state } = desk
  assert.deepEqual(desk.do({ type: 'settled', gold }), {})
  assert.equal(desk.state, state)
})

test('[HD3] when end ends, what belonged to the hand is gone and a new seed is committed', () => {
  const desk = deskWith('A B')
  desk.seed('A', 'mine')
  const { seedHash, serverSeed } = desk.state
  desk.playToEnd()
  const settled = desk.heard('settled')
  assert.deepEqual([settled?.['serverSeed'], settled?.['clientSeeds']], [serverSeed, ['mine', '']])
  assert.equal(hashSeed(serverSeed), seedHash)
  assert.notEqual(desk.seat(0).result, 0)
  assert.equal(desk.state.seedHash, seedHash)
  desk.runTimer()
  assert.equal(desk.state.hand, undefined)
  const { result, fee, clientSeed } = desk.seat(0)
  assert.deepEqual({ result, fee, clientSeed }, { result: 0, fee: 0, clientSeed: '' })
  assert.notEqual(desk.state.seedHash, seedHash)
  assert.equal(hashSeed(desk.state.serverSeed), desk.state.seedHash)
  assert.equal(desk.draw(), 'ready | A+ B+ . . . | ready-begin 3')
})

test('[HD3] a seat below minStay is removed after the hand, one exactly at it stays', () => {
  const desk = deskWith('A B C', { minPlayers: 3 })
  desk.playToEnd()
  desk.raise('A', 49)
  desk.raise('B', 50)
  desk.runTimer()
  assert.equal(desk.removed(), 'A too-poor')
  assert.equal(desk.draw(), 'waiting | . B+ C+ . .')
})

test('[HD3] regroup removes all seats when end ends', () => {
  const desk = deskWith('A B', { regroup: true })
  desk.sit('C', { auto: false })
  desk.playToEnd()
  desk.runTimer()
  assert.equal(desk.removed(), 'A regroup, B regroup, C regroup')
})

test('[HD3] of several reasons to go the first counts: left, dropped, too-poor, regroup', () => {
  const timings = { readyBeginSeconds: 3, gameEndSeconds: 2, readySeconds: 15, keepSeatSeconds: 1 }
  const desk = deskInBid('A B C D', { regroup: true, timings })
  desk.drop('A')
  desk.leave('A')
  desk.drop('B')
  desk.playToEnd()
  for (const letter of ['A', 'B', 'C']) desk.raise(letter, 0)
  desk.runTimer()
  assert.equal(desk.removed(), 'A left, B dropped, C too-poor, D regroup')
  assert.equal(desk.draw(), 'waiting | . . . . .')
})

test('[HD4] closing between hands removes everybody', () => {
  const desk = deskWith('A B')
  desk.close('closed')
  assert.equal(desk.draw(), 'closed | . . . . .')
  assert.equal(desk.removed(), 'A closed, B closed')
  assert.ok(!desk.events.some(({ type }) => type === 'hand-voided'))
})

test('[HD4] closing in play, or before the hand is paid, voids it', () => {
  for (const play of [false, true]) {
    const desk = deskInBid('A B')
    if (play) desk.playByDefault()
    desk.close('voided')
    assert.ok(desk.events.some((each) => each.type === 'hand-voided' && each.handId === '7-1'))
    assert.equal(desk.removed(), 'A voided, B voided')
    assert.equal(desk.state.hand, undefined)
    assert.deepEqual(desk.state.timers, [])
  }
})

test('[HD4] a hand that is paid is not voided any more', () => {
  const desk = deskInBid('A B')
  desk.playToEnd()
  desk.close('closed')
  assert.ok(!desk.events.some(({ type }) => type === 'hand-voided'))
})

test('[HD4] a void hand keeps nothing of early losers in the pot', () => {
  const desk = deskWith('A B C', {}, HighCard as Game)
  desk.runTimer()
  desk.move('A', 'highcard/fold')
  desk.close('voided')
  const removals = desk.events.filter((each) => each.type === 'seat-removed')
  assert.deepEqual(
    removals.map(({ intoPot }) => intoPot),
    [0, 0, 0],
  )
})

test('a move of one who is not seated, not dealt in, or without a hand is refused', () => {
  const desk = deskWith('A B')
  desk.sit('C', { auto: false })
  assert.equal(desk.move('D', 'xpnn/bid', { times: 1 }), 'desk/not-seated')
  assert.equal(desk.move('A', 'xpnn/bid', { times: 1 }), 'desk/wrong-phase')
  desk.runTimer()
  assert.equal(desk.move('C', 'xpnn/bid', { times: 1 }), 'desk/not-seated')
  desk.playByDefault()
  assert.equal(desk.move('C', 'xpnn/bid', { times: 1 }), 'desk/not-seated')
  assert.equal(desk.move('A', 'xpnn/bid', { times: 1 }), 'desk/wrong-phase')
})

test('[FS7] the record tells a hand whole, early losers included', () => {
  const desk = deskWith('A B C', {}, HighCard as Game)
  desk.seed('B', 'b')
  desk.runTimer()
  const { serverSeed, seedHash } = desk.state
  const startedAtMs = desk.nowMs
  desk.leave('B')
  desk.playByDefault()
  const record = recordHand(desk.state, desk.game)
  assert.equal(record.handId, '7-1')
  assert.deepEqual([record.serverSeed, record.seedHash], [serverSeed, seedHash])
  assert.deepEqual([record.startedAtMs, record.endedAtMs], [startedAtMs, desk.nowMs])
  assert.deepEqual(
    record.seats.map(({ seat, playerId, stake, clientSeed }) => [
      seat,
      playerId,
      stake,
      clientSeed,
    ]),
    [
      [0, 1, 10_000, ''],
      [1, 2, 10_000, 'b'],
      [2, 3, 10_000, ''],
    ],
  )
  assert.equal(record.seats[1]?.result, -10)
  assert.equal(
    record.seats.reduce((sum, { result }) => sum + result, 0),
    0,
  )
})
