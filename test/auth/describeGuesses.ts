import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { Accounts } from '../../src/auth/Accounts.ts'
import type { GuessLimits } from '../../src/auth/GuessLimits.ts'
import { Passwords } from '../../src/auth/Passwords.ts'
import { RefusalError } from '../../src/contract/refusals.ts'
import { IN_MEMORY } from '../../src/ops/addresses.ts'
import { openStores, type Stores } from '../../src/stores/openStores.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { refusalOf } from '../ops/refusalOf.ts'

const CHEAP = { memoryKiB: 64, passes: 1, lanes: 1 }
const OWNER = { account: 'tiger', password: 'correct horse battery' }
const PHONE = 'the-phone-of-the-owner'
const TRIES = 10_000
const HOUR_MS = 3_600_000
const LONGEST_PAUSE_MS = 150_000

/** What guesses at passwords may cost and gain, on any store of them. */
export function describeGuesses(
  name: string,
  open: (clock: FakeClock) => GuessLimits,
  options: { skip?: string | false } = {},
): void {
  describe(name, { skip: options.skip ?? false }, () => {
    let stores: Stores
    let clock: FakeClock
    let passwords: Passwords
    let accounts: Accounts
    beforeEach(async () => {
      stores = await openStores(IN_MEMORY)
      clock = new FakeClock()
      passwords = new Passwords(CHEAP)
      accounts = new Accounts({
        ...{ accounts: stores.accounts, ledger: stores.ledger, passwords, clock },
        guesses: open(clock),
        digest: (deviceId) => `digest of ${deviceId}`,
      })
      await accounts.register({ ...OWNER, deviceId: PHONE })
    })
    afterEach(() => stores.close())

    const guess = async (account: string, ip: string, deviceId?: string): Promise<string> => {
      const entry = { account, password: 'wrong wrong wrong', ip }
      const refusal = await refusalOf(accounts.logIn(deviceId ? { ...entry, deviceId } : entry))
      return refusal.refusal
    }
    const ipOf = (n: number) => `198.51.${100 + Math.floor(n / 250)}.${1 + (n % 250)}`

    /** The guesses of one hour; says how many of them were looked at. */
    async function attack(ips: number, account = 'tiger'): Promise<number> {
      const before = passwords.done
      const told = { 'auth/bad-credentials': 0, 'auth/slow-down': 0 }
      for (let n = 0; n < TRIES; n++) {
        const code = await guess(account, ipOf(n % ips))
        assert.ok(code === 'auth/bad-credentials' || code === 'auth/slow-down', code)
        told[code]++
        clock.advance(HOUR_MS / TRIES)
      }
      const looked = passwords.done - before
      assert.equal(told['auth/bad-credentials'], looked)
      assert.equal(told['auth/slow-down'], TRIES - looked)
      return looked
    }

    /** The longest that somebody with the right password, who waits as told, has to wait. */
    async function waitToGetIn(ip: string, deviceId?: string): Promise<number> {
      const startMs = clock.nowMs()
      const entry = { ...OWNER, ip, ...(deviceId ? { deviceId } : {}) }
      for (let tries = 0; tries < 5; tries++) {
        try {
          await accounts.logIn(entry)
          return clock.nowMs() - startMs
        } catch (error) {
          assert.ok(error instanceof RefusalError)
          clock.advance(Number(error.refusal.fields?.['retryAfterMs']))
        }
      }
      assert.fail('the owner is locked out')
    }

    for (const ips of [1, 1000]) {
      test(`[PW5] of ${TRIES} tries in an hour from ${ips} ip at most 40 reach the hash`, async (t) => {
        const looked = await attack(ips)
        t.diagnostic(`${looked} of ${TRIES} reached the hash`)
        assert.ok(looked > 0 && looked <= 40, `${looked}`)
      })

      test(`[PW6] after them the owner gets in at once on his device, soon on another`, async (t) => {
        await attack(ips)
        assert.equal(await waitToGetIn(ipOf(0), PHONE), 0)
        const waitMs = await waitToGetIn('203.0.113.7', 'a-new-tablet')
        t.diagnostic(`${waitMs} ms from a new device`)
        assert.ok(waitMs <= LONGEST_PAUSE_MS, `${waitMs} ms`)
        assert.equal(await waitToGetIn('203.0.113.7', 'a-new-tablet'), 0)
      })
    }

    test('[PW6] while the attack goes on the owner comes and goes on his device', async () => {
      for (let n = 0; n < 500; n++) {
        await guess('tiger', ipOf(n), 'a-device-of-the-attacker')
        if (n % 50 === 0) assert.equal(await waitToGetIn(ipOf(n), PHONE), 0)
      }
    })

    test('[PW6] a known device has few guesses too, and is reset by the right password', async () => {
      const told: string[] = []
      for (let n = 0; n < 8; n++) told.push(await guess('tiger', '203.0.113.7', PHONE))
      assert.equal(told.filter((code) => code === 'auth/bad-credentials').length, 5)
      clock.advance(2000)
      assert.equal(await waitToGetIn('203.0.113.7', PHONE), 0)
      for (let n = 0; n < 5; n++) {
        assert.equal(await guess('tiger', '203.0.113.7', PHONE), 'auth/bad-credentials')
      }
    })

    test('[PW6] a device known to one account is a stranger to every other', async () => {
      await accounts.register({ account: 'lion', password: OWNER.password, deviceId: 'mine-12345' })
      const before = passwords.done
      for (let n = 0; n < 50; n++) await guess('tiger', ipOf(n), 'mine-12345')
      assert.equal(passwords.done - before, 5)
    })

    test('[PW5] one ip that tries many accounts is slowed down, its neighbour is not', async () => {
      const before = passwords.done
      for (let n = 0; n < 200; n++) await guess(`victim-${n}`, '198.51.100.1')
      assert.equal(passwords.done - before, 15)
      assert.equal(await guess('victim-300', '198.51.100.2'), 'auth/bad-credentials')
    })

    test('[PW5] signing in to one’s own account does not wash an ip clean', async () => {
      await accounts.register({ account: 'thief', password: 'the password of a thief' })
      const before = passwords.done
      for (let n = 0; n < 100; n++) {
        await guess(`victim-${n}`, '198.51.100.1')
        const own = { account: 'thief', password: 'the password of a thief', ip: '198.51.100.1' }
        await accounts.logIn(own).catch(() => undefined)
      }
      assert.ok(passwords.done - before <= 2 * 15, `${passwords.done - before}`)
    })

    test('[AC4] an account that does not exist is slowed down exactly as one that does', async () => {
      const run = async (account: string) => {
        const before = passwords.done
        const told: string[] = []
        for (let n = 0; n < 20; n++) told.push(await guess(account, ipOf(n)))
        return { told, hashes: passwords.done - before }
      }
      assert.deepEqual(await run('nobody'), await run('tiger'))
      assert.deepEqual(await run('no name at all'), await run('nobody-else'))
    })

    test('[PW4] a guess that the full line turned away does not count', async () => {
      const told = await Promise.all(
        Array.from({ length: 60 }, (_, n) => guess(`somebody-${n}`, ipOf(n))),
      )
      assert.equal(told.filter((code) => code === 'auth/slow-down').length, 8)
      const turnedAway = told.indexOf('auth/slow-down')
      for (let n = 0; n < 5; n++) {
        assert.equal(await guess(`somebody-${turnedAway}`, '203.0.113.7'), 'auth/bad-credentials')
      }
    })

    test('[PW5] guesses at once are counted before they are looked at', async () => {
      const before = passwords.done
      await Promise.all(Array.from({ length: 50 }, (_, n) => guess('tiger', ipOf(n))))
      assert.equal(passwords.done - before, 5)
    })
  })
}
