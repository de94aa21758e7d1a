import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ParlorClient,
  registerAccount,
  signInWithWechat,
  upgradeToAccount,
} from '../../client/index.ts'
import { FakeWechat } from '../auth/fakeWechat.ts'
import { startServer } from '../server/startServer.ts'

const OWNER = { account: 'Tiger', password: 'correct horse battery' }

test('[AC2] [AC5] [WX3] accounts, guests made accounts and WeChat players are in the hall', async (t) => {
  const fake = await FakeWechat.start()
  const { appId, secret, baseUrl } = fake.settings()
  const server = await startServer({
    env: { WECHAT_APP_ID: appId, WECHAT_SECRET: secret, WECHAT_BASE_URL: baseUrl },
  })
  const clients: ParlorClient[] = []
  t.after(async () => {
    for (const client of clients) client.close()
    await server.stop()
    await fake.server.stop()
  })
  const newClient = () => {
    const client = new ParlorClient({ origin: server.url })
    clients.push(client)
    return client
  }
  const me = async (client: ParlorClient) => {
    const { account, gold, playerId } = await (await client.joinHall()).request('player/me', {})
    return { account, gold, playerId }
  }

  const tiger = newClient()
  const { player } = await tiger.enter(await registerAccount(server.url, OWNER))
  assert.deepEqual(await me(tiger), { account: 'tiger', gold: 10_000, playerId: player.playerId })

  const guest = newClient()
  const session = await guest.signInAsGuest('device-of-a-guest')
  const before = await me(guest)
  assert.equal(before.account, undefined)
  await upgradeToAccount(server.url, session.token, { ...OWNER, account: 'lion' })
  // The hall connection of the session lives on and knows at once.
  const after = await guest.hall?.request('player/me', {})
  assert.equal(after?.account, 'lion')
  assert.deepEqual([after?.playerId, after?.gold], [before.playerId, before.gold])

  const ann = newClient()
  await ann.enter(await signInWithWechat(server.url, 'code-of-ann'))
  assert.equal((await me(ann)).gold, 10_000)

  const log = server.logLines.join('')
  for (const word of [OWNER.password, secret, 'code-of-ann', 'device-of-a-guest', '$argon2']) {
    assert.ok(!log.includes(word), `${word} in the log`)
  }
})
