import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import type { HallView, Profile, TierRow } from '../../src/contract/hall.ts'
import { verifiedRecord } from '../server/playing.ts'
import { startServer, type TestServer, xpnnTier, xpnnTiers } from '../server/startServer.ts'
import { refusalOf, TestPlayer, waitUntil } from '../server/TestPlayer.ts'

const NORMAL = 10101
const RICHER = 10102
const TOO_RICH = 10103
const CLOSED = 10104
const REGROUP = 10105
const RUINOUS = 10106
const KEPT = 10107
/** Every tier is open to 10 000 gold but one; the fee decides nothing here. */
const tiers = xpnnTiers(
  xpnnTier({ tierId: NORMAL, name: 'Normal', minEnter: 3000 }),
  xpnnTier({ tierId: RICHER, name: 'Richer', minEnter: 9000 }),
  xpnnTier({ tierId: TOO_RICH, name: 'Too rich', minEnter: 10_001 }),
  xpnnTier({ tierId: CLOSED, name: 'Closed', minEnter: 9500, open: false }),
  xpnnTier({ tierId: REGROUP, name: 'Regroup', minEnter: 100, regroup: true }),
  // Who loses anything at all has less than it takes to stay.
  xpnnTier({ tierId: RUINOUS, name: 'Ruinous', minEnter: 8000, minStay: 8000, baseBet: 3000 }),
  xpnnTier({ tierId: KEPT, name: 'Kept', minEnter: 100, minDesks: 2 }),
)

let server: TestServer
const players: TestPlayer[] = []
before(async () => {
  server = await startServer({ tiers })
})
after(() => server.stop())
afterEach(async () => {
  await Promise.all(players.splice(0).map((player) => player.goAway()))
})

async function enter(): Promise<TestPlayer> {
  const player = await TestPlayer.signIn(server)
  players.push(player)
  return player
}

function hallOf(player: TestPlayer): HallView {
  return player.hall.state as unknown as HallView
}

function countsOf(player: TestPlayer, tierId: number): { desks: number; players: number } {
  const row = hallOf(player).tiers?.get(String(tierId))
  return { desks: row?.desks ?? -1, players: row?.players ?? -1 }
}

async function untilCounts(
  player: TestPlayer,
  tierId: number,
  expected: { desks: number; players: number },
): Promise<void> {
  const wanted = JSON.stringify(expected)
  const what = `tier ${tierId} shows ${wanted}`
  await waitUntil(what, () => JSON.stringify(countsOf(player, tierId)) === wanted)
}

function tierList(player: TestPlayer, payload: object = {}): Promise<TierRow[]> {
  return player.hall.request('tier/list', payload)
}

async function quickRefusal(player: TestPlayer, wish: object): Promise<string> {
  return (await refusalOf(player.hall.request('desk/quick', wish))).code
}

/** Both play the hand: the first is the banker. */
async function playHand(a: TestPlayer, b: TestPlayer): Promise<string> {
  await a.phase('bid')
  const { handId } = a.state
  await a.ask('xpnn/bid', { times: 4 })
  await b.ask('xpnn/bid', { times: 0 })
  await b.phase('bet')
  await b.ask('xpnn/bet', { times: 5 })
  await a.phase('open')
  await Promise.all([a.ask('xpnn/open'), b.ask('xpnn/open')])
  await waitUntil('the hand is paid', () => a.eventsOf('settled').length > 0)
  return handId
}

function removals(player: TestPlayer): unknown[] {
  return player.eventsOf('seat-removed').map((event) => [event['playerId'], event['reason']])
}

test('[HL1] the counts of the hall move as players come, sit and leave', async () => {
  const watcher = await enter()
  await waitUntil('the watcher counts', () => hallOf(watcher).players >= 1)
  const online = hallOf(watcher).players
  assert.deepEqual(countsOf(watcher, NORMAL), { desks: 0, players: 0 })
  const [a, b] = [await enter(), await enter()]
  await waitUntil('two more are online', () => hallOf(watcher).players === online + 2)
  await a.sitDown(NORMAL)
  await untilCounts(watcher, NORMAL, { desks: 1, players: 1 })
  await b.sitDown(NORMAL)
  await untilCounts(watcher, NORMAL, { desks: 1, players: 2 })
  assert.deepEqual(countsOf(watcher, RICHER), { desks: 0, players: 0 })
  const row = (await tierList(watcher)).find(({ tierId }) => tierId === NORMAL)
  assert.deepEqual([row?.desks, row?.players], [1, 2])
  await a.ask('desk/leave')
  await untilCounts(watcher, NORMAL, { desks: 1, players: 1 })
  await b.ask('desk/leave')
  await untilCounts(watcher, NORMAL, { desks: 0, players: 0 })
})

test('[HL2] tier/list tells what a player chooses by, of one game or of all', async () => {
  const player = await enter()
  const all = await tierList(player)
  assert.deepEqual(
    all.map(({ tierId }) => tierId),
    [NORMAL, RICHER, TOO_RICH, CLOSED, REGROUP, RUINOUS, KEPT],
  )
  assert.deepEqual(all[0], {
    ...{ tierId: NORMAL, gameId: 101, game: 'xpnn', gameType: 100, name: 'Normal', baseBet: 10 },
    ...{ minEnter: 3000, seats: 5, desks: 0, players: 0, isOpen: true },
  })
  assert.equal(all.find(({ tierId }) => tierId === CLOSED)?.isOpen, false)
  assert.deepEqual(await tierList(player, { gameId: 101 }), all)
  assert.deepEqual(await tierList(player, { gameId: 102 }), [])
})

test('[HL3] player/me and player/update: the name, the picture, and what they may be', async () => {
  const player = await enter()
  const update = (change: object): Promise<Profile> => player.hall.request('player/update', change)
  const before = await player.me()
  assert.equal(before.playerId, player.playerId)
  assert.equal(before.gold, 10_000)
  assert.equal(before.nickname, player.session.player.nickname)
  assert.equal('account' in before, false)
  assert.ok(Math.abs(before.createdAtMs - Date.now()) < 60_000)

  const changed = await update({ nickname: '  老板 Ann ', avatar: 15, sex: 2 })
  assert.deepEqual(changed, { ...before, nickname: '老板 Ann', avatar: 15, sex: 2 })
  assert.deepEqual(await update({ avatar: 0 }), { ...changed, avatar: 0 })
  assert.deepEqual(await player.me(), { ...changed, avatar: 0 })
  for (const change of [
    ...['', '   ', 'x'.repeat(25), 'a\u0000b', 'a\nb', 'a\u202eb', 'a\u200bb'].map((nickname) => ({
      nickname,
    })),
    ...[{ nickname: 7 }, { nickname: null }, { avatar: 16 }, { avatar: -1 }, { avatar: 1.5 }],
    ...[{ sex: 3 }, { gold: 1_000_000 }, { playerId: 1 }, { account: 'root' }],
  ]) {
    const refused = await refusalOf(update(change))
    assert.equal(refused.code, 'request/invalid', JSON.stringify(change))
    // Twenty of these would end the connection; this is one client each.
    if (player.hall.connection.isOpen) await player.enterHall()
  }
  assert.equal((await player.me()).nickname, '老板 Ann')
  await player.sitDown(NORMAL)
  assert.equal(player.seat?.nickname, '老板 Ann')
  assert.equal(player.seat?.avatar, 0)
})

test('[SG2] desk/quick by game takes the highest open tier one can afford', async () => {
  const [a, b] = [await enter(), await enter()]
  const entry = await a.hall.request<unknown, { tierId: number; reservation: unknown }>(
    'desk/quick',
    { gameId: 101 },
  )
  assert.equal(entry.tierId, RICHER)
  await a.takeSeat(entry.reservation)
  assert.equal(a.state.tierId, RICHER)
  assert.equal(await quickRefusal(b, { tierId: TOO_RICH }), 'desk/too-poor')
  assert.equal(await quickRefusal(b, { tierId: CLOSED }), 'tier/closed')
  assert.equal(await quickRefusal(b, { gameId: 102 }), 'tier/unknown')
  await assert.rejects(b.client.joinOrCreate('xpnn', { tierId: CLOSED }), {
    code: 409,
    message: 'tier/closed',
  })
  await assert.rejects(b.client.joinOrCreate('xpnn', { tierId: TOO_RICH }), {
    code: 409,
    message: 'desk/too-poor',
  })
  assert.equal((await b.me()).gold, 10_000)
})

test('[HD3] a tier with regroup removes all after the hand, and they can sit down again', async () => {
  const [a, b] = [await enter(), await enter()]
  await a.sitDown(REGROUP)
  await b.sitDown(REGROUP)
  const deskId = a.desk?.roomId
  const handId = await playHand(a, b)
  await a.until('both are removed', () => removals(a).length === 2)
  assert.deepEqual(removals(a), [
    [a.playerId, 'regroup'],
    [b.playerId, 'regroup'],
  ])
  await verifiedRecord(server, handId)
  await waitUntil('a is free', async () => (await a.me()).whereabouts.state === 'hall')
  await a.sitDown(REGROUP)
  assert.notEqual(a.desk?.roomId, deskId)
})

test('[HD3] who has less than minStay after a hand is removed as too poor', async () => {
  const [a, b] = [await enter(), await enter()]
  await a.sitDown(RUINOUS)
  await b.sitDown(RUINOUS)
  const record = await verifiedRecord(server, await playHand(a, b))
  const loser = record.seats.find(({ result }) => Number(result) < 0)
  const [poor, rich] = loser?.playerId === a.playerId ? [a, b] : [b, a]
  await rich.until('the loser is removed', () => removals(rich).length > 0)
  assert.deepEqual(removals(rich), [[poor.playerId, 'too-poor']])
  assert.equal(rich.seat?.status, 'ready')
  await waitUntil('he is free', async () => (await poor.me()).whereabouts.state === 'hall')
  assert.equal((await poor.me()).gold, 10_000 + Number(loser?.result))
  assert.equal(await quickRefusal(poor, { tierId: RUINOUS }), 'desk/too-poor')
})

test('[NT1] gold/changed tells a player at a desk of each hand, and hall/since of missed ones', async () => {
  type Notice = { seq: number; type?: string; gold: number; reason: string }
  const [a, b] = [await enter(), await enter()]
  const heard: Notice[] = []
  a.hall.onMessage('gold/changed', (notice: Notice) => heard.push(notice))
  await a.sitDown(NORMAL)
  await b.sitDown(NORMAL)
  await playHand(a, b)
  await waitUntil('the notice', () => heard.length > 0)
  const [notice] = heard
  assert.deepEqual([notice?.seq, notice?.gold, notice?.reason], [1, a.seat?.gold, 'hand'])
  const since = (seq: number) =>
    a.hall.request<unknown, { events: Notice[] }>('hall/since', { seq })
  assert.deepEqual(await since(0), { events: [{ ...notice, type: 'gold/changed' }] })
  assert.deepEqual(await since(1), { events: [] })
  assert.equal((await refusalOf(since(2))).code, 'hall/gap')
})

test('[SG5] minDesks keeps desks that nobody sits at; more than that are closed', async () => {
  const watcher = await enter()
  await untilCounts(watcher, KEPT, { desks: 2, players: 0 })
  const [a, b, c] = [await enter(), await enter(), await enter()]
  await a.sitDown(KEPT)
  const first = a.desk?.roomId
  await b.sitDown(KEPT, { notDeskId: first })
  const second = b.desk?.roomId
  await untilCounts(watcher, KEPT, { desks: 2, players: 2 })
  // Both are busy now for who wants neither: b moves on to a third.
  await c.sitDown(KEPT, { notDeskId: first })
  assert.equal(c.desk?.roomId, second)
  await c.ask('desk/leave')
  await Promise.all([a.ask('desk/leave'), b.ask('desk/leave')])
  await untilCounts(watcher, KEPT, { desks: 2, players: 0 })
  await a.sitDown(KEPT)
  assert.ok([first, second].includes(a.desk?.roomId))
})

test('[SG5] a deserted desk closes, though who had claimed a seat never came', async () => {
  const watcher = await enter()
  await untilCounts(watcher, NORMAL, { desks: 0, players: 0 })
  const player = await enter()
  await player.hall.request('desk/quick', { tierId: NORMAL })
  await untilCounts(watcher, NORMAL, { desks: 1, players: 0 })
  await waitUntil('it is closed', () => countsOf(watcher, NORMAL).desks === 0, 25_000)
})
