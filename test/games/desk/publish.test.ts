import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeskEvent } from '../../../src/games/desk/DeskEvent.ts'
import { deskFields, seatFields, viewFromSeat } from '../../../src/games/desk/project.ts'
import { applyEvent, messageFor } from '../../../src/games/desk/publish.ts'
import type { Game } from '../../../src/games/game.ts'
import { HighCard } from '../../highcard/HighCard.ts'
import { deskInBid, deskWith } from './TestDesk.ts'

test('[DE1] what viewers hear is numbered 1, 2, 3 … without a gap', () => {
  const desk = deskWith('A B')
  desk.playToEnd()
  desk.leave('B')
  assert.deepEqual(
    desk.pushes.map(({ seq }) => seq),
    desk.pushes.map((_, index) => index + 1),
  )
  assert.deepEqual(
    desk.pushes.map(({ type }) => type).filter((type) => !/^(bet|bid|opened|fifth)/.test(type)),
    [
      'seat-taken',
      'seat-taken',
      'hand-started',
      'banker-chosen',
      'settled',
      'seat-left',
      'seat-removed',
    ],
  )
})

test('[DE1] a refusal is not numbered, nor what no viewer is told', () => {
  const desk = deskWith('A')
  desk.sit('A')
  desk.seed('A', 'x')
  desk.ready('A', false)
  assert.equal(desk.state.seq, 1)
})

test('[DE2] a card of its own reaches the player of the seat alone', () => {
  const desk = deskInBid('A B')
  desk.runTimer()
  desk.runTimer()
  const push = desk.pushes.findLast(({ type }) => type === 'fifth-card')
  assert.ok(push)
  assert.deepEqual(Object.keys(messageFor(push, 2)), [
    'seq',
    'type',
    'seat',
    'card',
    'handType',
    'group',
  ])
  for (const other of [1, 3, 0]) {
    assert.deepEqual(Object.keys(messageFor(push, other)), ['seq', 'type', 'seat'])
  }
})

test('[DE2] who sits where an early loser left hears nothing that was meant for him', () => {
  const telling: Game = {
    ...(HighCard as Game),
    publish: () => ({ type: 'raised', fields: {}, own: { seat: 0, fields: { secret: 1 } } }),
  }
  const desk = deskWith('A B C', {}, HighCard as Game)
  desk.runTimer()
  const event: DeskEvent = {
    type: 'played',
    event: { type: 'raised', seat: 1, times: 1, atMs: 0, byDefault: false } as { type: string },
  }
  assert.equal(applyEvent(desk.state, event, telling).push?.own?.playerId, 1)
  desk.leave('A')
  desk.sit('D')
  assert.equal(applyEvent(desk.state, event, telling).push?.own, undefined)
})

test('a desk shows its own fields beside those of the game', () => {
  const desk = deskInBid('A B')
  assert.deepEqual(deskFields(desk.state, desk.game), {
    phase: 'bid',
    handId: '7-1',
    seedHash: desk.state.seedHash,
    isSettling: false,
    seq: 3,
    bankerSeat: -1,
  })
  desk.playByDefault()
  assert.equal(deskFields(desk.state, desk.game)['isSettling'], true)
  desk.settle()
  assert.equal(deskFields(desk.state, desk.game)['isSettling'], false)
})

test('what belongs to a hand returns to its empty value when end ends', () => {
  const desk = deskWith('A B')
  const game = (index: number) => desk.game.seatFields(undefined, index)
  const before = seatFields(desk.state, desk.seat(0), desk.game)
  assert.deepEqual({ ...before, ...game(0) }, before)
  desk.playToEnd()
  assert.notDeepEqual({ ...seatFields(desk.state, desk.seat(0), desk.game), ...game(0) }, before)
  desk.runTimer()
  const { gold } = desk.seat(0)
  assert.deepEqual(seatFields(desk.state, desk.seat(0), desk.game), { ...before, gold })
  assert.equal(deskFields(desk.state, desk.game)['bankerSeat'], -1)
})

test('who sits where an early loser left sees no card of his', () => {
  const desk = deskWith('A B C', {}, HighCard as Game)
  desk.runTimer()
  desk.leave('A')
  desk.sit('D')
  const { hasFolded, times, card, ownCard } = seatFields(desk.state, desk.seat(0), desk.game)
  assert.deepEqual([hasFolded, times, card, ownCard], [false, -1, [], []])
})

test('[BT1] a bot sees what a client at its seat would see: hidden fields of its own seat alone', () => {
  const desk = deskInBid('A B')
  const view = viewFromSeat(desk.state, 1, desk.game)
  assert.deepEqual(view.desk, deskFields(desk.state, desk.game))
  assert.deepEqual(view.seats[1], seatFields(desk.state, desk.seat(1), desk.game))
  const own = view.seats[1]?.['ownCards']
  assert.ok(Array.isArray(own) && own.length === 4)
  const { ownCards: _hidden, ...open } = seatFields(desk.state, desk.seat(0), desk.game)
  assert.deepEqual(view.seats[0], open)
  assert.deepEqual(open['cards'], [0, 0, 0, 0, 0])
})
