import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { refusalOf } from '../ops/refusalOf.ts'
import { connection, openSessions, RESUME_MS, settled } from './openSessions.ts'

const MINUTE_MS = 60_000

describe('one session a player', () => {
  test('[SE1] a second login ends the connections of the first, and its tokens', async () => {
    const { sessions, left } = openSessions()
    const first = await sessions.logIn(7)
    const [hall, desk] = [connection('hall'), connection('desk')]
    sessions.attach(first.session.sessionId, hall)
    sessions.attach(first.session.sessionId, desk)
    const second = await sessions.logIn(7)
    assert.deepEqual(hall.ended, ['signed-in-elsewhere'])
    assert.deepEqual(desk.ended, ['signed-in-elsewhere'])
    assert.ok(second.session.sessionNo > first.session.sessionNo)
    const byToken = await refusalOf(sessions.authenticate(first.grant.token))
    const byId = await refusalOf(sessions.checkLive(first.session.sessionId))
    assert.equal(byToken.refusal, 'login/unauthorized')
    assert.equal(byId.refusal, 'login/unauthorized')
    const refresh = await refusalOf(sessions.refresh(first.grant.refreshToken))
    assert.equal(refresh.refusal, 'login/expired')
    assert.equal((await sessions.authenticate(second.grant.token)).playerId, 7)
    assert.deepEqual(left, [], 'seat, hand and team stay')
    assert.equal(sessions.size(), 1)
  })

  test('[SE1] the login of a dropped player is a return: nobody is kicked', async () => {
    const { clock, records, sessions, left } = openSessions()
    const first = await sessions.logIn(7)
    const hall = connection('hall')
    sessions.attach(first.session.sessionId, hall)
    sessions.detach(first.session.sessionId, hall)
    await records.setDesk(7, { gameId: 101, tierId: 10101, deskId: 'd' })
    clock.advance(MINUTE_MS)
    await sessions.logIn(7)
    assert.deepEqual(hall.ended, [])
    await refusalOf(sessions.authenticate(first.grant.token))
    assert.equal((await records.seatOf(7))?.deskId, 'd')
    assert.deepEqual(left, [])
  })

  test('[SE1] of a hundred logins at once one session is left', async () => {
    const { sessions, left } = openSessions()
    const logins = await Promise.all(Array.from({ length: 100 }, () => sessions.logIn(7)))
    const alive = await Promise.allSettled(
      logins.map(({ grant }) => sessions.authenticate(grant.token)),
    )
    assert.deepEqual(
      alive.map((each) => each.status === 'fulfilled').indexOf(true),
      logins.length - 1,
      'the last one',
    )
    assert.equal(alive.filter((each) => each.status === 'fulfilled').length, 1)
    assert.equal(sessions.size(), 1)
    assert.deepEqual(left, [])
  })

  test('[SE2] a second hall connection replaces the first; a desk does not', async () => {
    const { sessions } = openSessions()
    const { session } = await sessions.logIn(7)
    const [first, second, desk] = [connection('hall'), connection('hall'), connection('desk')]
    sessions.attach(session.sessionId, first)
    sessions.attach(session.sessionId, desk)
    assert.deepEqual(first.ended, [])
    sessions.attach(session.sessionId, second)
    assert.deepEqual(first.ended, ['replaced'])
    assert.deepEqual(desk.ended, [])
    sessions.attach(session.sessionId, second)
    assert.deepEqual(second.ended, [])
  })

  test('[SE2] a session has at most eight connections; the oldest gives way', async () => {
    const { sessions } = openSessions()
    const { session } = await sessions.logIn(7)
    const desks = Array.from({ length: 10 }, () => connection('desk'))
    for (const desk of desks) sessions.attach(session.sessionId, desk)
    const ended = desks.filter((desk) => desk.ended.length > 0)
    assert.deepEqual(ended, desks.slice(0, 2))
  })
})

describe('who is let in', () => {
  test('[SE3] a token of a living session is, until it expires', async () => {
    const { clock, sessions } = openSessions()
    const { session, grant } = await sessions.logIn(7)
    assert.deepEqual(await sessions.authenticate(grant.token), session)
    clock.advance(15 * MINUTE_MS)
    await refusalOf(sessions.authenticate(grant.token))
    await refusalOf(sessions.authenticate(undefined))
    await refusalOf(sessions.authenticate('x.y.z'))
  })

  test('[SE4] a reconnect asks for the session, not for the age of the token', async () => {
    const { clock, sessions } = openSessions()
    const { session, grant } = await sessions.logIn(7)
    const hall = connection('hall')
    sessions.attach(session.sessionId, hall)
    clock.advance(60 * MINUTE_MS)
    await refusalOf(sessions.authenticate(grant.token))
    assert.equal((await sessions.checkLive(session.sessionId)).playerId, 7)
    await sessions.end(session.sessionId, 'logged-out')
    await refusalOf(sessions.checkLive(session.sessionId))
  })

  test('nothing can be attached to a session that is over', async () => {
    const { sessions } = openSessions()
    const { session } = await sessions.logIn(7)
    await sessions.end(session.sessionId, 'logged-out')
    assert.throws(() => sessions.attach(session.sessionId, connection('hall')), /unauthorized/)
  })
})

describe('refreshing', () => {
  test('[SE5] gives new tokens of the same session', async () => {
    const { clock, sessions } = openSessions()
    const { session, grant } = await sessions.logIn(7)
    clock.advance(14 * MINUTE_MS)
    const next = await sessions.refresh(grant.refreshToken)
    assert.equal(next.session.sessionId, session.sessionId)
    assert.notEqual(next.grant.refreshToken, grant.refreshToken)
    assert.equal(Buffer.from(grant.refreshToken, 'base64url').length, 24)
    clock.advance(2 * MINUTE_MS)
    assert.equal((await sessions.authenticate(next.grant.token)).playerId, 7)
    await refusalOf(sessions.authenticate(grant.token))
    assert.equal((await refusalOf(sessions.refresh('unknown'))).refusal, 'login/expired')
  })

  test('[SE6] the same token again within 30 s gets the same answer', async () => {
    const { clock, sessions } = openSessions()
    const { grant } = await sessions.logIn(7)
    const first = await sessions.refresh(grant.refreshToken)
    clock.advance(29_999)
    assert.deepEqual((await sessions.refresh(grant.refreshToken)).grant, first.grant)
    assert.equal((await sessions.authenticate(first.grant.token)).playerId, 7)
  })

  test('[SE6] two tabs that refresh at once get the same answer', async () => {
    const { sessions } = openSessions()
    const { grant } = await sessions.logIn(7)
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => sessions.refresh(grant.refreshToken)),
    )
    assert.equal(new Set(answers.map((answer) => answer.grant.refreshToken)).size, 1)
  })

  const thefts: [string, (o: ReturnType<typeof openSessions>, old: string) => Promise<void>][] = [
    [
      'after 30 s',
      async ({ clock, sessions }, old) => {
        await sessions.refresh(old)
        clock.advance(30_000)
      },
    ],
    [
      'after the new one was used',
      async ({ sessions }, old) => {
        await sessions.refresh((await sessions.refresh(old)).grant.refreshToken)
      },
    ],
  ]
  for (const [when, prepare] of thefts) {
    test(`[SE7] the same token ${when} voids the family`, async () => {
      const opened = openSessions()
      const { clock, sessions, left } = opened
      const { session, grant } = await sessions.logIn(7)
      const hall = connection('hall')
      sessions.attach(session.sessionId, hall)
      await prepare(opened, grant.refreshToken)
      assert.equal((await refusalOf(sessions.refresh(grant.refreshToken))).refusal, 'login/expired')
      assert.deepEqual(hall.ended, ['signed-in-elsewhere'])
      await refusalOf(sessions.authenticate(grant.token))
      await refusalOf(sessions.checkLive(session.sessionId))
      // The owner still skips the queue, and his seat waits for him as after a drop.
      assert.ok(sessions.hasSession(7))
      assert.deepEqual(left, [])
      clock.advance(RESUME_MS)
      await settled()
      assert.deepEqual(left, ['7 expired'])
    })
  }

  test('[SE7] the newest token of a stolen family is void too', async () => {
    const { sessions } = openSessions()
    const { grant } = await sessions.logIn(7)
    const second = (await sessions.refresh(grant.refreshToken)).grant
    const third = (await sessions.refresh(second.refreshToken)).grant
    await refusalOf(sessions.refresh(grant.refreshToken))
    await refusalOf(sessions.refresh(third.refreshToken))
    await refusalOf(sessions.authenticate(third.token))
  })
})

describe('the ways out', () => {
  test('[SE8] a dropped player keeps the session for the resume window', async () => {
    const { clock, sessions, records, left } = openSessions()
    const { session, grant } = await sessions.logIn(7)
    const hall = connection('hall')
    sessions.attach(session.sessionId, hall)
    clock.advance(RESUME_MS * 2)
    assert.deepEqual(left, [], 'a connected player is not timed out')
    const newest = (await sessions.refresh(grant.refreshToken)).grant
    sessions.detach(session.sessionId, hall)
    const droppedAtMs = clock.nowMs()
    assert.deepEqual(await records.whereaboutsOf(7), { state: 'dropped', droppedAtMs })
    clock.advance(RESUME_MS - 1)
    const { grant: later } = await sessions.refresh(newest.refreshToken)
    assert.deepEqual(left, [])
    clock.advance(1)
    await settled()
    assert.deepEqual(left, ['7 expired'])
    assert.equal((await refusalOf(sessions.refresh(later.refreshToken))).refusal, 'login/expired')
    assert.equal((await records.whereaboutsOf(7)).state, 'offline')
    assert.equal(clock.pending, 0)
  })

  test('[SE8] connecting again calls the end off', async () => {
    const { clock, sessions, left } = openSessions()
    const { session } = await sessions.logIn(7)
    const [hall, desk] = [connection('hall'), connection('desk')]
    sessions.attach(session.sessionId, hall)
    sessions.attach(session.sessionId, desk)
    sessions.detach(session.sessionId, hall)
    clock.advance(RESUME_MS)
    sessions.detach(session.sessionId, desk)
    sessions.detach(session.sessionId, desk)
    clock.advance(RESUME_MS - 1)
    sessions.attach(session.sessionId, hall)
    clock.advance(RESUME_MS)
    await settled()
    assert.deepEqual(left, [])
  })

  test('[SE8] a login that never connects ends too', async () => {
    const { clock, sessions, left } = openSessions()
    await sessions.logIn(7)
    clock.advance(RESUME_MS)
    await settled()
    assert.deepEqual(left, ['7 expired'])
    assert.equal(sessions.size(), 0)
  })

  for (const reason of ['logged-out', 'kicked'] as const) {
    test(`[SE8] ${reason} ends every connection and runs the full leave once`, async () => {
      const { clock, sessions, records, left } = openSessions()
      const { session, grant } = await sessions.logIn(7)
      const [hall, desk] = [connection('hall'), connection('desk')]
      sessions.attach(session.sessionId, hall)
      sessions.attach(session.sessionId, desk)
      await Promise.all([sessions.end(session.sessionId, reason), sessions.endOfPlayer(7, reason)])
      assert.deepEqual([hall.ended, desk.ended], [[reason], [reason]])
      sessions.detach(session.sessionId, hall)
      clock.advance(RESUME_MS)
      await settled()
      assert.deepEqual(left, [`7 ${reason}`])
      assert.ok(!sessions.hasSession(7))
      assert.equal(records.onlinePlayers(), 0)
      await refusalOf(sessions.authenticate(grant.token))
      await refusalOf(sessions.refresh(grant.refreshToken))
    })
  }

  test('[SE10] a login waits for a leave under way, so that it finds everything settled', async () => {
    let finish = () => {}
    const { sessions } = openSessions({
      onLeave: () => new Promise((resolve) => (finish = resolve)),
    })
    const { session } = await sessions.logIn(7)
    const leaving = sessions.end(session.sessionId, 'logged-out')
    await settled()
    let isIn = false
    const login = sessions.logIn(7).then(() => (isIn = true))
    await settled()
    assert.equal(isIn, false)
    finish()
    await Promise.all([leaving, login])
    assert.equal(isIn, true)
  })

  test('[SE10] a leave that fails is reported and tried again, until the player is back', async () => {
    let works = false
    const { clock, sessions, left, faults } = openSessions({
      onLeave: async () => assert.ok(works, 'the store is away'),
    })
    const { session } = await sessions.logIn(7)
    await sessions.end(session.sessionId, 'logged-out')
    assert.equal(faults.length, 1)
    works = true
    clock.advance(1000)
    await settled()
    assert.deepEqual(left, ['7 logged-out', '7 logged-out'])
    assert.equal(clock.pending, 0)

    works = false
    const again = await sessions.logIn(7)
    await sessions.end(again.session.sessionId, 'logged-out')
    await sessions.logIn(7)
    clock.advance(120_000)
    await settled()
    assert.equal(left.length, 3)
  })

  test('a connection that cannot be ended harms nobody else', async () => {
    const { sessions, faults } = openSessions()
    const { session } = await sessions.logIn(7)
    const desk = connection('desk')
    const broken = {
      kind: 'hall' as const,
      end: () => {
        throw new Error('socket')
      },
    }
    sessions.attach(session.sessionId, broken)
    sessions.attach(session.sessionId, desk)
    await sessions.end(session.sessionId, 'kicked')
    assert.equal(faults.length, 1)
    assert.deepEqual(desk.ended, ['kicked'])
  })
})
