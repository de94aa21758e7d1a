import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Ledger, LedgerError } from '../../src/ledger/Ledger.ts'
import { SqlLedger } from '../../src/ledger/SqlLedger.ts'
import type { SqlDatabase } from '../../src/stores/sql/openDatabase.ts'
import { noMariaDb } from '../server/privateMariaDb.ts'
import { mariaDbSuite } from '../stores/sql/mariaDbSuite.ts'
import { checkBooks, readBooks } from './books.ts'
import { settlementOf } from './settlements.ts'

const DESKS = [1, 2, 3, 4]
/** A player loses one at a time, so that as many hands as he has gold can be played. */
const GOLD = 1_000_000
const GIVE_UP_MS = 60_000

describe('on a MariaDB that fails', { skip: noMariaDb }, () => {
  const suite = mariaDbSuite()
  async function open(
    t: TestContext,
    pool = 6,
  ): Promise<{ ledger: Ledger; database: SqlDatabase }> {
    const database = await suite.emptyDatabase({ pool })
    t.after(() => database.db.destroy())
    const ledger = new SqlLedger(database, () => 1_000)
    for (const deskNo of DESKS) {
      for (const playerId of playersAt(deskNo)) {
        await ledger.openPlayer(playerId, GOLD)
        await ledger.stake(`sit-${playerId}`, { playerId, deskNo, atLeast: GOLD })
      }
    }
    return { ledger, database }
  }

  /** Plays hands at every desk until told to stop, each until it is acknowledged. */
  function playEverywhere(ledger: Ledger) {
    let isOver = false
    const acknowledged: number[] = DESKS.map(() => 0)
    let faults = 0
    const desks = DESKS.map(async (deskNo, at) => {
      while (!isOver) {
        const handNo = acknowledged[at] ?? 0
        const stakes = await untilAcknowledged(
          () => ledger.settle(handAt(deskNo, handNo)),
          () => faults++,
        )
        assert.deepEqual(stakes, [GOLD + handNo + 1, GOLD - handNo - 1])
        acknowledged[at] = handNo + 1
      }
    })
    return {
      acknowledged,
      faults: () => faults,
      finish: async () => {
        isOver = true
        await Promise.all(desks)
      },
    }
  }

  async function checkPlayed(database: SqlDatabase, acknowledged: readonly number[]) {
    const books = await readBooks(database)
    checkBooks(books)
    const played = acknowledged.reduce((sum, hands) => sum + hands, 0)
    assert.equal(books.counts['hands'], played)
    assert.equal(books.counts['hand_players'], 2 * played)
  }

  async function untilMore(acknowledged: readonly number[], more: number): Promise<void> {
    const before = acknowledged.map((hands) => hands + more)
    const deadline = performance.now() + GIVE_UP_MS
    while (acknowledged.some((hands, at) => hands < (before[at] ?? 0))) {
      if (performance.now() > deadline) throw new Error(`stuck at ${acknowledged}`)
      await sleep(5)
    }
  }

  test('[LG22] the server killed and started again amid settlements: none lost, none doubled', async (t) => {
    const { ledger, database } = await open(t)
    const game = playEverywhere(ledger)
    for (let kill = 0; kill < 4; kill++) {
      await untilMore(game.acknowledged, 10)
      suite.server.kill('SIGKILL')
      await suite.server.start()
    }
    await untilMore(game.acknowledged, 10)
    await game.finish()
    assert.ok(game.faults() > 0, 'the kills were noticed')
    await checkPlayed(database, game.acknowledged)
  })

  test('[LG22] the server stopped for longer than the deadline: faults, then all goes on', async (t) => {
    const { ledger, database } = await open(t)
    const game = playEverywhere(ledger)
    await untilMore(game.acknowledged, 10)
    suite.server.kill('SIGSTOP')
    const stalled = [...game.acknowledged]
    await assert.rejects(ledger.goldOf([11]), { code: 'ledger/unavailable' })
    while (game.faults() < DESKS.length) await sleep(50)
    // A settlement whose COMMIT was answered just before may still be told.
    for (const [at, hands] of game.acknowledged.entries())
      assert.ok(hands <= (stalled[at] ?? 0) + 1)
    suite.server.kill('SIGCONT')
    await untilMore(game.acknowledged, 10)
    await game.finish()
    await checkPlayed(database, game.acknowledged)
  })

  test('[DB14] a server restarted under an idle pool costs no call', async (t) => {
    const { ledger } = await open(t)
    await Promise.all(DESKS.map((deskNo) => ledger.settle(handAt(deskNo, 0))))
    suite.server.kill('SIGTERM')
    await suite.server.start()
    const stakes = await Promise.all(DESKS.map((deskNo) => ledger.settle(handAt(deskNo, 1))))
    assert.deepEqual(
      stakes,
      DESKS.map(() => [GOLD + 2, GOLD - 2]),
    )
  })

  test('[DB15] the victim of a deadlock is done again, and its caller hears nothing of it', async (t) => {
    const { ledger, database } = await open(t)
    const lock = async (db: SqlDatabase['db'], id: number) =>
      sql`select id from accounts where id = ${id} for update`.execute(db)
    const [low = 0, high = 0] = playersAt(1).map((playerId) => playerId * 8 + 5)
    const before = await deadlocks(database)
    for (let n = 0; n < 5; n++) {
      let settling: Promise<number[]> | undefined
      // This one locks in the opposite order and has written more, so that the ledger is the victim.
      await database.db.transaction().execute(async (trx) => {
        await lock(trx, high)
        await sql`insert into sequences (name, last_given)
          values ${sql.join(Array.from({ length: 50 }, (_, i) => sql`(${`x${n}-${i}`}, 0)`))}`.execute(
          trx,
        )
        settling = ledger.settle(handAt(1, n))
        await sleep(50)
        await lock(trx, low)
      })
      assert.deepEqual(await settling, [GOLD + n + 1, GOLD - n - 1])
    }
    assert.ok((await deadlocks(database)) >= before + 5, 'there were deadlocks')
    checkBooks(await readBooks(database))
  })
  test('[DB15] a row that stays locked is a fault in the end, and nothing is written', async (t) => {
    const { ledger, database } = await open(t)
    const before = await readBooks(database)
    const escrow = 11 * 8 + 5
    await database.db.transaction().execute(async (trx) => {
      await sql`select id from accounts where id = ${escrow} for update`.execute(trx)
      const other = ledger.settle(handAt(2, 0))
      const fault = { name: 'LedgerError', code: 'ledger/unavailable' }
      const refused = assert.rejects(ledger.settle(handAt(1, 0)), fault)
      assert.deepEqual(await other, [GOLD + 1, GOLD - 1])
      // Keeps this session awake: an idle one is given up by the server.
      const holding = setInterval(() => void sql`select 1`.execute(trx), 1_000)
      await refused
      clearInterval(holding)
    })
    assert.equal((await readBooks(database)).counts['hands'], (before.counts['hands'] ?? 0) + 1)
    assert.deepEqual(await ledger.settle(handAt(1, 0)), [GOLD + 1, GOLD - 1])
  })
})

const playersAt = (deskNo: number) => [deskNo * 10 + 1, deskNo * 10 + 2]

function handAt(deskNo: number, handNo: number) {
  const [winner = 0, loser = 0] = playersAt(deskNo)
  return settlementOf(`${deskNo}-${handNo}`, deskNo, [
    { playerId: winner, result: 1 },
    { playerId: loser, result: -1 },
  ])
}

/** As the server does it: the same call again until it is answered. */
async function untilAcknowledged<T>(call: () => Promise<T>, onFault: () => void): Promise<T> {
  const deadline = performance.now() + GIVE_UP_MS
  while (true) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'ledger/unavailable') throw error
      if (performance.now() > deadline) throw error
      onFault()
      await sleep(50)
    }
  }
}

async function deadlocks({ db }: SqlDatabase): Promise<number> {
  const { rows } = await sql<{ Value: string }>`
    show global status like 'Innodb_deadlocks'`.execute(db)
  return Number(rows[0]?.Value)
}
