import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alternate } from '../../bench/alternate.ts'
import { load } from '../../bench/load.ts'
import { markdownTable } from '../../bench/markdownTable.ts'
import { SILENT } from '../../bench/Progress.ts'
import { withSection } from '../../bench/resultsFile.ts'
import { parseRunArguments } from '../../bench/runArguments.ts'
import { median, percentile, rounded } from '../../bench/statistics.ts'

test('median, percentile and rounding', () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([4, 1, 2, 100]), 3)
  assert.ok(Number.isNaN(median([])))
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)
  assert.equal(percentile(hundred, 0.5), 50)
  assert.equal(percentile(hundred, 0.99), 99)
  assert.equal(percentile([7], 0.99), 7)
  assert.equal(rounded(1234.5), 1230)
  assert.equal(rounded(0.012345), 0.0123)
})

test('[BE2] contenders take turns, every other round backwards, and medians count', async () => {
  const order: string[] = []
  const results: Record<string, number[]> = { a: [0, 3, 1, 2], b: [0, 30, 10, 20] }
  const contender = (name: string) => ({
    name,
    round: async (seconds: number) => {
      order.push(`${name} ${seconds}`)
      return { perSecond: results[name]?.shift() ?? Number.NaN }
    },
  })
  const options = { rounds: 3, seconds: 2, progress: SILENT }
  const medians = await alternate([contender('a'), contender('b')], options)
  const [warmUp, rounds] = [order.slice(0, 2), order.slice(2)]
  assert.deepEqual(warmUp, ['a 1', 'b 1'])
  assert.deepEqual(rounds, ['a 2', 'b 2', 'b 2', 'a 2', 'a 2', 'b 2'])
  assert.deepEqual(
    [...medians],
    [
      ['a', { perSecond: 2 }],
      ['b', { perSecond: 20 }],
    ],
  )
})

test('load counts each answered call', async () => {
  let calls = 0
  const work = async () => {
    calls++
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const { perSecond, p50Ms, p99Ms } = await load([work, work], 0.05)
  assert.ok(calls >= 2)
  assert.ok(perSecond > 0 && p50Ms >= 1 && p99Ms >= p50Ms)
})

test('a table has columns as wide as their widest cell, numbers to the right', () => {
  const table = markdownTable(
    ['', 'per s'],
    [
      ['ledger', 12],
      ['bare transaction', 1234],
    ],
  )
  assert.equal(
    table,
    [
      '|                  | per s |',
      '| ---------------- | ----: |',
      '| ledger           |    12 |',
      '| bare transaction |  1234 |',
    ].join('\n'),
  )
})

test('[BE4] the results of one benchmark replace its own section alone', () => {
  const first = withSection('', 'ledger', 'old')
  const both = withSection(first, 'desk', 'fast')
  assert.match(both, /^# Results\n[\s\S]*\n## desk\n\nfast\n\n## ledger\n\nold\n$/)
  const again = withSection(both, 'ledger', 'new')
  assert.equal(again, both.replace('old', 'new'))
})

test('arguments are names, numbers and flags; anything else is told', () => {
  const known = { names: ['ledger'], numbers: ['seconds'], flags: ['write'] }
  assert.deepEqual(parseRunArguments(['ledger', '--seconds', '0.5', '--write'], known), {
    names: ['ledger'],
    numbers: { seconds: 0.5 },
    flags: new Set(['write']),
  })
  for (const [args, message] of [
    [['ledgr'], /there is no ledgr; there are: ledger/],
    [['--seconds', 'ten'], /--seconds must be a number from 0, got "ten"/],
    [['--seconds', ''], /--seconds must be a number/],
    [['--second', '3'], /--second/],
  ] as const) {
    assert.throws(() => parseRunArguments(args, known), { name: 'RangeError', message })
  }
})
