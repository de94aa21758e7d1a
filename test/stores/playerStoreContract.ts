import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { NewPlayer, PlayerStore, Sequence } from '../../src/stores/PlayerStore.ts'

export interface OpenedPlayerStore {
  readonly players: PlayerStore
  readonly sequence: Sequence
  close(): Promise<void>
}

const guest = (nickname: string, isBot = false): NewPlayer => ({
  nickname,
  avatar: 3,
  sex: 1,
  isBot,
  createdAtMs: 1_700_000_000_000,
})

/** What every player store and sequence must do. `open` gives empty ones. */
export function describePlayerStore(name: string, open: () => Promise<OpenedPlayerStore>): void {
  async function withStore(play: (opened: OpenedPlayerStore) => Promise<void>): Promise<void> {
    const opened = await open()
    try {
      await play(opened)
    } finally {
      await opened.close()
    }
  }

  describe(`${name} keeps the player store contract`, () => {
    test('[PS1] player ids begin at 100001 and count up', () =>
      withStore(async ({ players }) => {
        assert.equal((await players.add(guest('A'))).playerId, 100_001)
        assert.equal((await players.add(guest('B'))).playerId, 100_002)
      }))

    test('[PS2] what was added is found by its id', () =>
      withStore(async ({ players }) => {
        const added = await players.add(guest('牛牛 🐂 O’Neil', true))
        assert.deepEqual(added, {
          playerId: 100_001,
          nickname: '牛牛 🐂 O’Neil',
          avatar: 3,
          sex: 1,
          isBot: true,
          account: null,
          createdAtMs: 1_700_000_000_000,
        })
        assert.deepEqual(await players.byId(added.playerId), added)
        assert.equal(await players.byId(5), undefined)
      }))

    test('[PS2] several players are found at once, each once, unknown ones left out', () =>
      withStore(async ({ players }) => {
        const a = await players.add(guest('A'))
        const b = await players.add(guest('B'))
        const many = Array.from({ length: 2_500 }, (_, n) => 200_000 + n)
        const ids = [b.playerId, a.playerId, b.playerId, ...many]
        assert.deepEqual(await players.byIds(ids), [a, b])
        assert.deepEqual(await players.byIds([]), [])
      }))

    test('[PS3] a device belongs to one player for ever', () =>
      withStore(async ({ players }) => {
        const first = await players.addGuest('device-1', guest('A'))
        assert.equal(first.isNew, true)
        const again = await players.addGuest('device-1', guest('B'))
        assert.deepEqual(again, { player: first.player, isNew: false })
        assert.deepEqual(await players.byDevice('device-1'), first.player)
        assert.equal(await players.byDevice('Device-1'), undefined)
      }))

    test('[PS3] callers racing for one device get the same player, one of them new', () =>
      withStore(async ({ players }) => {
        const raced = await Promise.all(
          Array.from({ length: 20 }, (_, n) => players.addGuest('device', guest(`G${n}`))),
        )
        assert.equal(new Set(raced.map(({ player }) => player.playerId)).size, 1)
        assert.equal(raced.filter(({ isNew }) => isNew).length, 1)
      }))

    test('[PS4] a change touches only the fields it names', () =>
      withStore(async ({ players }) => {
        const added = await players.add(guest('A'))
        const renamed = await players.update(added.playerId, { nickname: 'Z' })
        assert.deepEqual(renamed, { ...added, nickname: 'Z' })
        const changed = await players.update(added.playerId, { avatar: 0, sex: 0 })
        assert.deepEqual(changed, { ...added, nickname: 'Z', avatar: 0, sex: 0 })
        assert.deepEqual(await players.update(added.playerId, {}), changed)
        assert.equal(await players.update(5, { nickname: 'X' }), undefined)
      }))

    test('[PS4] a row that breaks a rule is a StoreError and changes nothing', () =>
      withStore(async ({ players }) => {
        const added = await players.add(guest('A'))
        const fault = { name: 'StoreError', code: 'store/bad-row' }
        await assert.rejects(players.update(added.playerId, { sex: 3 }), fault)
        assert.deepEqual(await players.byId(added.playerId), added)
      }))

    test('[PS5] bots come oldest first, at most as many as asked for', () =>
      withStore(async ({ players }) => {
        const one = await players.add(guest('bot 1', true))
        await players.add(guest('A'))
        const two = await players.add(guest('bot 2', true))
        await players.add(guest('bot 3', true))
        assert.deepEqual(await players.bots(2), [one, two])
      }))

    test('[PS6] a sequence counts from 1 and gives no number twice', () =>
      withStore(async ({ sequence }) => {
        const given = await Promise.all(Array.from({ length: 50 }, () => sequence.next('desk')))
        const sorted = given.toSorted((left, right) => left - right)
        assert.deepEqual(
          sorted,
          Array.from({ length: 50 }, (_, n) => n + 1),
        )
      }))
  })
}
