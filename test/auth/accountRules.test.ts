import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findWeakness } from '../../src/auth/passwordRules.ts'
import { accountSchema, passwordSchema } from '../../src/contract/account.ts'

const ALLOWED = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+@'
const FIRST = ALLOWED.slice(0, 62)

/** The rule in other words than the pattern's. */
function isAccountName(text: string): boolean {
  const hasLength = text.length >= 3 && text.length <= 32
  return hasLength && FIRST.includes(text.charAt(0)) && [...text].every((c) => ALLOWED.includes(c))
}

const nearNames = fc.oneof(
  fc.string({ unit: fc.constantFrom(...ALLOWED), minLength: 1, maxLength: 34 }),
  fc.string({ unit: fc.constantFrom(...`${ALLOWED} /\\'"\n\0é牛Ａ`), maxLength: 34 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

test('[AC1] an account name is what the rule says, and nothing else', () => {
  fc.assert(
    fc.property(nearNames, (text) => {
      assert.equal(accountSchema.safeParse(text).success, isAccountName(text))
    }),
    { numRuns: 2000 },
  )
})

test('[AC1] the case of a name makes no difference, and folding leaves a name', () => {
  fc.assert(
    fc.property(nearNames.filter(isAccountName), (name) => {
      assert.ok(isAccountName(name.toLowerCase()))
      assert.equal(name.toUpperCase().toLowerCase(), name.toLowerCase())
      assert.equal(name.toLowerCase().length, name.length)
    }),
  )
})

test('[AC1] names at the edges of the rule', () => {
  for (const name of ['abc', 'a'.repeat(32), 'Tiger_7', '1st', 'me@mail.example', 'a-b.c+d']) {
    assert.ok(accountSchema.safeParse(name).success, name)
  }
  for (const name of [
    '',
    'ab',
    'a'.repeat(33),
    '_ab',
    '.ab',
    'a b',
    'абв',
    '牛牛牛',
    'abc\n',
    'a\0b',
  ]) {
    assert.ok(!accountSchema.safeParse(name).success, JSON.stringify(name))
  }
})

test('[PW1] a password has 8 to 128 characters of any kind', () => {
  for (const good of [
    '12345678',
    'x'.repeat(128),
    '        ',
    '牛牛牛牛牛牛牛牛',
    'a\0b\n\t\u202e🐂x',
  ]) {
    assert.ok(passwordSchema.safeParse(good).success, JSON.stringify(good))
  }
  for (const bad of ['', '1234567', 'x'.repeat(129), '\ud800abcdefgh', 12_345_678, null]) {
    assert.ok(!passwordSchema.safeParse(bad).success, JSON.stringify(bad))
  }
})

test('[PW2] common leaked passwords are weak, in any case and with a mark behind', () => {
  const common = [
    'password',
    'PassWord',
    '12345678',
    'iloveyou',
    'iloveyou!',
    'Password1',
    '1q2w3e4r',
  ]
  for (const password of [...common, 'qwertyuiop', 'football1', 'ｐａｓｓｗｏｒｄ']) {
    assert.equal(findWeakness(password, 'tiger')?.refusal, 'auth/weak-password', password)
  }
  for (const password of ['correct horse battery', 'Xk3-mango-lake', '牛牛牛牛牛牛牛牛']) {
    assert.equal(findWeakness(password, 'tiger'), undefined, password)
  }
})

test('[PW2] the account’s own name is a weak password, in any case', () => {
  const weak: [string, string][] = [
    ['Longtiger', 'longtiger'],
    ['LONGTIGER', 'longTiger'],
    ['longtiger@a.example', 'LongTiger@a.example'],
    ['longtiger', 'longtiger@a.example'],
  ]
  for (const [password, account] of weak) {
    assert.equal(findWeakness(password, account)?.refusal, 'auth/weak-password', password)
  }
  assert.equal(findWeakness('longtigers-and-lions', 'longtigers'), undefined)
})
