import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ledger } from '../../src/ledger/Ledger.ts'
import { Engine } from './Engine.ts'

/** The keys of what follows from events; a stake is taken before there is one. */
const KEYED = ['unstake', 'settle'] as const

test('[GD3] the same hand again moves gold under the same keys, so that it moves once', async () => {
  const [first, second] = [await keysOfAHand(), await keysOfAHand()]
  assert.deepEqual(first, second)
  assert.equal(new Set(first).size, first.length)
  assert.equal(first.filter((key) => key.startsWith('settle 1-1')).length, 1)
  assert.ok(first.some((key) => key.startsWith('unstake ')))
})

async function keysOfAHand(): Promise<string[]> {
  const keys: string[] = []
  const engine = await Engine.open({ wrap: (ledger) => recordKeys(ledger, keys) })
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = await engine.openDesk().seat(a, b)
  await table.until('bid')
  await engine.wait(20)
  table.host.close('voided')
  await engine.wait(1)
  await engine.checkGold()
  await engine.close()
  return keys
}

function recordKeys(ledger: Ledger, keys: string[]): Ledger {
  return new Proxy(ledger, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (KEYED.some((each) => each === name)) {
          const [given] = args
          const key = typeof given === 'string' ? given : (given as { handId: string }).handId
          keys.push(`${String(name)} ${key}`)
        }
        return value.apply(target, args)
      }
    },
  })
}
