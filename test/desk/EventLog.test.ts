import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KEPT_DESK_EVENTS } from '../../src/contract/desk.ts'
import { EventLog } from '../../src/desk/EventLog.ts'

function logOf(count: number): EventLog {
  const log = new EventLog()
  for (let seq = 1; seq <= count; seq++) log.add([{ seq, type: 'test', fields: {} }])
  return log
}

const seqs = (log: EventLog, seq: number) => log.since(seq)?.map((push) => push.seq)

test('[DE3] every event after seq, none after the last, nothing known of the future', () => {
  const log = logOf(5)
  assert.deepEqual(seqs(log, 0), [1, 2, 3, 4, 5])
  assert.deepEqual(seqs(log, 3), [4, 5])
  assert.deepEqual(seqs(log, 5), [])
  assert.equal(seqs(log, 6), undefined)
  assert.deepEqual(seqs(new EventLog(), 0), [])
  assert.equal(seqs(new EventLog(), 1), undefined)
})

test('[DE3] the last 512 are kept at least, twice as many at most; older ones are a gap', () => {
  for (const count of [KEPT_DESK_EVENTS, 2 * KEPT_DESK_EVENTS, 2 * KEPT_DESK_EVENTS + 1, 5000]) {
    const log = logOf(count)
    const oldest = count - KEPT_DESK_EVENTS
    assert.equal(seqs(log, oldest)?.length, KEPT_DESK_EVENTS)
    assert.equal(seqs(log, oldest)?.[0], oldest + 1)
    assert.equal(seqs(log, count - 2 * KEPT_DESK_EVENTS - 1), undefined)
  }
})

test('[DE3] just at the edge of what is kept', () => {
  const log = logOf(2 * KEPT_DESK_EVENTS + 1)
  const first = KEPT_DESK_EVENTS + 2
  assert.equal(seqs(log, first - 1)?.[0], first)
  assert.equal(seqs(log, first - 2), undefined)
})
