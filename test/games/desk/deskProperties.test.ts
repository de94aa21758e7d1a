import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  checkItEnds,
  checkSecrets,
  HIGH_CARD_KIT,
  stepArbitrary,
  takeStep,
  XPNN_KIT,
} from './randomDesk.ts'
import { TestDesk } from './TestDesk.ts'

const RUNS = 200
const STEPS = { minLength: 100, maxLength: 300, size: 'max' } as const

/** Every step of `TestDesk` goes through `checkedDecide`, which holds most of the properties. */
for (const kit of [XPNN_KIT, HIGH_CARD_KIT]) {
  describe(`any sequence of commands at a desk of ${kit.game.name}`, () => {
    for (const seats of [2, 3, 4, 5]) {
      test(`${seats} seats: replays exactly, keeps its limits, tells no secret, and every hand ends`, () => {
        let hands = 0
        fc.assert(
          fc.property(
            fc.array(stepArbitrary, STEPS),
            fc.boolean(),
            fc.integer({ min: 2, max: seats }),
            (steps, regroup, minPlayers) => {
              const desk = new TestDesk(kit.game, { seats, regroup, minPlayers, baseBet: 25 })
              for (const step of steps) {
                const before = desk.state
                takeStep(desk, step)
                if (desk.state !== before) checkSecrets(desk, kit)
              }
              checkItEnds(desk)
              hands += desk.state.handsStarted
              desk.close('voided')
              assert.equal(desk.draw().replaceAll(' .', ''), 'closed |')
              const { goldIn, goldOut } = desk.books
              assert.equal(goldOut, goldIn, 'all gold that came in went out again')
            },
          ),
          { numRuns: RUNS },
        )
        assert.ok(hands > 2 * RUNS, `only ${hands} hands were played`)
      })
    }
  })
}
