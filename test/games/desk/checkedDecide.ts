import assert from 'node:assert/strict'
import { deskEvents } from '../../../src/contract/desk.ts'
import { NOBODY } from '../../../src/contract/ids.ts'
import { isRefusal, type Refusal } from '../../../src/contract/refusals.ts'
import type { PushTable } from '../../../src/contract/request.ts'
import type { DecideContext, DeskCommand } from '../../../src/games/desk/DeskCommand.ts'
import type { DeskEvent } from '../../../src/games/desk/DeskEvent.ts'
import type { DeskState } from '../../../src/games/desk/DeskState.ts'
import { type Decided, decide } from '../../../src/games/desk/decide.ts'
import { applyEvent, type NumberedPush } from '../../../src/games/desk/publish.ts'
import type { Game } from '../../../src/games/game.ts'
import { DESK } from '../../../src/games/timers.ts'

/** `decide`, and whatever must be true of it whichever desk and command it gets. */
export function checkedDecide(
  desk: DeskState,
  command: DeskCommand,
  context: DecideContext,
  game: Game,
): Refusal | Decided {
  // A decision that writes into its input throws.
  const decided = decide(freeze(desk), freeze(command), context, game)
  if (isRefusal(decided)) return decided
  checkReplay(desk, decided, game)
  checkTimers(decided.next)
  checkSeats(decided.next)
  for (const event of decided.events) if (event.type === 'hand-finished') checkResults(desk, event)
  for (const push of decided.pushes) checkPush(push, game)
  return decided
}

/** The journal holds JSON; what is read from it must make the same desk and tell the same. */
function checkReplay(desk: DeskState, decided: Decided, game: Game): void {
  const written = JSON.parse(JSON.stringify(decided.events)) as DeskEvent[]
  assert.deepEqual(written, decided.events, 'events are JSON')
  let replayed = desk
  const pushes: NumberedPush[] = []
  for (const event of written) {
    const applied = applyEvent(replayed, event, game)
    replayed = applied.desk
    if (applied.push) pushes.push(applied.push)
  }
  assert.deepEqual(replayed, decided.next, 'the events make the state')
  assert.deepEqual(pushes, decided.pushes, 'the events make the pushes')
  assert.deepEqual(
    pushes.map(({ seq }) => seq),
    pushes.map((_, index) => desk.seq + 1 + index),
    'seq counts up without a gap',
  )
  assert.equal(decided.next.seq, desk.seq + pushes.length)
}

function checkTimers({ timers, seats, nextTimerId }: DeskState): void {
  assert.ok(timers.filter(({ seat }) => seat === DESK).length <= 1, 'one desk timer at most')
  assert.equal(new Set(timers.map(({ id }) => id)).size, timers.length, 'an id names one timer')
  for (const { id, seat, kind } of timers) {
    assert.ok(id < nextTimerId, 'a timer id is not used again')
    assert.ok(seat === DESK || seats[seat]?.playerId, `${kind} of the empty seat ${seat}`)
  }
}

function checkSeats({ seats }: DeskState): void {
  const taken = seats.filter(({ playerId }) => playerId !== NOBODY)
  assert.equal(new Set(taken.map(({ playerId }) => playerId)).size, taken.length, 'one seat each')
  for (const seat of seats) {
    assert.ok(Number.isSafeInteger(seat.gold) && seat.gold >= 0, `gold of seat ${seat.index}`)
    assert.equal(seat.status === 'empty', seat.playerId === NOBODY, `status of seat ${seat.index}`)
  }
}

function checkResults(desk: DeskState, event: DeskEvent & { type: 'hand-finished' }): void {
  let sum = 0n
  for (const { seat, result, fee } of event.results) {
    const player = desk.hand?.players.find((each) => each.seat === seat)
    assert.ok(!player || result >= -player.stake, `seat ${seat} loses more than it has`)
    assert.ok(fee >= 0 && fee <= Math.max(0, result), `fee of seat ${seat}`)
    sum += BigInt(result)
  }
  assert.equal(sum, 0n, 'results sum to zero')
}

function checkPush({ type, fields, own }: NumberedPush, game: Game): void {
  const contracts: PushTable = { ...deskEvents, ...game.events }
  const contract = contracts[type]
  assert.ok(contract, `${type} is not declared`)
  contract.payload.parse(fields)
  if (own) contract.payload.parse({ ...fields, ...own.fields })
  if (type === 'fifth-card') assert.deepEqual(Object.keys(fields), ['seat'])
}

/** Whoever writes into it now fails loudly. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}
