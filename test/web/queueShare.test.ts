import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { queueShare } from '../../web/app/queueShare.ts'

const at = (position: number, etaSeconds: number) => ({ admitted: false, position, etaSeconds })

test('[PG9] the bar grows with places gained and with time, and is full on admission only', () => {
  assert.equal(queueShare(at(50, 1_000), 100, 0), 0.5)
  assert.equal(queueShare(at(1, 30), 1, 30), 0.5)
  assert.equal(queueShare({ admitted: true, position: 0, etaSeconds: 0 }, 9, 5), 1)
  const anyPlace = fc.record({ position: fc.integer({ min: 1, max: 1e5 }), eta: fc.nat(1e5) })
  fc.assert(
    fc.property(
      anyPlace,
      fc.nat(1e5),
      fc.nat(1e5),
      fc.nat(3_600),
      ({ position, eta }, more, gained, waited) => {
        const first = position + more
        const share = queueShare(at(position, eta), first, waited)
        assert.ok(share > 0 && share < 1)
        const ahead = Math.max(1, position - gained)
        assert.ok(queueShare(at(ahead, eta), first, waited) >= share)
        assert.ok(queueShare(at(position, eta), first, waited + 1) >= share)
      },
    ),
  )
})
