import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { EventCursor } from '../../client/EventCursor.ts'

function cursor(): { taken: number[]; cursor: EventCursor<{ seq: number }> } {
  const taken: number[] = []
  return { taken, cursor: new EventCursor(({ seq }) => taken.push(seq)) }
}

describe('the event cursor', () => {
  it('[CL3] applies every event once and in order, however they arrive', () => {
    const arrivals = fc
      .integer({ min: 1, max: 40 })
      .chain((count) => fc.tuple(fc.constant(count), orderOf(count)))
    fc.assert(
      fc.property(arrivals, ([count, order]) => {
        const { taken, cursor: events } = cursor()
        for (const seq of order) events.take({ seq })
        assert.deepEqual(
          taken,
          Array.from({ length: count }, (_, i) => i + 1),
        )
        assert.equal(events.hasGap, false)
      }),
    )
  })

  it('[CL3] waits for the one that is missing', () => {
    const { taken, cursor: events } = cursor()
    for (const seq of [1, 3, 4]) events.take({ seq })
    assert.deepEqual(taken, [1])
    assert.equal(events.hasGap, true)
    events.take({ seq: 2 })
    assert.deepEqual(taken, [1, 2, 3, 4])
  })

  it('[CL3] goes on behind a gap that cannot be filled', () => {
    const { taken, cursor: events } = cursor()
    for (const seq of [11, 12]) events.take({ seq })
    events.jump(10)
    assert.deepEqual(taken, [11, 12])
    events.take({ seq: 9 })
    assert.deepEqual(taken, [11, 12])
    assert.equal(events.seq, 12)
  })
})

/** All of 1 to count in any order, with some of them twice. */
function orderOf(count: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: count }, (_, i) => i + 1)
  return fc
    .tuple(
      fc.shuffledSubarray(all, { minLength: count, maxLength: count }),
      fc.shuffledSubarray(all),
    )
    .map(([order, again]) => [...order, ...again])
}
