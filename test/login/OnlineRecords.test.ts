import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { COUNT_DROPPED_MS, OnlineRecords } from '../../src/login/OnlineRecords.ts'
import { FakeClock } from '../ops/FakeClock.ts'

const SEAT = { gameId: 101, tierId: 10101, deskId: 'desk-a' }

function open() {
  const clock = new FakeClock()
  return { clock, records: new OnlineRecords(clock) }
}

describe('OnlineRecords', () => {
  test('[OR3] the state follows connection, area and seat', async () => {
    const { clock, records } = open()
    const state = async () => (await records.whereaboutsOf(7)).state
    assert.equal(await state(), 'offline')
    records.link(7, 1, 'new')
    assert.equal(await state(), 'offline')
    records.link(7, 1, 'connected')
    assert.equal(await state(), 'hall')
    records.link(7, 1, 'connected', { isInArea: true })
    assert.equal(await state(), 'area')
    records.link(7, 1, 'connected')
    await records.setDesk(7, SEAT)
    assert.deepEqual(await records.whereaboutsOf(7), { state: 'desk', ...SEAT })
    records.link(7, 1, 'dropped')
    const droppedAtMs = clock.nowMs()
    clock.advance(1000)
    assert.deepEqual(await records.whereaboutsOf(7), { state: 'dropped', ...SEAT, droppedAtMs })
    records.link(7, 1, 'connected')
    await records.clearDesk(7, 'desk-a')
    assert.deepEqual(await records.whereaboutsOf(7), { state: 'hall' })
    assert.deepEqual(await records.statesOf([7, 8]), { 7: 'hall', 8: 'offline' })
  })

  test('[OR1] a seat outlives its session and is found by the next one', async () => {
    const { records } = open()
    records.link(7, 1, 'connected')
    await records.setDesk(7, SEAT)
    records.unlink(7, 1)
    assert.equal((await records.whereaboutsOf(7)).state, 'dropped')
    assert.deepEqual(await records.seatOf(7), SEAT)
    records.link(7, 2, 'new')
    records.link(7, 2, 'connected')
    assert.equal((await records.whereaboutsOf(7)).state, 'desk')
    records.unlink(7, 2)
    await records.clearDesk(7, 'desk-a')
    assert.deepEqual(await records.whereaboutsOf(7), { state: 'offline' })
  })

  test('[OR2] a late write of an earlier session changes nothing', async () => {
    const { records } = open()
    records.link(7, 1, 'connected')
    records.link(7, 2, 'connected')
    records.link(7, 1, 'dropped')
    records.unlink(7, 1)
    assert.equal((await records.whereaboutsOf(7)).state, 'hall')
    assert.equal(records.onlinePlayers(), 1)
  })

  test('[OR2] a desk that was left late does not clear the next one', async () => {
    const { records } = open()
    await records.setDesk(7, SEAT)
    await records.setDesk(7, { ...SEAT, deskId: 'desk-b' })
    await records.clearDesk(7, 'desk-a')
    assert.equal((await records.seatOf(7))?.deskId, 'desk-b')
    await records.clearDesk(8, 'desk-a')
  })

  test('[OR4] the house counts the connected, and the dropped for 300 s', () => {
    const { clock, records } = open()
    records.link(1, 1, 'connected')
    records.link(2, 2, 'connected')
    records.link(3, 3, 'new')
    assert.equal(records.onlinePlayers(), 3)
    records.link(2, 2, 'dropped')
    clock.advance(COUNT_DROPPED_MS - 1)
    assert.equal(records.onlinePlayers(), 3)
    clock.advance(1)
    assert.equal(records.onlinePlayers(), 1)
    records.link(2, 2, 'connected')
    records.link(2, 2, 'connected')
    assert.equal(records.onlinePlayers(), 2)
    for (const id of [1, 2, 3]) records.unlink(id, id)
    assert.equal(records.onlinePlayers(), 0)
  })

  test('[OR4] a seat alone is nobody in the house', async () => {
    const { records } = open()
    await records.setDesk(7, SEAT)
    assert.equal(records.onlinePlayers(), 0)
  })
})
