import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OrphanSweep, SWEEP_EVERY_MS } from '../../src/desk/OrphanSweep.ts'
import { Engine } from './Engine.ts'

test('[OE1] gold at a desk that does not live is back within 60 s, gold of a living desk never', async () => {
  const engine = await Engine.open()
  await engine.players(3)
  for (const [playerId, deskNo] of [
    [1, 901],
    [2, 902],
  ] as const) {
    await engine.ledger.stake(`s${playerId}`, { playerId, deskNo, atLeast: 1 })
  }
  await engine.ledger.stake('s3', { playerId: 3, deskNo: 901, atLeast: 1 })
  await engine.ledger.unstake('early', { playerId: 3, deskNo: 901, intoPot: 400 })
  const sweep = new OrphanSweep(
    engine.ledger,
    (deskNo) => deskNo === 902,
    () => engine.clock.nowMs(),
  )
  const startedAtMs = engine.clock.nowMs()
  let returned = 0
  while (returned === 0) {
    engine.clock.advance(SWEEP_EVERY_MS)
    returned = await sweep.sweep()
  }
  assert.equal(returned, 1)
  assert.ok(engine.clock.nowMs() - startedAtMs <= 60_000)
  assert.deepEqual(await engine.balances(1), { wallet: 10_000, escrow: 0 })
  assert.deepEqual(await engine.balances(3), { wallet: 10_000, escrow: 0 })
  assert.deepEqual(await engine.balances(2), { wallet: 0, escrow: 10_000 })
  await engine.checkGold()
  await engine.close()
})

test('[OE1] a stake taken moments before its desk is known is no orphan', async () => {
  const engine = await Engine.open()
  await engine.players(1)
  let isKnown = false
  const sweep = new OrphanSweep(
    engine.ledger,
    () => isKnown,
    () => engine.clock.nowMs(),
  )
  assert.equal(await sweep.sweep(), 0)
  await engine.ledger.stake('s', { playerId: 1, deskNo: 7, atLeast: 1 })
  assert.equal(await sweep.sweep(), 0)
  isKnown = true
  engine.clock.advance(SWEEP_EVERY_MS)
  assert.equal(await sweep.sweep(), 0)
  // Its time without a desk before that does not count any more.
  isKnown = false
  engine.clock.advance(SWEEP_EVERY_MS)
  assert.equal(await sweep.sweep(), 0)
  assert.deepEqual(await engine.balances(1), { wallet: 0, escrow: 10_000 })
  await engine.close()
})
