import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { BotPool } from '../../src/bots/BotPool.ts'
import { botName } from '../../src/bots/botNames.ts'
import { HouseBots } from '../../src/bots/HouseBots.ts'
import { AVATARS, nicknameSchema } from '../../src/contract/hall.ts'
import type { Tier } from '../../src/contract/tiers.ts'
import type { Game } from '../../src/games/game.ts'
import { Xpnn } from '../../src/games/xpnn/Xpnn.ts'
import { MemoryLocator } from '../../src/locator/MemoryLocator.ts'
import { SqlPlayerStore } from '../../src/stores/sql/SqlPlayerStore.ts'
import { Engine, type EngineSetup, type TestTable } from '../desk/Engine.ts'
import { failNext, flakyLedger } from '../desk/flakyLedger.ts'
import { seeded } from '../desk/seeded.ts'
import { HighCard } from '../highcard/HighCard.ts'
import { balanceOf, checkBooks, readBooks } from '../ledger/books.ts'

const opened: Engine[] = []
after(() => Promise.all(opened.map((engine) => engine.close())))

interface House {
  readonly engine: Engine
  readonly pool: BotPool
  readonly locator: MemoryLocator
  readonly people: readonly number[]
  /** A desk that house bots watch, listed in the directory. */
  openDesk(game?: Game, tier?: Partial<Tier>): Promise<TestTable>
}

async function open(setup: EngineSetup & { fillSeconds?: number; seed?: number } = {}) {
  const engine = await Engine.open(setup)
  opened.push(engine)
  const random = seeded(setup.seed ?? 1)
  const nowMs = () => engine.clock.nowMs()
  const store = new SqlPlayerStore(engine.database)
  const people: number[] = []
  for (let i = 0; i < 3; i++) {
    const person = { nickname: `p${i}`, avatar: 0, sex: 0, isBot: false, createdAtMs: nowMs() }
    const { playerId } = await store.add(person)
    await engine.ledger.openPlayer(playerId, 10_000)
    people.push(playerId)
  }
  const pool = new BotPool(store, engine.ledger, nowMs, random)
  const locator = new MemoryLocator(nowMs, random)
  const bots = new HouseBots({
    pool,
    scheduler: engine.clock,
    random,
    fillSeconds: setup.fillSeconds ?? 5,
    freeSeats: (deskId) => locator.freeSeats(deskId),
    log: engine.log,
  })
  const openDesk: House['openDesk'] = async (game, tier) => {
    const table = engine.openDesk(game, tier)
    await locator.list(table.host.listing())
    table.onChange = () => {
      void locator.update(table.host.desk.deskId, table.host.listing())
      bots.deskChanged(table.host)
    }
    table.onFreed = (playerId) => bots.stoodUp(playerId)
    return table
  }
  return { engine, store, pool, locator, people, openDesk }
}

const botsAt = (table: TestTable) => table.host.desk.seats.filter(({ isBot }) => isBot)

test('[BT4] a bot is a player with a row, a name and a wallet; only marked', async () => {
  const { engine, store, pool } = await open()
  const bot = await pool.borrow(25_000)
  assert.ok(bot)
  const row = await store.byId(bot.playerId)
  assert.deepEqual([row?.isBot, row?.nickname, row?.avatar], [true, bot.nickname, bot.avatar])
  assert.equal(await engine.gold(bot.playerId), 25_000)
  assert.equal(pool.isBot(bot.playerId), true)
  assert.equal(pool.isBot(1), false)
})

test('[BT4] a bot sits at one desk only: it is lent again when it came back', async () => {
  const { engine, store, pool } = await open()
  const [a, b] = [await pool.borrow(1000), await pool.borrow(1000)]
  assert.ok(a && b && a.playerId !== b.playerId)
  pool.giveBack(a.playerId)
  pool.giveBack(a.playerId)
  pool.giveBack(1)
  assert.equal((await pool.borrow(500))?.playerId, a.playerId)
  const third = await pool.borrow(500)
  assert.ok(third && third.playerId !== a.playerId && third.playerId !== b.playerId)
  const later = new BotPool(store, engine.ledger, () => 0, seeded(2))
  const known = [a, b, third].map(({ playerId }) => playerId)
  assert.ok(known.includes((await later.borrow(1))?.playerId ?? 0), 'a new process knows the old')
})

test('[BT4] a bot whose wallet could not be filled is not lost', async () => {
  const { pool } = await open({ wrap: (ledger) => flakyLedger(ledger, failNext('fundBot', 1)) })
  await assert.rejects(pool.borrow(20_000), /unavailable/)
  const [a, b] = [await pool.borrow(20_000), await pool.borrow(20_000)]
  assert.ok(a && b)
  assert.equal(b.playerId - a.playerId, 1, 'the first one is the one that failed')
})

test('[BT2] who waits alone gets opponents after fillSeconds, and plays hands with them', async () => {
  const { engine, people, openDesk } = await open()
  const table = await openDesk()
  await table.seat(people[0]!)
  await engine.wait(4.75)
  assert.equal(botsAt(table).length, 0)
  await engine.wait(0.5)
  assert.ok(botsAt(table).length >= 1)
  await table.until('end')
  assert.equal(table.count('settled'), 1)
  for (const { idleHands } of botsAt(table)) assert.equal(idleHands, 0, 'bots acted themselves')
})

test('[BT2] no bots for two people, for nobody, or where they are off', async () => {
  const { engine, people, openDesk } = await open()
  const table = await openDesk()
  const empty = await openDesk()
  await table.seat(people[0]!)
  await engine.wait(3)
  await table.seat(people[1]!)
  await engine.wait(30)
  assert.deepEqual([botsAt(table).length, botsAt(empty).length], [0, 0])
  assert.ok(table.count('settled') > 0)
  const off = await open({ fillSeconds: 0 })
  const alone = await off.openDesk()
  await alone.seat(off.people[0]!)
  await off.engine.wait(30)
  assert.equal(botsAt(alone).length, 0)
})

test('[BT2] bots go when the last person has gone, and are lent again', async () => {
  const { engine, people, openDesk } = await open()
  const table = await openDesk()
  await table.seat(people[0]!)
  await table.until('bet')
  assert.deepEqual(table.leave(people[0]!), { leavesNow: false })
  await engine.wait(20)
  assert.equal(table.draw(), 'waiting | . . . . .')
  const books = await readBooks(engine.database)
  checkBooks(books)
  assert.equal(balanceOf(books, 'escrow'), 0)
  const [, second] = people
  await table.seat(second!)
  await engine.wait(6)
  assert.ok(botsAt(table).length >= 1)
})

for (const seed of [1, 2, 3, 4]) {
  test(`[BT3] a chair stays free for people, two bots are company enough (seed ${seed})`, async () => {
    const { engine, people, openDesk } = await open({ seed })
    for (const [seats, minPlayers, most] of [
      [5, 2, 2],
      [3, 2, 1],
      [2, 2, 1],
      [4, 4, 3],
    ] as const) {
      const table = await openDesk(undefined, { seats, minPlayers })
      await table.seat(people[0]!)
      await engine.wait(6)
      const bots = botsAt(table).length
      assert.ok(bots >= minPlayers - 1 && bots <= most, `${bots} bots at ${seats} seats`)
      table.host.close('voided')
      await engine.quiet()
    }
  })
}

test('[BT3] a bot does not take the chair somebody has claimed', async () => {
  const { engine, people, locator, openDesk } = await open()
  const table = await openDesk(undefined, { seats: 2 })
  await table.seat(people[0]!)
  await engine.wait(4.75)
  assert.ok(await locator.claimSeatAt(table.host.desk.deskId, people[1]!))
  await engine.wait(1)
  assert.equal(botsAt(table).length, 0)
  await engine.wait(20)
  assert.equal(botsAt(table).length, 1, 'when the claim is over, and its player did not come')
})

test('[BT2] a fault while bots sit down: they try again, and none is lost', async () => {
  const { engine, people, openDesk } = await open({
    wrap: (ledger) =>
      flakyLedger(ledger, (method) => (method === 'stake' && fails-- > 0 ? 'before' : undefined)),
  })
  let fails = 0
  const table = await openDesk()
  await table.seat(people[0]!)
  fails = 1
  await engine.wait(6)
  assert.equal(botsAt(table).length, 0)
  await engine.wait(5)
  assert.ok(botsAt(table).length >= 1)
})

test('bots play many hands of both games, change now and then, and no gold is lost', async () => {
  for (const game of [Xpnn as Game, HighCard as Game]) {
    const { engine, people, openDesk } = await open({ seed: 9 })
    const table = await openDesk(game, { baseBet: 1 })
    await table.seat(people[0]!)
    const faces = new Set<number>()
    for (let seconds = 0; seconds < 400; seconds++) {
      await engine.wait(1)
      for (const { playerId } of botsAt(table)) faces.add(playerId)
      const playerId = people[0]!
      const seat = table.host.seatOf(playerId)
      const move = seat && game.suggest(table.host.botView(seat.index), 0.5)
      if (move) table.move(playerId, move.move, move.payload)
    }
    assert.ok(table.count('settled') > 15, `${table.count('settled')} hands of ${game.name}`)
    assert.ok(
      table.pushes.some(
        ({ type, fields }) => type === 'seat-removed' && fields['reason'] === 'left',
      ),
    )
    assert.ok(faces.size >= 2)
    checkBooks(await readBooks(engine.database))
    assert.deepEqual(engine.errors, [])
  }
})

test('names of bots are legal, different, and always the same', () => {
  const names = Array.from({ length: 500 }, (_, n) => botName(n))
  assert.equal(new Set(names.map(({ nickname }) => nickname)).size, 500)
  for (const [n, { nickname, avatar }] of names.entries()) {
    assert.equal(nicknameSchema.parse(nickname), nickname)
    assert.ok(avatar >= 0 && avatar < AVATARS)
    assert.deepEqual(botName(n), { nickname, avatar })
  }
})
