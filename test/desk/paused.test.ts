import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '../../src/contract/refusals.ts'
import type { DeskHost } from '../../src/desk/DeskHost.ts'
import { Stakes } from '../../src/desk/Stakes.ts'
import { LedgerError } from '../../src/ledger/Ledger.ts'
import { Engine } from './Engine.ts'
import { flakyLedger } from './flakyLedger.ts'

test('[GD4] [HD6] beyond the bound nobody sits down and no hand starts, until the gold has moved', async () => {
  let isAway = false
  const engine = await Engine.open({
    wrap: (ledger) => flakyLedger(ledger, () => (isAway ? 'before' : undefined)),
  })
  const bounded = new Stakes(engine.ledger, engine.clock, engine.log, 1)
  Object.defineProperty(engine, 'stakes', { value: bounded })
  await engine.players(5)
  const playing = await engine.openDesk().seat(1, 2)
  await playing.until('open')
  const waiting = await engine.openDesk().seat(3, 4)
  await engine.wait(0.5)
  assert.equal(waiting.host.desk.phase, 'ready')

  isAway = true
  await playing.move(1, 'xpnn/open')
  await playing.move(2, 'xpnn/open')
  await engine.quiet()
  assert.ok(bounded.isFull)
  assert.ok(isSettling(playing.host))
  assert.deepEqual(await waiting.sit(5), { refusal: 'desk/paused' })
  await engine.wait(30)
  assert.equal(waiting.host.desk.phase, 'ready')
  assert.equal(waiting.count('hand-started'), 0)
  assert.ok(waiting.host.desk.timers.some(({ kind }) => kind === 'ready-begin'))

  isAway = false
  await waiting.until('bid')
  assert.ok(!bounded.isFull)
  assert.equal(playing.count('settled'), 1)
  const third = engine.openDesk()
  assert.ok(!isRefusal(await third.sit(5)))
  for (const table of [playing, waiting, third]) table.host.close('voided')
  await engine.quiet()
  await engine.checkGold()
  assert.deepEqual(engine.errors, [])
  await engine.close()
})

test('[GD4] leaving adds to what waits, and is never refused', async () => {
  let isAway = false
  const engine = await Engine.open({
    wrap: (ledger) => flakyLedger(ledger, () => (isAway ? 'before' : undefined)),
  })
  const bounded = new Stakes(engine.ledger, engine.clock, engine.log, 2)
  Object.defineProperty(engine, 'stakes', { value: bounded })
  await engine.players(4)
  const table = await engine.openDesk().seat(1, 2, 3)
  isAway = true
  for (const playerId of [1, 2, 3])
    assert.deepEqual(await table.leave(playerId), { leavesNow: true })
  assert.equal(bounded.unfinished, 3)
  isAway = false
  await engine.wait(3)
  assert.equal(bounded.unfinished, 0)
  for (const playerId of [1, 2, 3]) {
    assert.deepEqual(await engine.balances(playerId), { wallet: 10_000, escrow: 0 })
  }
  await engine.close()
})

test('[GD4] what no second try can mend does not stay in the count', async () => {
  const engine = await Engine.open()
  const stakes = new Stakes(engine.ledger, engine.clock, engine.log, 1)
  await assert.rejects(
    stakes.voidHand({ handId: 'h', deskNo: -1, fromPot: [] }),
    (error) => error instanceof LedgerError,
  )
  assert.ok(!stakes.isFull)
  await engine.close()
})

function isSettling({ desk }: DeskHost): boolean {
  return desk.hand?.results !== undefined && !desk.hand.isSettled
}
