import assert from 'node:assert/strict'
import type { PlayerId } from '../../src/contract/ids.ts'
import { isRefusal } from '../../src/contract/refusals.ts'
import type { Tier } from '../../src/contract/tiers.ts'
import type { DeskHost, DeskListener, Outcome } from '../../src/desk/DeskHost.ts'
import type { Journal } from '../../src/desk/Journal.ts'
import { MemoryJournal } from '../../src/desk/MemoryJournal.ts'
import { openDeskHost } from '../../src/desk/openDeskHost.ts'
import { Stakes } from '../../src/desk/Stakes.ts'
import type { DeskState } from '../../src/games/desk/DeskState.ts'
import type { NumberedPush } from '../../src/games/desk/publish.ts'
import type { Game } from '../../src/games/game.ts'
import { Xpnn } from '../../src/games/xpnn/Xpnn.ts'
import type { Ledger } from '../../src/ledger/Ledger.ts'
import { SqlLedger } from '../../src/ledger/SqlLedger.ts'
import { parseDatabaseUrl } from '../../src/ops/addresses.ts'
import { openDatabase, type SqlDatabase } from '../../src/stores/sql/openDatabase.ts'
import { draw } from '../games/desk/draw.ts'
import { testTier } from '../games/desk/testTier.ts'
import { balanceOf, checkBooks, readBooks } from '../ledger/books.ts'
import { FakeClock } from '../ops/FakeClock.ts'

export interface EngineSetup {
  readonly journal?: Journal
  readonly wrap?: (ledger: Ledger) => Ledger
}

/** Desk engines over a real ledger in memory, with time by hand. */
export class Engine {
  readonly clock = new FakeClock()
  readonly errors: string[] = []
  readonly ledger: Ledger
  readonly stakes: Stakes
  readonly journal: Journal
  readonly database: SqlDatabase
  #desks = 0
  #seeds = 0
  #minted = 0

  constructor(database: SqlDatabase, { journal, wrap = (same) => same }: EngineSetup) {
    this.database = database
    this.ledger = wrap(new SqlLedger(database, () => this.clock.nowMs()))
    this.stakes = new Stakes(this.ledger, this.clock, this.log)
    this.journal = journal ?? new MemoryJournal()
  }

  static async open(setup: EngineSetup = {}): Promise<Engine> {
    return new Engine(await openDatabase(parseDatabaseUrl('sqlite::memory:')), setup)
  }

  get log() {
    const quiet = () => {}
    const error = (fields: object, message: string) => {
      const { err } = fields as { err?: unknown }
      this.errors.push(`${message}: ${err instanceof Error ? err.message : String(err)}`)
    }
    return { debug: quiet, info: quiet, warn: quiet, error }
  }

  async players(count: number, gold = 10_000): Promise<PlayerId[]> {
    const ids = Array.from({ length: count }, (_, index) => index + 1)
    for (const id of ids) await this.ledger.openPlayer(id, gold)
    this.#minted = count * gold
    return ids
  }

  openDesk(game: Game = Xpnn as Game, tier: Partial<Tier> = {}): TestTable {
    const deskNo = ++this.#desks
    const desk = { deskId: `desk-${deskNo}`, deskNo, tier: testTier(game, tier) }
    const { stakes, journal, log, clock } = this
    const freshSeed = () => (++this.#seeds).toString(16).padStart(64, '0')
    const table = new TestTable(this)
    const services = { stakes, journal, log, scheduler: clock, freshSeed }
    table.host = openDeskHost(desk, game, services, table)
    return table
  }

  /** Until nothing is under way any more that does not wait for the clock. */
  async quiet(): Promise<void> {
    for (let turns = 0; turns < 30; turns++) await new Promise(setImmediate)
  }

  /** Time passes in small steps, and what is due happens with all its consequences. */
  async wait(seconds: number): Promise<void> {
    for (let passedMs = 0; passedMs < seconds * 1000; passedMs += 250) {
      this.clock.advance(250)
      await this.quiet()
    }
  }

  async gold(playerId: PlayerId): Promise<number> {
    return (await this.ledger.goldOf([playerId])).get(playerId) ?? 0
  }

  async balances(playerId: PlayerId): Promise<{ wallet: number; escrow: number }> {
    const books = await readBooks(this.database)
    return {
      wallet: balanceOf(books, 'wallet', playerId),
      escrow: balanceOf(books, 'escrow', playerId),
    }
  }

  /** The laws of the books, and not one unit of gold more or less than was given out. */
  async checkGold(): Promise<void> {
    const books = await readBooks(this.database)
    checkBooks(books)
    const held = ['wallet', 'escrow', 'pot', 'house'].map((kind) => balanceOf(books, kind))
    assert.equal(
      held.reduce((sum, gold) => sum + gold, 0),
      this.#minted,
    )
  }

  async close(): Promise<void> {
    await this.database.db.destroy()
  }
}

/** A desk of the engine, and all that its room heard of it. */
export class TestTable implements DeskListener {
  host!: DeskHost
  readonly pushes: NumberedPush[] = []
  readonly freed: PlayerId[] = []
  isClosed = false
  /** Hears each change first, for tests that look closer. */
  onChange: ((desk: DeskState) => void) | undefined
  onFreed: ((playerId: PlayerId) => void) | undefined
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  changed(desk: DeskState, pushes: readonly NumberedPush[]): void {
    this.onChange?.(desk)
    this.pushes.push(...pushes)
  }

  seatFreed(playerId: PlayerId): void {
    this.freed.push(playerId)
    this.onFreed?.(playerId)
  }

  closed(): void {
    this.isClosed = true
  }

  sit(playerId: PlayerId): Promise<Outcome> {
    const sitter = { playerId, nickname: `p${playerId}`, avatar: 0, isBot: false }
    return this.host.sit({ ...sitter, isAutoReady: true }, { traceId: 'test', playerId })
  }

  async seat(...playerIds: PlayerId[]): Promise<this> {
    for (const playerId of playerIds) assert.ok(!isRefusal(await this.sit(playerId)))
    return this
  }

  submit(command: Parameters<DeskHost['submit']>[0]) {
    return this.host.submit(command, { traceId: 'test' })
  }

  move(playerId: PlayerId, move: string, payload: Record<string, unknown> = {}) {
    return this.submit({ type: 'move', playerId, move, payload })
  }

  leave(playerId: PlayerId) {
    return this.submit({ type: 'leave', playerId })
  }

  /** Until the desk is in that phase. */
  async until(phase: string): Promise<void> {
    for (let steps = 0; this.host.desk.phase !== phase; steps++) {
      assert.ok(steps < 400, `${phase} never comes: ${this.draw()}`)
      await this.#engine.wait(0.25)
    }
  }

  draw(): string {
    return draw(this.host.desk, this.#engine.clock.nowMs())
  }

  count(type: string): number {
    return this.pushes.filter((push) => push.type === type).length
  }
}
