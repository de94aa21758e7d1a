import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type AccountParts, Accounts } from '../../src/auth/Accounts.ts'
import { MemoryGuessLimits } from '../../src/auth/MemoryGuessLimits.ts'
import { Passwords } from '../../src/auth/Passwords.ts'
import { IN_MEMORY } from '../../src/ops/addresses.ts'
import { openStores, type Stores } from '../../src/stores/openStores.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { refusalOf } from '../ops/refusalOf.ts'

const CHEAP = { memoryKiB: 64, passes: 1, lanes: 1 }
const OWNER = { account: 'Tiger', password: 'correct horse battery' }

describe('Accounts', () => {
  let stores: Stores
  const clock = new FakeClock()
  beforeEach(async () => {
    stores = await openStores(IN_MEMORY)
  })
  afterEach(() => stores.close())

  const accountsWith = (change: Partial<AccountParts> = {}) =>
    new Accounts({
      ...{ accounts: stores.accounts, ledger: stores.ledger, clock },
      passwords: new Passwords(CHEAP),
      guesses: new MemoryGuessLimits(clock),
      digest: (deviceId) => `digest of ${deviceId}`,
      ...change,
    })
  const goldOf = async (playerId: number) => (await stores.ledger.goldOf([playerId])).get(playerId)

  test('[AC3] a crash between the player and his gold is made good at the next sign-in', async () => {
    const ledger = { ...stores.ledger, openPlayer: () => Promise.reject(new Error('crash')) }
    await assert.rejects(accountsWith({ ledger: ledger as never }).register(OWNER), /crash/)
    const playerId = await accountsWith().logIn(OWNER)
    assert.equal(await goldOf(playerId), 10_000)
    await accountsWith().logIn(OWNER)
    assert.equal(await goldOf(playerId), 10_000)
  })

  test('[PW7] signing in makes a hash of another cost anew, and the password stays good', async () => {
    await accountsWith().register(OWNER)
    const hashOf = async () => (await stores.accounts.byAccount('tiger'))?.passwordHash ?? ''
    const before = await hashOf()
    assert.match(before, /\$m=64,t=1,p=1\$/)
    const later = accountsWith({ passwords: new Passwords({ ...CHEAP, passes: 2 }) })
    assert.equal(
      (await refusalOf(later.logIn({ ...OWNER, password: 'wrong' }))).refusal,
      'auth/bad-credentials',
    )
    assert.equal(await hashOf(), before)
    await later.logIn(OWNER)
    const after = await hashOf()
    assert.match(after, /\$m=64,t=2,p=1\$/)
    await later.logIn(OWNER)
    assert.equal(await hashOf(), after)
  })

  test('[PW4] a weak password or a name with an owner costs no hash', async () => {
    const passwords = new Passwords(CHEAP)
    const accounts = accountsWith({ passwords })
    await accounts.register(OWNER)
    assert.equal(passwords.done, 1)
    assert.equal((await refusalOf(accounts.register(OWNER))).refusal, 'auth/account-taken')
    const weak = { account: 'lion', password: 'password' }
    assert.equal((await refusalOf(accounts.register(weak))).refusal, 'auth/weak-password')
    assert.equal(passwords.done, 1)
  })

  test('[PW4] a store that fails is a fault, and the guess does not count', async () => {
    await accountsWith().register(OWNER)
    const away = { ...stores.accounts, byAccount: () => Promise.reject(new Error('away')) }
    const guesses = new MemoryGuessLimits(clock)
    const failing = accountsWith({ guesses, accounts: away as never })
    for (let n = 0; n < 10; n++) await assert.rejects(failing.logIn(OWNER), /away/)
    await accountsWith({ guesses }).logIn(OWNER)
  })

  test('[AC6] a device is remembered by its digest at register and at login', async () => {
    await accountsWith().register({ ...OWNER, deviceId: 'device-1' })
    await accountsWith().logIn({ ...OWNER, deviceId: 'device-2' })
    const { accounts } = stores
    assert.equal(await accounts.knowsDevice('tiger', 'digest of device-1'), true)
    assert.equal(await accounts.knowsDevice('tiger', 'digest of device-2'), true)
    assert.equal(await accounts.knowsDevice('tiger', 'device-1'), false)
    const wrong = { ...OWNER, password: 'wrong', deviceId: 'device-3' }
    await refusalOf(accountsWith().logIn(wrong))
    assert.equal(await accounts.knowsDevice('tiger', 'digest of device-3'), false)
  })
})
