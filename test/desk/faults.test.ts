import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { deskFields } from '../../src/games/desk/project.ts'
import type { Game } from '../../src/games/game.ts'
import { HighCard } from '../highcard/HighCard.ts'
import { balanceOf, readBooks } from '../ledger/books.ts'
import { Engine, type EngineSetup } from './Engine.ts'
import { failNext, flakyLedger } from './flakyLedger.ts'
import { SlowJournal } from './SlowJournal.ts'

const opened: Engine[] = []
after(() => Promise.all(opened.map((engine) => engine.close())))

async function open(setup: EngineSetup): Promise<Engine> {
  const engine = await Engine.open(setup)
  opened.push(engine)
  return engine
}

for (const failure of ['before', 'after'] as const) {
  test(`[GD1] a ledger that fails five times (${failure} the payment) delays it, and nothing else`, async () => {
    const engine = await open({
      wrap: (ledger) => flakyLedger(ledger, failNext('settle', 5, failure)),
    })
    const [a, b] = (await engine.players(2)) as [number, number]
    const table = await engine.openDesk().seat(a, b)
    await table.until('open')
    await engine.wait(5.5)
    assert.equal(table.draw(), 'open | A* B* . . .')
    assert.equal(deskFields(table.host.desk, table.host.game)['isSettling'], true)
    assert.equal(engine.stakes.unfinished, 1)
    assert.equal(table.host.desk.handsStarted, 1, 'no new hand before the old one is paid')
    await table.until('end')
    assert.equal(deskFields(table.host.desk, table.host.game)['isSettling'], false)
    assert.equal(table.count('settled'), 1)
    assert.equal(engine.stakes.unfinished, 0)
    assert.equal((await engine.balances(a)).escrow, table.host.seatOf(a)?.gold)
    await engine.checkGold()
  })

  test(`[GD1] a stake whose return fails (${failure} it) comes back later, and holds up the next`, async () => {
    const engine = await open({
      wrap: (ledger) => flakyLedger(ledger, failNext('unstake', 4, failure)),
    })
    const [a] = (await engine.players(1)) as [number]
    const table = await engine.openDesk().seat(a)
    table.leave(a)
    await engine.quiet()
    assert.deepEqual(table.freed, [])
    const again = table.sit(a)
    await engine.wait(3)
    assert.deepEqual(await again, {})
    assert.deepEqual(table.freed, [a])
    assert.deepEqual(await engine.balances(a), { wallet: 0, escrow: 10_000 })
    await engine.checkGold()
  })
}

test('[GD2] a stake whose answer was lost goes back: the player is bound to no desk', async () => {
  const engine = await open({
    wrap: (ledger) => flakyLedger(ledger, failNext('stake', 1, 'after')),
  })
  const [a] = (await engine.players(1)) as [number]
  const [first, second] = [engine.openDesk(), engine.openDesk()]
  await assert.rejects(first.sit(a), /ledger\/unavailable/)
  await engine.quiet()
  assert.deepEqual(await engine.balances(a), { wallet: 10_000, escrow: 0 })
  assert.deepEqual(await second.sit(a), {})
})

test('[GD1] a payment that the ledger will never make voids the hand', async () => {
  const engine = await open({})
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = await engine.openDesk().seat(a, b)
  await table.until('bid')
  // Somebody declared this hand void meanwhile, as a takeover would.
  await engine.ledger.voidHand({ handId: '1-1', deskNo: 1, fromPot: [] })
  await engine.wait(20)
  assert.equal(table.isClosed, true)
  assert.equal(table.count('settled'), 0)
  assert.deepEqual(await engine.balances(a), { wallet: 10_000, escrow: 0 })
  await engine.checkGold()
})

for (const end of ['paid', 'void'] as const) {
  test(`[DS7] the loss of an early leaver that comes late to the pot: the hand is ${end} after it`, async () => {
    const engine = await open({
      wrap: (ledger) => flakyLedger(ledger, failNext('unstake', 3)),
    })
    const [a, b, c] = (await engine.players(3)) as [number, number, number]
    const table = await engine.openDesk(HighCard as Game).seat(a, b, c)
    await table.until('play')
    table.leave(a)
    if (end === 'void') table.host.close('voided')
    else table.move(b, 'highcard/fold')
    await engine.wait(5)
    assert.equal(table.count('settled'), end === 'paid' ? 1 : 0)
    const gold = [await engine.gold(a), await engine.gold(b), await engine.gold(c)]
    assert.deepEqual(gold, end === 'paid' ? [9990, 9990, 10_019] : [10_000, 10_000, 10_000])
    assert.equal(balanceOf(await readBooks(engine.database), 'pot'), 0)
    assert.deepEqual(engine.errors, [])
    await engine.checkGold()
  })
}

test('[DS9] new gold that cannot join now joins after the next hand', async () => {
  const engine = await open({ wrap: (ledger) => flakyLedger(ledger, failNext('topUp', 1)) })
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = await engine.openDesk().seat(a, b)
  await engine.ledger.fundBot('gift', a, 500)
  table.host.goldArrived(a)
  await engine.quiet()
  assert.equal(table.host.seatOf(a)?.gold, 10_000)
  await table.until('end')
  await table.until('ready')
  assert.equal((await engine.balances(a)).wallet, 0)
  assert.equal((await engine.balances(a)).escrow, table.host.seatOf(a)?.gold)
})

test('[JR1] nothing of a command is to be seen before the journal has it', async () => {
  const journal = new SlowJournal()
  const engine = await open({ journal })
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = engine.openDesk()
  let seen = 0
  table.onChange = () => {
    seen++
    assert.equal(journal.written.length, seen, 'each change was written before it was shown')
  }
  await table.seat(a)
  let letThrough = () => {}
  journal.gate = new Promise((resolve) => {
    letThrough = resolve
  })
  const pending = table.sit(b)
  await engine.quiet()
  assert.equal(table.draw(), 'waiting | A+ . . . .')
  assert.deepEqual(table.host.since(1, b), [])
  letThrough()
  journal.gate = undefined
  assert.deepEqual(await pending, {})
  await engine.wait(20)
  assert.equal(table.draw().slice(0, 5), 'ready')
  assert.ok(seen >= 8, `only ${seen} changes`)
})

test('[JR1] commands run strictly in the order they came, refused ones too', async () => {
  const journal = new SlowJournal()
  const engine = await open({ journal })
  const [a] = (await engine.players(1)) as [number]
  const table = await engine.openDesk().seat(a)
  const outcomes = await Promise.all([
    table.submit({ type: 'ready', playerId: a, ready: false }),
    table.leave(99),
    table.move(a, 'xpnn/bid', { times: 1 }),
    table.submit({ type: 'seed', playerId: a, seed: 'x' }),
    table.leave(98),
    table.leave(a),
    table.leave(a),
  ])
  assert.deepEqual(outcomes, [
    {},
    { refusal: 'desk/not-seated' },
    { refusal: 'desk/wrong-phase' },
    {},
    { refusal: 'desk/not-seated' },
    { leavesNow: true },
    { refusal: 'desk/not-seated' },
  ])
  assert.deepEqual(
    journal.written.map(({ number, command }) => `${number} ${command.type}`),
    ['1 sit', '2 ready', '3 seed', '4 leave'],
  )
})

test('[JR1] a journal that fails: server/fault, and nothing was changed', async () => {
  for (const journal of [new SlowJournal(), throwing()]) {
    const engine = await open({ journal })
    const [a, b] = (await engine.players(2)) as [number, number]
    const table = await engine.openDesk().seat(a)
    const before = table.host.desk
    journal.failures = 3
    assert.deepEqual(await table.leave(a), { refusal: 'server/fault' })
    // Twice at the same moment: each time the stake must come back.
    assert.deepEqual(await table.sit(b), { refusal: 'server/fault' })
    assert.deepEqual(await table.sit(b), { refusal: 'server/fault' })
    assert.equal(table.host.desk, before)
    assert.deepEqual(await engine.balances(b), { wallet: 10_000, escrow: 0 })
    assert.deepEqual(await table.leave(a), { leavesNow: true })
    await engine.quiet()
    await engine.checkGold()
  }
})

test('[CD4] a timer whose command could not be journaled is tried again', async () => {
  for (const journal of [new SlowJournal(), throwing()]) {
    const engine = await open({ journal })
    const [a, b] = (await engine.players(2)) as [number, number]
    const table = await engine.openDesk().seat(a, b)
    journal.failures = 3
    await engine.wait(3)
    assert.equal(table.host.desk.phase, 'ready')
    await engine.wait(1)
    assert.equal(table.host.desk.phase, 'bid')
  }
})

test('[CD4] a timer is due once while its command waits for a slow journal', async () => {
  const journal = new SlowJournal()
  const engine = await open({ journal })
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = await engine.openDesk().seat(a, b)
  let letThrough = () => {}
  journal.gate = new Promise((resolve) => {
    letThrough = resolve
  })
  await engine.wait(10)
  assert.equal(table.host.desk.phase, 'ready')
  const seed = table.submit({ type: 'seed', playerId: a, seed: 'late' })
  letThrough()
  journal.gate = undefined
  assert.deepEqual(await seed, { refusal: 'desk/wrong-phase' }, 'it came after the timer')
  await engine.quiet()
  assert.deepEqual(
    journal.written.map(({ command }) => command.type),
    ['sit', 'sit', 'timer'],
  )
})

test('[HD2] a payment is told to the desk again until the journal has it', async () => {
  const journal = new SlowJournal()
  const engine = await open({ journal })
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = await engine.openDesk(HighCard as Game).seat(a, b)
  await table.until('play')
  const folding = table.move(b, 'highcard/fold')
  while (table.host.desk.hand?.results === undefined) await new Promise(setImmediate)
  journal.failures = 2
  await folding
  await engine.quiet()
  assert.equal(deskFields(table.host.desk, table.host.game)['isSettling'], true)
  await engine.wait(1)
  assert.equal(table.host.desk.phase, 'end')
  assert.equal(table.count('settled'), 1)
})

test('[IS1] a desk that fails while an entry is written stays closed', async () => {
  const journal = new SlowJournal()
  // This one writes on where the desk was dropped already.
  Object.assign(journal.inner, { append: () => {} })
  const engine = await open({ journal })
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = await engine.openDesk().seat(a)
  const pending = table.sit(b)
  while (engine.stakes.unfinished > 0 || (await engine.balances(b)).escrow === 0) {
    await new Promise(setImmediate)
  }
  table.host.fail(new Error('a bug elsewhere'))
  assert.deepEqual(await pending, { refusal: 'desk/gone' })
  await engine.quiet()
  assert.equal(table.draw(), 'closed | . . . . .')
  assert.deepEqual(await engine.balances(b), { wallet: 10_000, escrow: 0 })
  await engine.checkGold()
})

test('[JR2] a snapshot replaces the entries after each hand, and where no hand is ever played', async () => {
  const engine = await open({})
  const [a, b] = (await engine.players(2)) as [number, number]
  const table = await engine.openDesk().seat(a)
  for (let i = 0; i < 3000; i++) {
    table.submit({ type: 'ready', playerId: a, ready: i % 2 === 1 })
    const { entries = [] } = (await engine.journal.read('desk-1')) ?? {}
    assert.ok(entries.length <= 500)
  }
  assert.deepEqual(engine.errors, [])
  await table.seat(b)
  await table.until('end')
  const before = await engine.journal.read('desk-1')
  assert.ok((before?.entries.length ?? 0) > 5)
  await table.until('ready')
  const after = await engine.journal.read('desk-1')
  assert.deepEqual(after?.entries, [])
  assert.deepEqual(after?.desk, table.host.desk)
  table.host.close('closed')
  assert.equal(await engine.journal.read('desk-1'), undefined)
})

/** A journal that writes at once and throws when it fails. */
function throwing(): SlowJournal {
  const journal = new SlowJournal()
  const append: SlowJournal['inner']['append'] = (deskId, entry) => {
    if (journal.failures > 0) {
      journal.failures--
      throw new Error('the journal is full')
    }
    journal.inner.append(deskId, entry)
  }
  return Object.assign(journal, { append })
}
