import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { assertNothingStaked, booksOf, goldIn } from '../server/booksOf.ts'
import {
  ByteRecorder,
  type HandRecordJson,
  playAlong,
  seeded,
  verifiedRecord,
} from '../server/playing.ts'
import {
  QUICK_TIMINGS,
  startServer,
  type TestServer,
  xpnnTier,
  xpnnTiers,
} from '../server/startServer.ts'
import { TestPlayer, waitUntil } from '../server/TestPlayer.ts'

const folder = mkdtempSync(join(tmpdir(), 'parlor-bots-'))
const databaseUrl = `sqlite:${join(folder, 'parlor.sqlite')}`
const LEISURELY = { ...QUICK_TIMINGS, readySeconds: 30, keepSeatSeconds: 30 }
after(() => rmSync(folder, { recursive: true, force: true }))

let server: TestServer

async function counts(): Promise<{ desks: number; players: number }> {
  const response = await fetch(`${server.url}/metrics`)
  const text = await response.text()
  const desks = Number(/^parlor_desks (\d+)/m.exec(text)?.[1])
  const players = Number(/^parlor_players (\d+)/m.exec(text)?.[1])
  return { desks, players }
}

function botsAt(player: TestPlayer) {
  return [...player.state.seats].filter((seat) => seat.isBot)
}

/** Result minus fee of that player over these hands. */
function earned(records: readonly HandRecordJson[], playerId: number): number {
  return records
    .flatMap((record) => record.seats.filter((seat) => seat.playerId === playerId))
    .reduce((sum, { result, fee }) => sum + result - fee, 0)
}

function feesOf(record: HandRecordJson): number {
  return record.seats.reduce((sum, { fee }) => sum + Number(fee), 0)
}

describe('house bots', () => {
  before(async () => {
    server = await startServer({
      env: { BOT_FILL_SECONDS: '1', DATABASE_URL: databaseUrl },
      tiers: xpnnTiers(xpnnTier({ minEnter: 100, minStay: 1, timings: LEISURELY })),
    })
  })
  after(() => server.stop())

  test('[BT2] a lone player gets bots and plays whole hands with them; they leave with him', async () => {
    const bytes = new ByteRecorder()
    const player = await TestPlayer.signIn(server)
    playAlong(player, await player.sitDown(), seeded(7))
    assert.equal(botsAt(player).length, 0)
    await player.until('bots come', () => botsAt(player).length > 0)
    const settled = () => player.eventsOf('settled').map((event) => String(event['handId']))
    await waitUntil('three hands are played', () => settled().length >= 3, 60_000)
    await player.until('between hands', (state) => state.phase === 'ready')
    const bots = new Set(
      player.eventsOf('seat-taken').flatMap((event) => {
        return event['isBot'] === true ? [Number(event['playerId'])] : []
      }),
    )
    assert.ok(botsAt(player).length <= 4, 'a chair stays free')

    await player.ask('desk/leave')
    await waitUntil('the desk is closed', async () => (await counts()).desks === 0)
    const records = await Promise.all(settled().map((id) => verifiedRecord(server, id)))
    assert.deepEqual(bytes.leaksTo([player], records), [])
    bytes.stop()
    assert.equal((await player.me()).gold, 10_000 + earned(records, player.playerId))

    const books = await booksOf(databaseUrl)
    assertNothingStaked(books)
    const played = new Set(records.flatMap((record) => record.seats.map((seat) => seat.playerId)))
    const paid = books.accounts.filter(({ kind }) => kind === 'bots')
    const given = -paid.reduce((sum, { balance }) => sum + balance, 0)
    let held = 0
    for (const botId of played) {
      if (botId === player.playerId) continue
      assert.ok(bots.has(botId), 'who is not the player is a bot that sat down')
      const stakes = records.flatMap((record) =>
        record.seats.filter((seat) => seat.playerId === botId),
      )
      const last = stakes.at(-1)
      // One that lost everything is funded anew when it is lent again: no record tells of that.
      const sittings = player
        .eventsOf('seat-taken')
        .filter((event) => event['playerId'] === botId).length
      if (sittings > 1) {
        held += goldIn(books, botId)
        continue
      }
      assert.equal(
        goldIn(books, botId),
        Number(last?.stake) + Number(last?.result) - Number(last?.fee),
      )
      assert.ok(stakes.some(({ result }) => result !== 0))
      held += goldIn(books, botId)
    }
    assert.ok(given >= 0 && held > 0)
    // What a bot wins comes from the players, what it loses they get: nothing is made up.
    const fees = records.reduce((sum, record) => sum + feesOf(record), 0)
    const house = books.accounts.filter(({ kind }) => kind === 'house')
    assert.equal(
      house.reduce((sum, { balance }) => sum + balance, 0),
      fees,
    )
    await player.goAway()
  })

  test('[BT2] two people who play with each other get no bots', async () => {
    const [a, b] = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
    const random = seeded(11)
    playAlong(a, await a.sitDown(), random, 0)
    playAlong(b, await b.sitDown(), random, 0)
    assert.equal(a.desk?.roomId, b.desk?.roomId)
    await waitUntil('three hands', () => a.eventsOf('settled').length >= 3, 60_000)
    assert.ok(a.eventsOf('seat-taken').every((event) => event['isBot'] === false))
    await Promise.all([a.goAway(), b.goAway()])
    await waitUntil('the desk is closed', async () => (await counts()).desks === 0)
    assertNothingStaked(await booksOf(databaseUrl))
  })

  test('[BT2] bots that play when their player vanishes finish the hand, then go', async () => {
    const player = await TestPlayer.signIn(server)
    await player.sitDown()
    await player.phase('bid')
    await player.ask('desk/leave')
    await waitUntil('the desk is closed', async () => (await counts()).desks === 0, 30_000)
    const handId = String(player.eventsOf('hand-started').at(-1)?.['handId'])
    const record = await verifiedRecord(server, handId)
    assert.equal((await player.me()).gold, 10_000 + earned([record], player.playerId))
    assertNothingStaked(await booksOf(databaseUrl))
    await player.goAway()
  })
})

describe('without house bots', () => {
  before(async () => {
    server = await startServer({ tiers: xpnnTiers(xpnnTier({ timings: LEISURELY })) })
  })
  after(() => server.stop())

  test('[BT2] BOT_FILL_SECONDS=0: who waits waits', async () => {
    const player = await TestPlayer.signIn(server)
    await player.sitDown()
    const sinceMs = Date.now()
    // Nothing happens, so there is no condition to wait for but time itself.
    await waitUntil('some time is over', () => Date.now() - sinceMs > 2000)
    assert.equal(botsAt(player).length, 0)
    assert.equal(player.state.phase, 'waiting')
    assert.equal(player.eventsOf('seat-taken').length, 1)
    await player.goAway()
  })
})
