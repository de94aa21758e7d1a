import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccountStore } from '../../src/stores/AccountStore.ts'
import type { PlayerStore } from '../../src/stores/PlayerStore.ts'
import type { WechatStore } from '../../src/stores/WechatStore.ts'

export interface OpenedAccountStore {
  readonly players: PlayerStore
  readonly accounts: AccountStore
  readonly wechat: WechatStore
  close(): Promise<void>
}

const AT_MS = 1_700_000_000_000
const somebody = { nickname: '牛牛', avatar: 3, sex: 0, isBot: false, createdAtMs: AT_MS }
const login = (account: string, passwordHash = '$argon2id$') => ({ account, passwordHash })
const openId = (id: string) => ({ appId: 'wx1', openId: id })

/** What every store of accounts and WeChat ids must do. `open` gives empty ones. */
export function describeAccountStore(name: string, open: () => Promise<OpenedAccountStore>): void {
  async function withStore(play: (opened: OpenedAccountStore) => Promise<void>): Promise<void> {
    const opened = await open()
    try {
      await play(opened)
    } finally {
      await opened.close()
    }
  }
  const playersOf = async ({ players }: OpenedAccountStore) =>
    (await players.byIds(Array.from({ length: 50 }, (_, n) => 100_001 + n))).length

  describe(`${name} keeps the account store contract`, () => {
    test('[AC2] a registered player is found by his account, with his hash', () =>
      withStore(async ({ accounts, players }) => {
        const added = await accounts.register(login('tiger', 'hash-1'), somebody)
        assert.ok(added !== 'taken')
        const { playerId } = added
        assert.deepEqual(added, { playerId, account: 'tiger', ...somebody })
        assert.deepEqual(await players.byId(playerId), added)
        const found = await accounts.byAccount('tiger')
        assert.deepEqual(found, { playerId, passwordHash: 'hash-1' })
        assert.equal(await accounts.byAccount('lion'), undefined)
      }))

    test('[AC2] of many who register one name at once one wins, the others leave nothing', () =>
      withStore(async (opened) => {
        const raced = await Promise.all(
          Array.from({ length: 10 }, (_, n) =>
            opened.accounts.register(login('tiger', `hash-${n}`), somebody),
          ),
        )
        const winners = raced.filter((each) => each !== 'taken')
        assert.equal(winners.length, 1)
        assert.equal(await playersOf(opened), 1)
        const found = await opened.accounts.byAccount('tiger')
        assert.equal(found?.playerId, winners[0]?.playerId)
        assert.equal(found?.passwordHash, `hash-${raced.findIndex((each) => each !== 'taken')}`)
      }))

    test('[AC5] a guest becomes an account: same player, his device known to it', () =>
      withStore(async ({ accounts, players }) => {
        const { player } = await players.addGuest('device-1', somebody)
        const upgraded = await accounts.upgrade(player.playerId, login('tiger'), AT_MS)
        assert.deepEqual(upgraded, { ...player, account: 'tiger' })
        assert.deepEqual(await players.byDevice('device-1'), upgraded)
        assert.equal(await accounts.knowsDevice('tiger', 'device-1'), true)
        assert.equal(await accounts.knowsDevice('tiger', 'device-2'), false)
        assert.equal(await accounts.knowsDevice('lion', 'device-1'), false)
      }))

    test('[AC5] an upgrade to a name with an owner, or a second one, changes nothing', () =>
      withStore(async ({ accounts, players }) => {
        await accounts.register(login('tiger'), somebody)
        const { player } = await players.addGuest('device-1', somebody)
        const { playerId } = player
        assert.equal(await accounts.upgrade(playerId, login('tiger'), AT_MS), 'taken')
        assert.deepEqual(await players.byId(playerId), player)
        await accounts.upgrade(playerId, login('lion', 'first'), AT_MS)
        assert.equal(await accounts.upgrade(playerId, login('bear', 'b'), AT_MS), 'has-account')
        assert.equal(await accounts.byAccount('bear'), undefined)
        assert.equal((await accounts.byAccount('lion'))?.passwordHash, 'first')
        assert.equal(await accounts.upgrade(5, login('bear'), AT_MS), 'has-account')
      }))

    test('[AC5] of upgrades at once of one guest, or to one name, one wins', () =>
      withStore(async ({ accounts, players }) => {
        const guests = await Promise.all(
          ['a', 'b', 'c', 'd'].map((device) => players.addGuest(device, somebody)),
        )
        const toOneName = await Promise.all(
          guests.map(({ player }) => accounts.upgrade(player.playerId, login('tiger'), AT_MS)),
        )
        assert.equal(toOneName.filter((each) => each === 'taken').length, 3)
        const { player } = await players.addGuest('e', somebody)
        const names = ['one', 'two', 'three', 'four']
        const ofOneGuest = await Promise.all(
          names.map((account) => accounts.upgrade(player.playerId, login(account), AT_MS)),
        )
        assert.equal(ofOneGuest.filter((each) => each === 'has-account').length, 3)
        const owned = await Promise.all(names.map((account) => accounts.byAccount(account)))
        assert.equal(owned.filter((each) => each?.playerId === player.playerId).length, 1)
      }))

    test('[PW7] a hash is replaced only where it is still the one that was read', () =>
      withStore(async ({ accounts }) => {
        const player = await accounts.register(login('tiger', 'old'), somebody)
        assert.ok(player !== 'taken')
        await accounts.replaceHash(player.playerId, 'older', 'wrong')
        assert.equal((await accounts.byAccount('tiger'))?.passwordHash, 'old')
        await accounts.replaceHash(player.playerId, 'old', 'new')
        assert.equal((await accounts.byAccount('tiger'))?.passwordHash, 'new')
      }))

    test('[AC6] the devices that were seen last stay known, and only so many', () =>
      withStore(async ({ accounts }) => {
        const player = await accounts.register(login('tiger'), somebody)
        assert.ok(player !== 'taken')
        await accounts.register(login('lion'), somebody)
        const see = (deviceKey: string, atMs: number) =>
          accounts.rememberDevice(player.playerId, { deviceKey, atMs }, 3)
        for (const [n, device] of ['a', 'b', 'c', 'a', 'd'].entries()) await see(device, AT_MS + n)
        const known = async (account: string) => {
          const answers = await Promise.all(
            ['a', 'b', 'c', 'd'].map((device) => accounts.knowsDevice(account, device)),
          )
          return answers.map((is) => (is ? 1 : 0)).join('')
        }
        assert.equal(await known('tiger'), '1011')
        assert.equal(await known('lion'), '0000')
        await Promise.all(Array.from({ length: 8 }, (_, n) => see('b', AT_MS + 10 + n)))
        assert.equal(await known('tiger'), '1101')
      }))

    test('[WX3] one openid is one player, also for callers at once', () =>
      withStore(async (opened) => {
        const { wechat } = opened
        assert.equal(await wechat.byWechat(openId('o-1')), undefined)
        const raced = await Promise.all(
          Array.from({ length: 10 }, () => wechat.addWechat(openId('o-1'), somebody)),
        )
        assert.equal(new Set(raced.map(({ playerId }) => playerId)).size, 1)
        assert.equal(await playersOf(opened), 1)
        assert.deepEqual(await wechat.byWechat(openId('o-1')), raced[0])
        assert.equal(await wechat.byWechat(openId('O-1')), undefined)
        const elsewhere = await wechat.addWechat({ appId: 'wx2', openId: 'o-1' }, somebody)
        assert.notEqual(elsewhere.playerId, raced[0]?.playerId)
      }))

    test('[WX4] an openid is bound to one player, and a player to one openid', () =>
      withStore(async ({ players, wechat }) => {
        const { player } = await players.addGuest('device', somebody)
        const other = await wechat.addWechat(openId('o-2'), somebody)
        assert.equal(await wechat.bindWechat(player.playerId, openId('o-2')), 'taken')
        assert.equal(await wechat.bindWechat(player.playerId, openId('o-1')), 'bound')
        assert.equal(await wechat.bindWechat(player.playerId, openId('o-1')), 'bound')
        assert.equal(await wechat.bindWechat(player.playerId, openId('o-3')), 'has-wechat')
        assert.equal((await wechat.byWechat(openId('o-1')))?.playerId, player.playerId)
        assert.equal((await wechat.byWechat(openId('o-2')))?.playerId, other.playerId)
        assert.equal(await wechat.byWechat(openId('o-3')), undefined)
      }))
  })
}
