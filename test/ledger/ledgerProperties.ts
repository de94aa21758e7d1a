import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Ledger, LedgerError, type Settlement } from '../../src/ledger/Ledger.ts'
import { checkBooks, readBooks } from './books.ts'
import { LedgerModel } from './LedgerModel.ts'
import type { OpenedLedger } from './ledgerContract.ts'
import { type Line, settlementOf } from './settlements.ts'

const player = fc.integer({ min: 1, max: 5 })
const desk = fc.integer({ min: 1, max: 3 })
// Few keys and hands, so that some come again: with the same content and with another.
const key = fc.integer({ min: 1, max: 40 }).map((n) => `k${n}`)
const hand = fc.integer({ min: 1, max: 15 }).map((n) => `h${n}`)
const amount = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 1_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0.5, 2 ** 53, Number.NaN) },
)
const act = fc.oneof(
  fc.record({ type: fc.constant('open' as const), player, amount }),
  fc.record({ type: fc.constant('fund' as const), key, player, amount }),
  fc.record({
    type: fc.constant('stake' as const),
    key,
    player,
    desk,
    atLeast: fc.constantFrom(0, 0, 50, 900),
  }),
  fc.record({ type: fc.constant('top-up' as const), key, player, desk }),
  fc.record({
    type: fc.constant('unstake' as const),
    key,
    player,
    desk,
    intoPot: fc.constantFrom(0, 0, 7, 80, -1),
  }),
  fc.record({
    type: fc.constant('settle' as const),
    hand,
    desk,
    losses: fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 5, maxLength: 5 }),
    feePercent: fc.constantFrom(0, 5, 100),
    flaw: fc.constantFrom('none', 'none', 'none', 'sum', 'missing', 'doubled', 'fee', 'unknown'),
  }),
  fc.record({ type: fc.constant('void' as const), hand, desk }),
  fc.record({ type: fc.constant('orphans' as const), living: fc.subarray([1, 2, 3]) }),
)
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never
const step = fc.record({ act, copies: fc.integer({ min: 1, max: 3 }), replay: fc.nat({ max: 9 }) })

type Side = Ledger | LedgerModel
/** The same call, for the ledger or for the model. */
type Call = (side: Side) => unknown

/** What an act means where the model stands now: who is at the desk is in the settlement. */
function callOf(act: Act, model: LedgerModel): Call {
  switch (act.type) {
    case 'open':
      return (side) => side.openPlayer(act.player, act.amount)
    case 'fund':
      return (side) => side.fundBot(act.key, act.player, act.amount)
    case 'stake': {
      const move = { playerId: act.player, deskNo: act.desk, atLeast: act.atLeast }
      return (side) => side.stake(act.key, move)
    }
    case 'top-up':
      return (side) => side.topUp(act.key, { playerId: act.player, deskNo: act.desk })
    case 'unstake': {
      const move = { playerId: act.player, deskNo: act.desk, intoPot: act.intoPot }
      return (side) => side.unstake(act.key, move)
    }
    case 'settle': {
      const settlement = dealOut(act, model)
      return (side) => side.settle(settlement)
    }
    case 'void': {
      const fromPot = model
        .leaversOf(act.desk)
        .map((playerId) => ({ playerId, amount: model.shareOf(act.desk, playerId) }))
      return (side) => side.voidHand({ handId: act.hand, deskNo: act.desk, fromPot })
    }
    case 'orphans':
      return (side) => side.returnOrphans((deskNo) => act.living.includes(deskNo))
  }
}

/** All at the desk but the first lose to the first; a flaw makes it one that must be refused. */
function dealOut(act: Extract<Act, { type: 'settle' }>, model: LedgerModel): Settlement {
  const { hand, desk, losses, feePercent, flaw } = act
  const leavers = model.leaversOf(desk)
  const stayers = model.stakersAt(desk).filter((playerId) => !leavers.includes(playerId))
  const [winner = 1, ...losers] = stayers
  const lost = losers.map((playerId, at) => ({ playerId, result: -(losses[at] ?? 0) }))
  const gone = leavers.map((playerId) => {
    const loss = Math.min(model.shareOf(desk, playerId), losses[4] ?? 0)
    return { playerId, result: -loss, fromPot: true }
  })
  const won = [...lost, ...gone].reduce((sum, { result }) => sum - result, 0)
  const first = { playerId: winner, result: won, fee: Math.floor((won * feePercent) / 100) }
  const lines: Line[] = [first, ...lost, ...gone]
  if (flaw === 'sum') lines[0] = { ...first, result: won + 1 }
  if (flaw === 'missing') lines.pop()
  if (flaw === 'doubled') lines.push({ playerId: winner, result: 0 })
  if (flaw === 'fee') lines[0] = { ...first, fee: won + 1 }
  if (flaw === 'unknown') lines.push({ playerId: 99, result: 0 })
  return settlementOf(hand, desk, lines)
}

type Outcome = { result: unknown } | 'refused'

function askModel(call: Call, model: LedgerModel): Outcome {
  try {
    return { result: call(model) ?? null }
  } catch (error) {
    if (error instanceof LedgerError) return 'refused'
    throw error
  }
}

async function askLedger(call: Call, ledger: Ledger): Promise<Outcome> {
  try {
    return { result: (await call(ledger)) ?? null }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    assert.notEqual(error.code, 'ledger/unavailable', error.message)
    return 'refused'
  }
}

// A failing history is made shorter for so long at most, then shown as it is.
const TIME_LIMIT_MS = 60_000

/** Property tests of the contract; `runs` histories are tried. */
export function testLedgerProperties(open: () => Promise<OpenedLedger>, runs: number): void {
  test('[LG1] [LG2] [LG3] [LG4] any history leaves the books as plain arithmetic says', async () => {
    let accepted = 0
    let histories = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const opened = await open()
        try {
          histories++
          accepted += await playHistory(opened.ledger, steps)
          checkBooks(await readBooks(opened.database))
        } finally {
          await opened.close()
        }
      }),
      { numRuns: runs, interruptAfterTimeLimit: TIME_LIMIT_MS },
    )
    // Histories in which hardly anything is accepted would prove nothing.
    assert.ok(accepted > histories * 8, `${accepted} accepted in ${histories} histories`)
  })

  test('[LG1] [LG2] [LG3] calls racing each other keep the books right', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60 }), async (steps) => {
        const opened = await open()
        try {
          await openFive(opened.ledger)
          const model = new LedgerModel()
          for (const id of [1, 2, 3, 4, 5]) model.openPlayer(id, 500)
          const started = steps.map(({ act }) => {
            const call = callOf(act, model)
            // The model only makes the calls fit; who wins the race is the ledger's matter.
            askModel(call, model)
            return askLedger(call, opened.ledger)
          })
          await Promise.all(started)
          checkBooks(await readBooks(opened.database))
        } finally {
          await opened.close()
        }
      }),
      { numRuns: Math.ceil(runs / 2), interruptAfterTimeLimit: TIME_LIMIT_MS },
    )
  })
}

async function openFive(ledger: Ledger): Promise<void> {
  for (const id of [1, 2, 3, 4, 5]) await ledger.openPlayer(id, 500)
}

/** Plays the steps on the ledger and the model; returns how many calls were accepted. */
async function playHistory(
  ledger: Ledger,
  steps: readonly { act: Act; copies: number; replay: number }[],
): Promise<number> {
  const model = new LedgerModel()
  const accepted: { call: Call; outcome: Outcome; type: Act['type'] }[] = []
  for (const id of [1, 2, 3, 4]) {
    await ledger.openPlayer(id, 500)
    model.openPlayer(id, 500)
  }
  for (const { act, copies, replay } of steps) {
    const call = callOf(act, model)
    const expected = askModel(call, model)
    // Returning orphans has no key: a copy finds nothing left to return.
    const times = act.type === 'orphans' ? 1 : copies
    const outcomes = await Promise.all(Array.from({ length: times }, () => askLedger(call, ledger)))
    for (const outcome of outcomes) assert.deepEqual(outcome, expected, act.type)
    if (expected !== 'refused') accepted.push({ call, outcome: expected, type: act.type })
    const late = accepted[accepted.length - 1 - replay]
    if (late && late.type !== 'orphans') {
      assert.deepEqual(await askLedger(late.call, ledger), late.outcome, `late ${late.type}`)
    }
    assert.deepEqual(await ledger.goldOf([...model.wallets.keys()]), model.gold(), act.type)
  }
  return accepted.length
}
