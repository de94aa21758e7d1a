import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { accountSchema, passwordSchema } from '../../src/contract/account.ts'
import { routes } from '../../src/contract/http.ts'
import { fieldOf, findFault, secondsUntil } from '../../web/app/accountRules.ts'
import { zh } from '../../web/text/zh.ts'

const GOOD = { account: 'lin.mei', password: 'nine horses run' }

describe('the account form', () => {
  it('[PG7] finds wrong in a new account exactly what the contract does', () => {
    const nearlyAccounts = fc.string({
      unit: fc.constantFrom('a', 'Z', '7', '.', '_', '+', '@', '-', ' ', 'é', '李'),
      maxLength: 36,
    })
    fc.assert(
      fc.property(fc.oneof(nearlyAccounts, fc.string()), (account) => {
        const isRight = findFault({ ...GOOD, account }, true) === undefined
        assert.equal(isRight, accountSchema.safeParse(account).success)
      }),
      { numRuns: 2_000 },
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 140 }), (password) => {
        const isRight = findFault({ ...GOOD, password }, true) === undefined
        assert.equal(isRight, passwordSchema.safeParse(password).success)
      }),
    )
    for (const length of [7, 8, 128, 129]) {
      const password = 'x'.repeat(length)
      const isRight = findFault({ ...GOOD, password }, true) === undefined
      assert.equal(isRight, passwordSchema.safeParse(password).success, `${length} characters`)
    }
  })

  it('[PG7] sends whatever may be an old account, since the server alone knows', () => {
    for (const typed of [
      { ...GOOD, account: 'x' },
      { ...GOOD, password: 'short' },
    ]) {
      assert.equal(findFault(typed, false), undefined)
      assert.ok(routes.signIn.body.safeParse(typed).success)
    }
    assert.deepEqual(findFault({ account: '', password: '' }, false), {
      field: 'account',
      reason: 'noAccount',
    })
    assert.deepEqual(findFault({ ...GOOD, password: '' }, false), {
      field: 'password',
      reason: 'noPassword',
    })
  })

  it('[PG7] has a sentence for each fault and shows a refusal at the field it is about', () => {
    const faults = [
      findFault({ ...GOOD, account: '' }, true),
      findFault({ ...GOOD, account: '-a' }, true),
      findFault({ ...GOOD, password: '' }, true),
      findFault({ ...GOOD, password: 'short' }, true),
      findFault({ ...GOOD, password: 'x'.repeat(129) }, true),
    ].map((fault) => fault?.reason)
    assert.deepEqual(faults.sort(), Object.keys(zh.fault).sort())
    assert.equal(fieldOf('auth/account-taken'), 'account')
    assert.equal(fieldOf('auth/weak-password'), 'password')
    assert.equal(fieldOf('auth/bad-credentials'), 'password')
    assert.equal(fieldOf(undefined), 'password')
  })

  it('[PG8] counts a wait down in whole seconds, to none when it is over', () => {
    assert.deepEqual(
      [0, 1, 1_000, 3_999, 4_000, 9_000].map((nowMs) => secondsUntil(4_000, nowMs)),
      [4, 4, 3, 1, 0, 0],
    )
    assert.equal(secondsUntil(0, 5_000), 0)
  })
})
