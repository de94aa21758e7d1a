import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { CheckMoment, PlayerChecks } from '../../src/auth/PlayerChecks.ts'
import { type Admission, admissionSchema, type SessionAnswer } from '../../src/contract/http.ts'
import { FakeWechat, wechatError } from '../auth/fakeWechat.ts'
import { resets, says } from '../net/StubbornServer.ts'
import { problemOf, type StartOptions, startHttp } from './startHttp.ts'

const OWNER = { account: 'Tiger', password: 'correct horse battery' }
const DEVICE = 'device-of-a-phone'

type Started = Awaited<ReturnType<typeof startHttp>>
let http: Started
const restart = async (options: StartOptions) => {
  await http.stop()
  http = await startHttp(options)
}
beforeEach(async () => {
  http = await startHttp()
})
afterEach(async () => {
  await http.stop()
  const all = http.lines.join('')
  assert.ok(!all.includes(OWNER.password) && !all.includes(DEVICE), 'a secret in the log')
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const register = (body: object = {}) => http.post('/auth/register', { ...OWNER, ...body })
const logIn = (body: object = {}) => http.post('/auth/login', { ...OWNER, ...body })
async function sessionOf(response: Response): Promise<SessionAnswer> {
  const { ticket } = (await response.json()) as Admission
  return (await (await http.post('/login', { ticket })).json()) as SessionAnswer
}
const seconds = (response: Response) => Number(response.headers.get('retry-after'))

describe('register', () => {
  test('[AC2] gives an admission that leads to a session with 10 000 gold', async () => {
    const response = await register({ nickname: '  Long Tiger ' })
    assert.equal(response.status, 201)
    const admission = admissionSchema.parse(await response.clone().json())
    assert.deepEqual([admission.admitted, admission.loginUrl], [true, http.origin])
    const { player } = await sessionOf(response)
    assert.deepEqual(
      [player.playerId, player.nickname, player.gold],
      [admission.playerId, 'Long Tiger', 10_000],
    )
    assert.equal((await http.stores.players.byId(player.playerId))?.account, 'tiger')
  })

  test('[AC2] the same name in any case is taken', async () => {
    await register()
    for (const account of ['Tiger', 'tiger', 'TIGER']) {
      assert.equal(await problemOf(await register({ account })), '409 auth/account-taken')
    }
  })

  test('[AC2] of ten who register one name at once one is in, nine are told it is taken', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => register({ password: `password of number ${n}` })),
    )
    assert.equal(answers.filter(({ status }) => status === 201).length, 1)
    assert.equal(answers.filter(({ status }) => status === 409).length, 9)
    const winner = answers.findIndex(({ status }) => status === 201)
    assert.equal((await logIn({ password: `password of number ${winner}` })).status, 200)
    const players = Array.from({ length: 20 }, (_, n) => 100_001 + n)
    assert.equal((await http.stores.players.byIds(players)).length, 1)
  })

  test('[AC1] [PW1] what breaks the rules of the form is invalid', async () => {
    const bad = [
      { account: 'ab' },
      { account: 'a'.repeat(33) },
      { account: 'two words' },
      { account: '牛牛牛' },
      { password: '1234567' },
      { password: 'x'.repeat(129) },
      { nickname: '\u202e' },
      { deviceId: 'short' },
      { gold: 1_000_000 },
    ]
    for (const body of bad) {
      assert.equal(
        await problemOf(await register(body)),
        '400 request/invalid',
        JSON.stringify(body),
      )
    }
    assert.equal(http.passwords.done, 0)
  })

  test('[PW2] a weak password is refused with the reason', async () => {
    for (const password of ['password', 'TIGERTIGER', '12345678']) {
      const weak = await register({ account: 'TigerTiger', password })
      assert.equal(await problemOf(weak), '400 auth/weak-password', password)
    }
  })

  test('[PW4] where too many come at once the last are told when to come again', async () => {
    const answers = await Promise.all(
      Array.from({ length: 80 }, (_, n) => register({ account: `player-${n}` })),
    )
    const late = answers.filter(({ status }) => status === 429)
    assert.equal(answers.filter(({ status }) => status === 201).length + late.length, 80)
    for (const response of late) {
      assert.ok(seconds(response) >= 1)
      assert.equal(await problemOf(response), '429 auth/slow-down')
    }
  })
})

describe('login', () => {
  test('[AC4] the right password, with the name in any case, is the same player', async () => {
    const { playerId } = (await (await register()).json()) as Admission
    for (const account of ['tiger', 'TIGER']) {
      const response = await logIn({ account, deviceId: DEVICE })
      assert.equal(response.status, 200)
      assert.equal(admissionSchema.parse(await response.json()).playerId, playerId)
    }
    assert.equal((await http.stores.ledger.goldOf([playerId])).get(playerId), 10_000)
  })

  test('[AC4] a wrong password and an unknown account are the same answer and work', async () => {
    await register()
    const answerTo = async (body: object) => {
      const before = http.passwords.done
      const response = await logIn(body)
      const { headers } = response
      const names = [...headers.keys()].sort()
      return { text: await response.text(), names, hashes: http.passwords.done - before }
    }
    const wrong = await answerTo({ password: 'wrong' })
    assert.equal(wrong.hashes, 1)
    assert.match(wrong.text, /"code":"auth\/bad-credentials"/)
    for (const account of ['lion', 'x', 'no name at all', '牛牛', "' or 1=1 --"]) {
      assert.deepEqual(await answerTo({ account }), wrong, account)
    }
    const response = await logIn({ password: 'wrong' })
    assert.equal(await problemOf(response), '401 auth/bad-credentials')
  })

  test('[AC4] what is no request of this form is invalid', async () => {
    for (const body of [
      { account: '' },
      { password: '' },
      { password: 'x'.repeat(129) },
      { a: 1 },
    ]) {
      assert.equal(await problemOf(await logIn(body)), '400 request/invalid')
    }
  })

  test('[PW5] [PW6] guesses are slowed down, the owner’s device is not', async () => {
    await register({ deviceId: DEVICE })
    const told: string[] = []
    let wait = 0
    for (let n = 0; n < 8; n++) {
      const response = await logIn({ password: 'wrong', deviceId: 'of-the-attacker' })
      if (response.status === 429) wait = seconds(response)
      told.push(await problemOf(response))
    }
    assert.deepEqual(told, [
      ...Array(5).fill('401 auth/bad-credentials'),
      ...Array(3).fill('429 auth/slow-down'),
    ])
    assert.equal(wait, 2)
    // Also with the right password: else an answer would tell it.
    assert.equal(await problemOf(await logIn({})), '429 auth/slow-down')
    assert.equal((await logIn({ deviceId: DEVICE })).status, 200)
    http.clock.advance(wait * 1000)
    assert.equal((await logIn({ deviceId: 'my-new-tablet' })).status, 200)
  })
})

describe('upgrade', () => {
  test('[AC5] a guest becomes an account and keeps everything', async () => {
    const before = await http.logIn(DEVICE)
    const { playerId, nickname, avatar, gold } = before.player
    const response = await http.post('/auth/upgrade', OWNER, bearer(before.token))
    assert.equal(response.status, 200)
    const player = { playerId, nickname, avatar, gold, account: 'tiger' }
    assert.deepEqual(await response.json(), { player })
    // The session goes on; the device alone is no longer enough; the account is.
    assert.equal((await http.sessions.authenticate(before.token)).playerId, playerId)
    const again = await http.post('/auth/guest', { deviceId: DEVICE })
    assert.equal(await problemOf(again), '401 auth/use-account')
    const after = await sessionOf(await logIn())
    assert.deepEqual(after.player, before.player)
  })

  test('[AC5] the guest’s device is known to the account', async () => {
    const { token } = await http.logIn(DEVICE)
    await http.post('/auth/upgrade', OWNER, bearer(token))
    for (let n = 0; n < 8; n++) await logIn({ password: 'wrong' })
    assert.equal(await problemOf(await logIn()), '429 auth/slow-down')
    assert.equal((await logIn({ deviceId: DEVICE })).status, 200)
  })

  test('[AC5] is refused as register is, and for who has an account', async () => {
    await register()
    const { token } = await http.logIn(DEVICE)
    const upgrade = async (body: object) =>
      problemOf(await http.post('/auth/upgrade', { ...OWNER, ...body }, bearer(token)))
    assert.equal(await upgrade({}), '409 auth/account-taken')
    assert.equal(await upgrade({ account: 'lion', password: 'iloveyou' }), '400 auth/weak-password')
    assert.equal(await upgrade({ account: 'l' }), '400 request/invalid')
    const done = await http.post('/auth/upgrade', { ...OWNER, account: 'lion' }, bearer(token))
    assert.equal(done.status, 200)
    assert.equal(await upgrade({ account: 'bear' }), '409 auth/has-account')
    const nobody = await http.post('/auth/upgrade', { ...OWNER, account: 'bear' })
    assert.equal(await problemOf(nobody), '401 login/unauthorized')
  })
})

describe('WeChat', () => {
  let fake: FakeWechat
  beforeEach(async () => {
    fake = await FakeWechat.start()
    await restart({ config: { wechat: fake.settings() } })
  })
  afterEach(() => fake.server.stop())
  const wechat = (code: string) => http.post('/auth/wechat', { code })

  test('[WX3] a code leads to a session with 10 000 gold, and again to the same player', async () => {
    const { player } = await sessionOf(await wechat('code-of-ann-1'))
    assert.equal(player.gold, 10_000)
    assert.deepEqual((await sessionOf(await wechat('code-of-ann-2'))).player, player)
  })

  test('[WX1] refusals: not configured, a bad code, too often, no code', async () => {
    assert.equal(await problemOf(await wechat('nonsense')), '401 auth/wechat-refused')
    assert.equal(await problemOf(await wechat('')), '400 request/invalid')
    fake.works(wechatError(45011, 'slow'))
    const slow = await wechat('code-of-ann')
    assert.equal(seconds(slow), 60)
    assert.equal(await problemOf(slow), '429 auth/slow-down')
    await restart({})
    assert.equal(await problemOf(await wechat('code-of-ann')), '501 auth/wechat-off')
  })

  test('[WX2] a WeChat that is away is a fault, logged once, without secrets', async () => {
    for (const behaviour of [resets, wechatError(40125, 'secret'), says(200, 'x')]) {
      http.lines.length = 0
      fake.server.will(behaviour)
      assert.equal(await problemOf(await wechat('code-of-ann')), '500 server/fault')
      const faults = http.lines.filter((line) => line.includes('fault in POST /auth/wechat'))
      assert.equal(faults.length, 1)
      const all = http.lines.join('')
      assert.ok(!all.includes(fake.settings().secret) && !all.includes('code-of-ann'))
    }
  })

  test('[WX4] a guest binds WeChat and comes back through it; he can still be upgraded', async () => {
    const { token, player } = await http.logIn(DEVICE)
    const bind = (code: string) => http.post('/auth/wechat/bind', { code }, bearer(token))
    assert.equal((await bind('code-of-ann-1')).status, 204)
    assert.deepEqual((await sessionOf(await wechat('code-of-ann-2'))).player, player)
    const stranger = await http.post('/auth/wechat/bind', { code: 'code-of-eve' })
    assert.equal(await problemOf(stranger), '401 login/unauthorized')
    const { token: now } = await http.logIn(DEVICE)
    const other = await http.post('/auth/wechat/bind', { code: 'code-of-bob' }, bearer(now))
    assert.equal(await problemOf(other), '409 auth/wechat-taken')
    assert.equal((await http.post('/auth/upgrade', OWNER, bearer(now))).status, 200)
    assert.equal((await sessionOf(await logIn())).player.playerId, player.playerId)
  })
})

describe('player checks', () => {
  test('[PC1] [PC2] every way to sign in asks, and a "no" is told with its reason', async () => {
    const fake = await FakeWechat.start()
    const asked: [number, CheckMoment][] = []
    let isOpen = true
    const checks: PlayerChecks = {
      mayPlay: async (playerId, moment) => {
        asked.push([playerId, moment])
        if (isOpen) return { isAllowed: true }
        return { isAllowed: false, detail: 'Minors play from 20 to 21.', retryAfterMs: 90_500 }
      },
    }
    await restart({ checks, config: { wechat: fake.settings() } })
    const ways = [
      () => http.post('/auth/guest', { deviceId: DEVICE }),
      () => register({ account: `tiger-${asked.length}` }),
      () => logIn({ account: 'tiger-1' }),
      () => http.post('/auth/wechat', { code: `code-of-ann-${asked.length}` }),
    ]
    for (const way of ways) {
      const count = asked.length
      const { playerId } = (await (await way()).json()) as Admission
      assert.deepEqual(asked.slice(count), [[playerId, 'admission']])
    }
    isOpen = false
    for (const way of ways) {
      const count = asked.length
      const response = await way()
      assert.equal(asked.length, count + 1)
      assert.equal(seconds(response), 91)
      const problem = (await response.clone().json()) as { detail: string }
      assert.equal(problem.detail, 'Minors play from 20 to 21.')
      assert.equal(await problemOf(response), '403 auth/not-allowed')
    }
    await fake.server.stop()
  })

  test('[PC2] a check that fails lets nobody in', async () => {
    await restart({ checks: { mayPlay: () => Promise.reject(new Error('registry away')) } })
    const response = await http.post('/auth/guest', { deviceId: DEVICE })
    assert.equal(await problemOf(response), '500 server/fault')
    assert.equal(http.queue.waiting(), 0)
  })

  test('[PC1] a "no" without an end says so without a time', async () => {
    const mayPlay = async () => ({ isAllowed: false, detail: 'No real name.' }) as const
    await restart({ checks: { mayPlay } })
    const response = await http.post('/auth/guest', { deviceId: DEVICE })
    assert.equal(response.headers.get('retry-after'), null)
    assert.equal(await problemOf(response), '403 auth/not-allowed')
  })
})
