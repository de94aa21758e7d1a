import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ParlorClient,
  Refused,
  registerAccount,
  signInWithAccount,
  signInWithWechat,
  upgradeToAccount,
} from '../../client/index.ts'
import { FakeWechat } from '../auth/fakeWechat.ts'
import { startHttp } from '../http/startHttp.ts'

const OWNER = { account: 'tiger', password: 'correct horse battery' }

test('[AC2] [AC4] [AC5] a client registers, signs in, and makes a guest an account', async (t) => {
  const fake = await FakeWechat.start()
  const http = await startHttp({ config: { wechat: fake.settings() } })
  const client = new ParlorClient({ origin: http.origin })
  t.after(async () => {
    client.close()
    await http.stop()
    await fake.server.stop()
  })
  const { origin } = http
  const registered = await client.enter(
    await registerAccount(origin, { ...OWNER, nickname: 'Tiger', deviceId: 'device-of-a-phone' }),
  )
  assert.equal(registered.player.nickname, 'Tiger')
  const again = await client.enter(await signInWithAccount(origin, OWNER))
  assert.deepEqual(again.player, registered.player)

  const guest = await client.signInAsGuest('device-of-a-guest')
  const refused = upgradeToAccount(origin, guest.token, OWNER)
  await assert.rejects(refused, (error) => {
    return error instanceof Refused && error.code === 'auth/account-taken'
  })
  const player = await upgradeToAccount(origin, guest.token, { ...OWNER, account: 'lion' })
  assert.deepEqual(player, { ...guest.player, account: 'lion' })

  const viaWechat = await client.enter(await signInWithWechat(origin, 'code-of-ann'))
  assert.equal(viaWechat.player.gold, 10_000)
})

test('[PW5] a client that is slowed down is told for how long', async (t) => {
  const http = await startHttp()
  t.after(() => http.stop())
  for (let n = 0; n < 5; n++) {
    const wrong = signInWithAccount(http.origin, { ...OWNER, password: 'wrong' })
    await assert.rejects(wrong, { code: 'auth/bad-credentials' })
  }
  const slowed = signInWithAccount(http.origin, OWNER)
  await assert.rejects(slowed, { code: 'auth/slow-down', retryAfterMs: 2000 })
})
