import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlayerId } from '../../src/contract/ids.ts'
import { NOBODY } from '../../src/contract/ids.ts'
import type { Journal } from '../../src/desk/Journal.ts'
import { MemoryJournal } from '../../src/desk/MemoryJournal.ts'
import type { Game } from '../../src/games/game.ts'
import { Xpnn } from '../../src/games/xpnn/Xpnn.ts'
import { HighCard } from '../highcard/HighCard.ts'

import { Engine, type TestTable } from './Engine.ts'
import { type Failure, flakyLedger } from './flakyLedger.ts'
import { SlowJournal } from './SlowJournal.ts'
import { seeded } from './seeded.ts'

const HANDS = 300

interface Run {
  readonly game: Game
  readonly seed: number
  readonly journal: (random: () => number) => Journal
  /** Part of the calls of the ledger that fail, half of them after they were done. */
  readonly failing: number
}

const memory = () => new MemoryJournal()
const slow = (random: () => number) => new SlowJournal(() => Math.floor(random() * 3))
const RUNS: readonly Run[] = [
  { game: Xpnn as Game, seed: 1, journal: memory, failing: 0 },
  { game: Xpnn as Game, seed: 2, journal: slow, failing: 0.1 },
  { game: HighCard as Game, seed: 3, journal: memory, failing: 0.1 },
  { game: HighCard as Game, seed: 4, journal: slow, failing: 0 },
]

for (const { game, seed, journal, failing } of RUNS) {
  const ledger = failing > 0 ? ', a ledger that fails' : ''
  const kind = journal === slow ? ', a slow journal' : ''
  test(`[GD1] ${HANDS} hands of ${game.name} with people coming and going${ledger}${kind}: no gold is made or lost`, async () => {
    const random = seeded(seed)
    let isFlaky = false
    const failure = (): Failure | undefined => {
      if (!isFlaky || random() >= failing) return undefined
      return random() < 0.5 ? 'before' : 'after'
    }
    const wrap = (ledger: Engine['ledger']) => flakyLedger(ledger, failure)
    const engine = await Engine.open({ journal: journal(random), wrap })
    const players = await engine.players(8)
    isFlaky = true
    const tables = [engine.openDesk(game), engine.openDesk(game, { seats: 3 })]
    const hands = () => tables.reduce((sum, { host }) => sum + host.desk.handsStarted, 0)
    for (let steps = 0; hands() < HANDS; steps++) {
      assert.ok(steps < 20_000, `only ${hands()} hands: ${tables.map((table) => table.draw())}`)
      const table = tables[Math.floor(random() * 2)] as TestTable
      const playerId = players[Math.floor(random() * players.length)] as PlayerId
      await happen(engine, table, playerId, random)
      if (steps % 100 === 0) await checkSeats(engine, tables)
    }
    isFlaky = false
    for (const { host } of tables) host.close('voided')
    await engine.wait(5)
    assert.deepEqual(
      tables.map(({ isClosed }) => isClosed),
      [true, true],
    )
    await engine.checkGold()
    assert.equal(engine.stakes.unfinished, 0)
    for (const playerId of players) assert.equal((await engine.balances(playerId)).escrow, 0)
    assert.deepEqual(engine.errors, [])
    await engine.close()
  })
}

async function happen(
  engine: Engine,
  table: TestTable,
  playerId: PlayerId,
  random: () => number,
): Promise<void> {
  const chance = random()
  const seat = table.host.seatOf(playerId)
  if (!seat && chance < 0.6) void table.sit(playerId).catch(() => {})
  else if (seat && chance < 0.04) void table.leave(playerId)
  else if (seat && chance < 0.08) void table.submit({ type: 'drop', playerId })
  else if (seat && chance < 0.3) void table.submit({ type: 'return', playerId })
  else if (seat && chance < 0.33)
    void table.submit({ type: 'ready', playerId, ready: true, auto: true })
  else if (seat && chance < 0.75) {
    const move = table.host.game.suggest(table.host.botView(seat.index), random())
    if (move) void table.move(playerId, move.move, move.payload)
  } else {
    engine.clock.advance(Math.floor(random() * 1500))
    for (let turns = random() * 12; turns > 0; turns--) await new Promise(setImmediate)
  }
}

/** When nothing is under way, every stake that a seat shows lies in its player's escrow. */
async function checkSeats(engine: Engine, tables: readonly TestTable[]): Promise<void> {
  await engine.quiet()
  await engine.checkGold()
  if (engine.stakes.unfinished > 0) return
  for (const { host } of tables) {
    for (const { playerId, gold } of host.desk.seats) {
      if (playerId === NOBODY) continue
      assert.equal((await engine.balances(playerId)).escrow, gold, `stake of player ${playerId}`)
    }
  }
}
