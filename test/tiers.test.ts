import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { SHIPPED_TIERS_FILE } from '../src/config.ts'
import { ConfigError } from '../src/ops/environment.ts'
import { hostedGames, loadTiers } from '../src/tiers.ts'

const folder = mkdtempSync(join(tmpdir(), 'parlor-tiers-'))
after(() => rmSync(folder, { recursive: true }))

const tier = {
  tierId: 1,
  name: 'A',
  baseBet: 1,
  minEnter: 7,
  seats: 5,
  minPlayers: 2,
  feePercent: 5,
}
const game = { gameId: 9, game: 'nine', name: 'Nine', tiers: [tier] }

function load(content: unknown) {
  const file = join(folder, 'tiers.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return loadTiers(file)
}

function refusal(content: unknown): string {
  try {
    load(content)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    assert.ok(!error.message.includes('\n'))
    return error.message.replace(/^TIERS_FILE \S+: /, '')
  }
  assert.fail('was not refused')
}

describe('loadTiers', () => {
  test('the shipped file holds the four tiers of Niu Niu', () => {
    const tiers = loadTiers(SHIPPED_TIERS_FILE)
    assert.deepEqual(
      tiers.map((t) => [t.tierId, t.name, t.baseBet, t.minEnter, t.minStay]),
      [
        [10101, '平民场 Commoner', 10, 3000, 1500],
        [10102, '小资场 Townsman', 100, 5000, 2500],
        [10103, '老板场 Boss', 500, 30_000, 15_000],
        [10104, '富豪场 Tycoon', 1000, 60_000, 30_000],
      ],
    )
    for (const each of tiers) {
      assert.equal(each.game, 'xpnn')
      assert.equal(each.gameId, 101)
      assert.deepEqual([each.seats, each.minPlayers, each.feePercent], [5, 2, 5])
      assert.deepEqual(each.settings, { bidSeconds: 4, betSeconds: 5, openSeconds: 5 })
    }
  })

  test('[CF8] minStay is half of minEnter, rounded down, and the rest has its defaults', () => {
    assert.deepEqual(load({ games: [game] }), [
      {
        ...tier,
        gameId: 9,
        game: 'nine',
        gameType: 100,
        gameName: 'Nine',
        minStay: 3,
        minDesks: 0,
        regroup: false,
        groupMode: 'join',
        isOpen: true,
        timings: {
          readyBeginSeconds: 3,
          gameEndSeconds: 2,
          readySeconds: 15,
          keepSeatSeconds: 30,
        },
        settings: {},
      },
    ])
  })

  test('a tier of a closed game is closed, and games stand in their order', () => {
    const first = { gameId: 8, game: 'eight', name: 'Eight', order: -1, open: false }
    const tiers = load({ games: [game, { ...first, tiers: [{ ...tier, tierId: 2 }] }] })
    assert.deepEqual(
      tiers.map((t) => [t.game, t.isOpen]),
      [
        ['eight', false],
        ['nine', true],
      ],
    )
  })

  test('[CF9] a mistake is refused with its JSON path', () => {
    const withTier = (change: object) => ({ games: [{ ...game, tiers: [{ ...tier, ...change }] }] })
    assert.match(refusal('{ "games": '), /^must be JSON/)
    assert.match(refusal({}), /^games: /)
    assert.match(refusal(withTier({ seats: 'five' })), /^games\[0\]\.tiers\[0\]\.seats: /)
    assert.match(refusal(withTier({ colour: 1 })), /^games\[0\]\.tiers\[0\]: .*colour/)
    assert.match(refusal(withTier({ minPlayers: 6 })), /^games\[0\]\.tiers\[0\]\.minPlayers: 6 is/)
    assert.match(refusal(withTier({ minStay: 8 })), /^games\[0\]\.tiers\[0\]\.minStay: 8 is more/)
    assert.match(
      refusal({ games: [{ ...game, tiers: [tier, tier] }] }),
      /^games\[0\]\.tiers\[1\]\.tierId: 1 is used twice/,
    )
    const other = { ...game, tiers: [{ ...tier, tierId: 2 }] }
    assert.match(refusal({ games: [game, other] }), /^games\[1\]\.gameId: 9 is used twice/)
    assert.match(
      refusal({ games: [game, { ...other, gameId: 10 }] }),
      /^games\[1\]\.game: "nine" is used twice/,
    )
    assert.throws(() => loadTiers(join(folder, 'missing.json')), /must be a readable file/)
  })

  test('[CF10] GAMES may only name games that have tiers', () => {
    const tiers = load({ games: [game] })
    assert.deepEqual(hostedGames(undefined, tiers), ['nine'])
    assert.deepEqual(hostedGames(['nine'], tiers), ['nine'])
    assert.throws(() => hostedGames(['xpnn'], tiers), /^ConfigError: GAMES must be .*got "xpnn"/)
  })
})
