import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { WechatApi } from '../../src/auth/WechatApi.ts'
import { WechatLogin } from '../../src/auth/WechatLogin.ts'
import type { WechatSettings } from '../../src/auth/WechatSettings.ts'
import { HttpClient } from '../../src/net/HttpClient.ts'
import { HttpFault } from '../../src/net/HttpFault.ts'
import { IN_MEMORY } from '../../src/ops/addresses.ts'
import { createLogging } from '../../src/ops/logging.ts'
import { openStores, type Stores } from '../../src/stores/openStores.ts'
import { floods, resets, says, stalls } from '../net/StubbornServer.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { refusalOf } from '../ops/refusalOf.ts'
import { FakeWechat, WECHAT_SECRET, wechatError } from './fakeWechat.ts'

describe('WeChat', () => {
  let stores: Stores
  let fake: FakeWechat
  const lines: string[] = []
  const { log } = createLogging({ level: 'debug' }, { write: (line) => void lines.push(line) })
  beforeEach(async () => {
    stores = await openStores(IN_MEMORY)
    fake = await FakeWechat.start()
    lines.length = 0
  })
  afterEach(async () => {
    await fake.server.stop()
    await stores.close()
    const all = lines.join('')
    assert.ok(!all.includes(WECHAT_SECRET) && !all.includes('code-of-'), 'a secret in the log')
  })

  const loginWith = (change: Partial<WechatSettings> = {}) => {
    const client = new HttpClient({
      ...{ service: 'wechat', baseUrl: fake.server.url, log },
      ...{ deadlineMs: 1500, tryMs: 200, failuresToOpen: 100 },
    })
    const api = new WechatApi(fake.settings(change), client)
    const { wechat, ledger } = stores
    return new WechatLogin({ api, wechat, ledger, clock: new FakeClock() })
  }
  const goldOf = async (playerId: number) => (await stores.ledger.goldOf([playerId])).get(playerId)
  const codeOf = async (promise: Promise<unknown>) => (await refusalOf(promise)).refusal

  for (const flow of ['mini-program', 'oauth'] as const) {
    test(`[WX1] a code of the ${flow} flow is asked for as WeChat wants it`, async () => {
      const player = await loginWith({ flow }).signIn('code-of-ann')
      const owner = await stores.wechat.byWechat({
        appId: fake.settings().appId,
        openId: 'openid-of-ann',
      })
      assert.deepEqual(owner, player)
      assert.equal(fake.server.seen.length, 1)
    })
  }

  test('[WX1] a code that is wrong, used, expired or of a blocked player is refused', async () => {
    const login = loginWith()
    assert.equal(await codeOf(login.signIn('nonsense')), 'auth/wechat-refused')
    await login.signIn('code-of-ann')
    assert.equal(await codeOf(login.signIn('code-of-ann')), 'auth/wechat-refused')
    for (const errcode of [40029, 40163, 41008, 42003, 40226]) {
      fake.works(wechatError(errcode, 'no'))
      assert.equal(await codeOf(login.signIn('code-of-bob')), 'auth/wechat-refused', `${errcode}`)
      assert.equal(fake.server.seen.length, 1)
    }
  })

  test('[WX1] who asks too often is told when to come again', async () => {
    fake.works(wechatError(45011, 'api minute-quota reach limit'))
    const refusal = await refusalOf(loginWith().signIn('code-of-ann'))
    assert.equal(refusal.refusal, 'auth/slow-down')
    assert.equal(refusal.fields?.['retryAfterMs'], 60_000)
  })

  test('[WX2] busy, 5xx and a connection that breaks are tried again', async () => {
    const busy = wechatError(-1, 'system error')
    for (const [n, first] of [busy, says(502, ''), resets, stalls].entries()) {
      fake.works(first, first)
      await loginWith().signIn(`code-of-ann-${n}`)
      assert.equal(fake.server.seen.length, 3)
    }
  })

  test('[WX2] what is not the player’s fault is a fault', async () => {
    const faults: [Parameters<FakeWechat['works']>[0], string][] = [
      [wechatError(40125, 'invalid appsecret'), 'net/bad-answer'],
      [wechatError(40164, 'invalid ip, not in whitelist'), 'net/bad-answer'],
      [says(200, '<html>not json'), 'net/bad-answer'],
      [says(200, '{}'), 'net/bad-answer'],
      [says(200, '{"openid":"has spaces in it"}'), 'net/bad-answer'],
      [says(200, '{"openid":7}'), 'net/bad-answer'],
      [says(404, '{"openid":"openid-of-eve"}'), 'net/bad-answer'],
      [floods, 'net/too-large'],
    ]
    for (const [behaviour, code] of faults) {
      if (behaviour) fake.server.will(behaviour)
      await assert.rejects(
        loginWith().signIn('code-of-ann'),
        (error) => error instanceof HttpFault && error.code === code,
      )
    }
    const never: [Parameters<FakeWechat['works']>[0], string][] = [
      [wechatError(-1, 'system error'), 'net/busy'],
      [resets, 'net/unreachable'],
      [stalls, 'net/timeout'],
    ]
    for (const [behaviour, code] of never) {
      if (behaviour) fake.server.will(behaviour)
      await assert.rejects(
        loginWith().signIn('code-of-ann'),
        (error) => error instanceof HttpFault && error.code === code,
      )
    }
    assert.deepEqual(await stores.players.byIds([100_001]), [])
  })

  test('[WX2] a wrong secret is told to the operator by its number, not to the player', async () => {
    const login = loginWith({ secret: 'not-the-one' })
    await assert.rejects(login.signIn('code-of-ann'), /status 200, errcode 40125/)
  })

  test('[WX3] an openid is one player with one start, also for ten codes at once', async () => {
    const login = loginWith()
    const raced = await Promise.all(
      Array.from({ length: 10 }, (_, n) => login.signIn(`code-of-ann-${n}`)),
    )
    assert.equal(new Set(raced.map(({ playerId }) => playerId)).size, 1)
    const [player] = raced
    assert.equal(await goldOf(player?.playerId ?? 0), 10_000)
    const other = await login.signIn('code-of-bob')
    assert.notEqual(other.playerId, player?.playerId)
    assert.equal(await goldOf(other.playerId), 10_000)
  })

  test('[WX4] a player who binds WeChat comes back through it as himself', async () => {
    const login = loginWith()
    const somebody = { nickname: 'A', avatar: 1, sex: 0, isBot: false, createdAtMs: 1 }
    const { player } = await stores.players.addGuest('device', somebody)
    await login.bind(player.playerId, 'code-of-ann')
    assert.equal((await login.signIn('code-of-ann-2')).playerId, player.playerId)
    await login.bind(player.playerId, 'code-of-ann-3')
    assert.equal(await codeOf(login.bind(player.playerId, 'code-of-bob')), 'auth/wechat-taken')
    const other = await login.signIn('code-of-eve')
    assert.equal(await codeOf(login.bind(other.playerId, 'code-of-ann-4')), 'auth/wechat-taken')
  })
})
