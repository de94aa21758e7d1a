import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { PlayedHand } from '../../src/stores/HandHistory.ts'
import { playAlong, seeded } from '../server/playing.ts'
import { startServer, xpnnTier, xpnnTiers } from '../server/startServer.ts'
import { type DeskEventMessage, refusalOf, TestPlayer, waitUntil } from '../server/TestPlayer.ts'
import { temporaryFolder } from '../stores/temporaryFolder.ts'

const tiers = xpnnTiers(xpnnTier({ minEnter: 100, minStay: 1, seats: 2 }))

test('[OB6] [HH1] who played is told his gold in the hall, and finds the hand in his history', async (t) => {
  const server = await startServer({ tiers })
  t.after(() => server.stop())
  const [a, b] = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
  const heard: { id: number; seq: number; gold: number; reason: string }[] = []
  a.hall.onMessage('gold/changed', (push) => heard.push(push))
  const random = seeded(11)
  for (const player of [a, b]) playAlong(player, await player.sitDown(), random, 0)
  const settled = () => a.eventsOf('settled')
  await waitUntil('three hands are paid', () => settled().length >= 3, 40_000)
  await Promise.all([a.goAway(), b.goAway()])
  await waitUntil(
    'the desk is empty',
    async () => settled().length >= 3 && a.desk?.connection.isOpen === false,
  )

  await a.enterHall()
  const mine = (event: DeskEventMessage) =>
    (event['results'] as { seat: number; gold: number; result: number; fee: number }[]).find(
      ({ seat }) =>
        seat === a.eventsOf('seat-taken').find((e) => e['playerId'] === a.playerId)?.['seat'],
    )
  const changed = settled().filter((event) => mine(event)?.result !== 0)
  assert.deepEqual(
    heard.slice(0, changed.length).map(({ gold, reason }) => ({ gold, reason })),
    changed.map((event) => ({ gold: mine(event)?.gold, reason: 'hand' })),
  )
  assert.equal(new Set(heard.map(({ id }) => id)).size, heard.length)
  assert.ok(heard.every(({ id }) => Number.isSafeInteger(id)))

  const { hands } = await a.hall.request<unknown, { hands: PlayedHand[] }>('hand/history', {
    limit: 50,
  })
  const handIds = settled().map((event) => event['handId'])
  assert.deepEqual(hands.map(({ handId }) => handId).slice(-handIds.length), handIds.toReversed())
  const [first] = hands.slice(-1)
  const event = settled()[0]
  assert.ok(first && event)
  assert.deepEqual(
    { result: first.result, fee: first.fee, gold: first.gold, tierId: first.tierId },
    { result: mine(event)?.result, fee: mine(event)?.fee, gold: mine(event)?.gold, tierId: 10101 },
  )
  const older = await a.hall.request<unknown, { hands: PlayedHand[] }>('hand/history', {
    limit: 1,
    beforeHandId: hands[0]?.handId,
  })
  assert.equal(older.hands[0]?.handId, hands[1]?.handId)
  const unknown = await refusalOf(a.hall.request('hand/history', { limit: 5, beforeHandId: 'x' }))
  assert.equal(unknown.code, 'fair/no-such-hand')
  const tooMany = await refusalOf(a.hall.request('hand/history', { limit: 51 }))
  assert.equal(tooMany.code, 'request/invalid')
  await a.goAway()
})

test('[GD4] while the database is away desks in play finish, and nobody new sits down', async (t) => {
  const path = join(temporaryFolder(t), 'p.sqlite')
  const settings = { bidSeconds: 1, betSeconds: 1, openSeconds: 1 }
  const server = await startServer({
    tiers: xpnnTiers(xpnnTier({ minEnter: 100, minStay: 1, seats: 2, settings })),
    env: { DATABASE_URL: `sqlite:${path}` },
    maxUnfinishedGold: 1,
  })
  t.after(() => server.stop())
  const players = await Promise.all([0, 1, 2].map(() => TestPlayer.signIn(server)))
  const [a, b, c] = players as [TestPlayer, TestPlayer, TestPlayer]
  await a.sitDown()
  await b.sitDown()
  await a.phase('bid')
  // A reservation from before: at the desk itself it is too late then.
  const { reservation } = await c.hall.request<unknown, { reservation: object }>('desk/quick', {
    tierId: 10101,
  })
  // Another process has the database and does not give it back.
  const other = new DatabaseSync(path)
  other.exec('begin immediate')
  await a.until('the hand is over', (state) => state.isSettling)
  await assert.rejects(c.takeSeat(reservation), { message: 'desk/paused', code: 503 })
  assert.equal(a.eventsOf('settled').length, 0)
  other.exec('rollback')
  other.close()
  await a.until('the hand is paid', () => a.eventsOf('settled').length === 1)
  await waitUntil('c sits down', async () => {
    await c.sitDown()
    return true
  })
  await a.until('the next hand starts', () => a.eventsOf('hand-started').length === 2)
  await Promise.all(players.map((player) => player.goAway()))
})
