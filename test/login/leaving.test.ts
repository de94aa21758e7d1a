import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { refuse } from '../../src/contract/refusals.ts'
import { leaveDesk } from '../../src/login/leaveDesk.ts'
import { LEAVE_STEPS, type LeavePlace, type LeaveStep, leaving } from '../../src/login/leaving.ts'
import { OnlineRecords } from '../../src/login/OnlineRecords.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { openSessions, settled } from './openSessions.ts'

describe('the full leave', () => {
  test('[LV1] goes desk, team, area, hall, session', async () => {
    const seen: string[] = []
    const step =
      (name: LeaveStep): LeavePlace =>
      () =>
        void seen.push(name)
    const places = Object.fromEntries(LEAVE_STEPS.toReversed().map((name) => [name, step(name)]))
    await leaving(places)({ playerId: 7 })
    assert.deepEqual(seen, ['desk', 'team', 'area', 'hall', 'session'])
  })

  for (const broken of LEAVE_STEPS) {
    test(`[LV3] cut off at ${broken}, it is run again until nothing is left`, async () => {
      const present = new Set<string>(LEAVE_STEPS)
      let faults = 6
      const step =
        (name: LeaveStep): LeavePlace =>
        () => {
          if (name === broken && faults-- > 0) throw new Error('the store is away')
          present.delete(name)
        }
      const onLeave = leaving(Object.fromEntries(LEAVE_STEPS.map((name) => [name, step(name)])))
      const opened = openSessions({ onLeave: () => onLeave({ playerId: 7 }) })
      const { session } = await opened.sessions.logIn(7)
      await opened.sessions.end(session.sessionId, 'logged-out')
      const later = LEAVE_STEPS.slice(LEAVE_STEPS.indexOf(broken))
      assert.deepEqual([...present], later)
      for (let minute = 0; minute < 10; minute++) {
        opened.clock.advance(60_000)
        await settled()
      }
      assert.deepEqual([...present], [])
      assert.equal(opened.faults.length, 6)
      assert.match(String(opened.faults[0]), new RegExp(`player 7 could not leave: ${broken}`))
      assert.equal(opened.clock.pending, 0)
    })
  }

  test('[LV3] a desk that cannot write now is asked again; one that is gone is left', async () => {
    const records = new OnlineRecords(new FakeClock())
    await records.setDesk(7, { gameId: 101, tierId: 10101, deskId: 'd' })
    const leaveWith = (refusal: Parameters<typeof refuse>[0]) =>
      leaveDesk(records, new Map([['d', { submit: () => refuse(refusal) }]]))
    for (const refusal of ['server/fault', 'rate/limited'] as const) {
      await assert.rejects(async () => leaveWith(refusal)(7), new RegExp(refusal))
    }
    for (const refusal of ['desk/not-seated', 'desk/gone'] as const) await leaveWith(refusal)(7)
    await leaveWith('server/fault')(8)
  })
})
