import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkTier } from '../../src/games/checkTier.ts'
import type { Game } from '../../src/games/game.ts'
import { MAX_BASE_BET } from '../../src/games/xpnn/settle.ts'
import { Xpnn } from '../../src/games/xpnn/Xpnn.ts'
import { testTier } from './desk/testTier.ts'

const game = Xpnn as Game
const tier = testTier(game)

test('[CF11] a tier gets the settings of its game filled in', () => {
  const { settings } = checkTier({ ...tier, settings: { bidSeconds: 9 } }, game)
  assert.deepEqual(settings, { bidSeconds: 9, betSeconds: 5, openSeconds: 5 })
})

test('[CF11] seats, settings or stakes that the game refuses are named', () => {
  assert.throws(() => checkTier({ ...tier, seats: 6 }, game), /xpnn has 2 to 5 seats/)
  const settings = { bidSeconds: 'soon' }
  assert.throws(() => checkTier({ ...tier, settings }, game), /settings\.bidSeconds/)
  const odd = { bidSecond: 4 }
  assert.throws(() => checkTier({ ...tier, settings: odd }, game), /settings.*bidSecond/)
  assert.throws(() => checkTier({ ...tier, baseBet: MAX_BASE_BET + 1 }, game), /baseBet/)
})
