import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isRefusal } from '../../src/contract/refusals.ts'
import type { Game } from '../../src/games/game.ts'
import { Xpnn } from '../../src/games/xpnn/Xpnn.ts'
import { HighCard } from '../highcard/HighCard.ts'
import { Engine, type EngineSetup } from './Engine.ts'

const highCard = HighCard as Game
const opened: Engine[] = []
after(() => Promise.all(opened.map((engine) => engine.close())))

async function open(setup: EngineSetup = {}): Promise<Engine> {
  const engine = await Engine.open(setup)
  opened.push(engine)
  return engine
}

test('[GD2] sitting down stakes the whole wallet, standing up returns it', async () => {
  const engine = await open()
  const [a] = (await engine.players(1)) as [number]
  const table = await engine.openDesk().seat(a)
  assert.deepEqual(await engine.balances(a), { wallet: 0, escrow: 10_000 })
  assert.equal(table.host.seatOf(a)?.gold, 10_000)
  assert.deepEqual(table.leave(a), { leavesNow: true })
  assert.deepEqual(table.freed, [], 'not before the stake is back')
  await engine.quiet()
  assert.deepEqual(await engine.balances(a), { wallet: 10_000, escrow: 0 })
  assert.deepEqual(table.freed, [a])
  await engine.checkGold()
})

test('[GD2] too little gold, and a stake elsewhere, are refused and move nothing', async () => {
  const engine = await open()
  const [a, b] = (await engine.players(2)) as [number, number]
  const rich = engine.openDesk(undefined, { minEnter: 10_001 })
  assert.deepEqual(await rich.sit(a), { refusal: 'desk/too-poor' })
  const [first, second] = [engine.openDesk(), engine.openDesk()]
  await first.seat(b)
  assert.deepEqual(await second.sit(b), { refusal: 'desk/already-seated' })
  assert.deepEqual(await engine.balances(a), { wallet: 10_000, escrow: 0 })
  assert.deepEqual(await engine.balances(b), { wallet: 0, escrow: 10_000 })
})

test('[DS3] a player who asks twice at once sits down once', async () => {
  const engine = await open()
  const [a] = (await engine.players(1)) as [number]
  const table = engine.openDesk()
  const outcomes = await Promise.all([table.sit(a), table.sit(a)])
  assert.deepEqual(outcomes, [{}, { refusal: 'desk/already-seated' }])
  assert.equal(table.draw(), 'waiting | A+ . . . .')
})

test('[GD2] the last seat is taken while the stake is: it goes back', async () => {
  const engine = await open()
  const players = await engine.players(6)
  const table = engine.openDesk(undefined, { minPlayers: 5 })
  const outcomes = await Promise.all(players.map((playerId) => table.sit(playerId)))
  assert.equal(outcomes.filter(isRefusal).length, 1)
  const loser = players[outcomes.findIndex(isRefusal)] ?? 0
  assert.deepEqual(await engine.balances(loser), { wallet: 10_000, escrow: 0 })
  // At the same moment once more: the key must be another one.
  assert.deepEqual(await table.sit(loser), { refusal: 'desk/full' })
  assert.deepEqual(await engine.balances(loser), { wallet: 10_000, escrow: 0 })
})

test('[HD2] a hand is paid once, and what the seats show is what the books hold', async () => {
  const engine = await open()
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = await engine.openDesk().seat(a, b)
  await table.until('end')
  assert.equal(table.count('settled'), 1)
  for (const playerId of [a, b]) {
    const seat = table.host.seatOf(playerId)
    assert.equal(seat?.gold, 10_000 + (seat?.result ?? 0) - (seat?.fee ?? 0))
    assert.deepEqual(await engine.balances(playerId), { wallet: 0, escrow: seat?.gold })
  }
  const record = await engine.ledger.handRecord('1-1')
  assert.deepEqual(
    record?.seats.map(({ playerId }) => playerId),
    [a, b],
  )
  await engine.checkGold()
})

test('[HD5] a desk that is to close finishes its hand first, and is not joined any more', async () => {
  const engine = await open()
  const [a, b, c] = (await engine.players(3)) as [number, number, number]
  const table = await engine.openDesk(highCard).seat(a, b)
  await table.until('play')
  assert.equal(table.host.listing().isJoinable, true)
  table.host.close('closed')
  assert.equal(table.host.listing().isJoinable, false)
  assert.equal(table.host.desk.isClosed, false)
  await engine.wait(7)
  assert.equal(table.draw(), 'closed | . . . . .')
  assert.equal(table.isClosed, true)
  assert.equal(table.count('settled'), 1)
  assert.deepEqual(await table.sit(c), { refusal: 'desk/gone' })
  assert.equal((await engine.balances(a)).escrow + (await engine.balances(b)).escrow, 0)
  await engine.checkGold()
})

test('[HD5] between hands, and to void the hand, it closes at once', async () => {
  const engine = await open()
  const [a, b] = (await engine.players(2)) as [number, number]
  const idle = await engine.openDesk().seat(a)
  idle.host.close('closed')
  await engine.quiet()
  assert.deepEqual([idle.isClosed, idle.freed], [true, [a]])
  const table = await engine.openDesk().seat(a, b)
  await table.until('bet')
  table.host.close('voided')
  await engine.quiet()
  assert.equal(table.isClosed, true)
  assert.deepEqual(await engine.balances(a), { wallet: 10_000, escrow: 0 })
  assert.equal(await engine.ledger.handRecord('2-1'), undefined)
  assert.equal(engine.clock.pending, 0, 'no timer of a closed desk is left')
})

test('[IS1] a game that throws ends its own desk only: hand void, stakes back', async () => {
  for (const broken of ['decide', 'evolve', 'publish', 'record', 'activeSeats'] as const) {
    const engine = await open()
    const players = (await engine.players(4)) as [number, number, number, number]
    let isBroken = false
    const method = Xpnn[broken] as (...args: unknown[]) => unknown
    const game = {
      ...Xpnn,
      [broken]: (...args: unknown[]) => {
        if (isBroken) throw new Error('a bug')
        return method(...args)
      },
    } as unknown as Game
    const table = await engine.openDesk(game).seat(players[0], players[1])
    const other = await engine.openDesk().seat(players[2], players[3])
    await table.until('bid')
    isBroken = true
    await engine.wait(20)
    assert.equal(table.draw(), 'closed | . . . . .', broken)
    assert.equal(table.isClosed, true)
    assert.deepEqual(table.freed, [players[0], players[1]])
    assert.equal(table.pushes.at(-1)?.fields['reason'], 'voided')
    assert.deepEqual(await engine.balances(players[0]), { wallet: 10_000, escrow: 0 })
    assert.equal(await engine.ledger.handRecord('1-1'), undefined)
    assert.ok(other.count('settled') > 0, 'the other desk plays on')
    assert.equal(engine.errors.length, 1)
    await engine.checkGold()
  }
})

test('[IS1] results that a hand must not have void it', async () => {
  const engine = await open()
  const [a, b] = (await engine.players(2)) as [number, number]
  const game = {
    ...(highCard as Game),
    decide: (hand: { finishHand(results: unknown): void }) => {
      hand.finishHand([
        { seat: 0, result: 5, fee: 0 },
        { seat: 1, result: -4, fee: 0 },
      ])
    },
  } as unknown as Game
  const table = await engine.openDesk(game).seat(a, b)
  await table.until('play')
  assert.deepEqual(table.move(a, 'highcard/raise', { times: 1 }), { refusal: 'server/fault' })
  await engine.quiet()
  assert.equal(table.isClosed, true)
  assert.deepEqual(await engine.balances(a), { wallet: 10_000, escrow: 0 })
})

test('[IS1] a listener that throws does not disturb the desk', async () => {
  const engine = await open()
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = engine.openDesk()
  table.onChange = () => {
    throw new Error('a room')
  }
  await table.seat(a, b)
  await engine.wait(20)
  assert.ok(table.host.desk.handsStarted > 0)
  await engine.checkGold()
})

test('[IS1] a room that cannot show a change ends the desk after what follows from the change', async () => {
  const engine = await open()
  const [a, b, c] = (await engine.players(3)) as [number, number, number]
  const table = await engine.openDesk(highCard).seat(a, b, c)
  await table.until('play')
  table.onChange = () => {
    table.onChange = undefined
    table.host.fail(new Error('cannot be shown'))
  }
  assert.deepEqual(table.leave(a), { leavesNow: true })
  await engine.quiet()
  assert.equal(table.isClosed, true)
  const seqs = table.pushes.map(({ seq }) => seq)
  assert.deepEqual(
    seqs,
    seqs.map((_, index) => index + 1),
  )
  for (const playerId of [a, b, c]) assert.equal(await engine.gold(playerId), 10_000)
  await engine.checkGold()
})

test('[DS7] an early loser sits elsewhere at once, and the hand is paid all the same', async () => {
  const engine = await open()
  const [a, b, c] = (await engine.players(3)) as [number, number, number]
  const table = await engine.openDesk(highCard).seat(a, b, c)
  const other = engine.openDesk(highCard)
  await table.until('play')
  table.move(a, 'highcard/fold')
  assert.deepEqual(table.leave(a), { leavesNow: true })
  assert.deepEqual(await other.sit(a), {})
  assert.equal(other.host.seatOf(a)?.gold, 9990)
  await table.until('end')
  assert.equal(table.count('settled'), 1)
  assert.equal(await engine.gold(a), 9990)
  await engine.checkGold()
})

test('[DS7] an early loser of a hand that becomes void gets all of it back', async () => {
  const engine = await open()
  const [a, b, c] = (await engine.players(3)) as [number, number, number]
  const table = await engine.openDesk(highCard).seat(a, b, c)
  await table.until('play')
  table.leave(a)
  await engine.quiet()
  assert.equal(await engine.gold(a), 9990)
  table.host.close('voided')
  await engine.quiet()
  assert.deepEqual([await engine.gold(a), await engine.gold(b)], [10_000, 10_000])
  await engine.checkGold()
})

test('[DS9] gold that comes between hands joins at once, in a hand after it', async () => {
  const engine = await open()
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = await engine.openDesk().seat(a, b)
  await engine.ledger.fundBot('gift-1', a, 500)
  table.host.goldArrived(a)
  await engine.quiet()
  assert.equal(table.host.seatOf(a)?.gold, 10_500)
  await table.until('bid')
  await engine.ledger.fundBot('gift-2', a, 700)
  table.host.goldArrived(a)
  await engine.quiet()
  assert.deepEqual(await engine.balances(a), { wallet: 700, escrow: 10_500 })
  await table.until('end')
  const gold = table.host.seatOf(a)?.gold ?? 0
  await table.until('ready')
  assert.equal(table.host.seatOf(a)?.gold, gold + 700)
  assert.deepEqual(await engine.balances(a), { wallet: 0, escrow: gold + 700 })
})

test('a desk tells the directory how many sit there, and whether one may join', async () => {
  const engine = await open()
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = await engine.openDesk().seat(a)
  const bot = { playerId: b, nickname: 'bot', avatar: 0, isBot: true, isAutoReady: true }
  await table.host.sit(bot, { traceId: 'test' })
  const { taken, people, isJoinable, seats } = table.host.listing()
  assert.deepEqual([taken, people, isJoinable, seats], [2, 1, true, 5])
  await table.until('bid')
  assert.equal(table.host.listing().isJoinable, false)
  assert.equal(table.host.isDeserted(), false)
})
