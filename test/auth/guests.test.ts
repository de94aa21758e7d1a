import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { guestName } from '../../src/auth/guestName.ts'
import { Guests } from '../../src/auth/guests.ts'
import { deriveKey } from '../../src/auth/keys.ts'
import { FIRST_GOLD } from '../../src/auth/newPlayer.ts'
import { AVATARS, nicknameSchema } from '../../src/contract/hall.ts'
import { IN_MEMORY } from '../../src/ops/addresses.ts'
import { openStores, type Stores } from '../../src/stores/openStores.ts'
import { FakeClock } from '../ops/FakeClock.ts'
import { refusalOf } from '../ops/refusalOf.ts'

const DEVICE = 'device-of-a-phone'
const deviceKey = deriveKey('secret', 'parlor/device/v1')

describe('Guests', () => {
  let stores: Stores
  let guests: Guests
  const clock = new FakeClock()
  beforeEach(async () => {
    stores = await openStores(IN_MEMORY)
    guests = new Guests({ ...stores, clock, deviceKey })
  })
  afterEach(() => stores.close())

  const goldOf = async (playerId: number) => (await stores.ledger.goldOf([playerId])).get(playerId)

  test('[AU3] a device is one player, who starts with 10 000', async () => {
    const first = await guests.signIn(DEVICE)
    assert.equal(await goldOf(first.playerId), 10_000)
    assert.equal(FIRST_GOLD, 10_000)
    assert.ok(nicknameSchema.safeParse(first.nickname).success, first.nickname)
    assert.ok(first.avatar >= 0 && first.avatar < AVATARS)
    assert.equal(first.createdAtMs, clock.nowMs())
    assert.equal((await guests.signIn(DEVICE)).playerId, first.playerId)
    assert.equal(await goldOf(first.playerId), 10_000)
    assert.notEqual((await guests.signIn(`${DEVICE}2`)).playerId, first.playerId)
  })

  test('[AU3] ten sign-ins at once of a new device are one player with one start', async () => {
    const rows = await Promise.all(Array.from({ length: 10 }, () => guests.signIn(DEVICE)))
    assert.equal(new Set(rows.map((row) => row.playerId)).size, 1)
    assert.equal(await goldOf(rows[0]?.playerId ?? 0), 10_000)
  })

  test('[AU4] a crash between player and gold is made good at the next sign-in', async () => {
    const broken = {
      openPlayer: () => Promise.reject(new Error('crash')),
    } as unknown as Stores['ledger']
    const crashing = new Guests({ players: stores.players, ledger: broken, clock, deviceKey })
    await assert.rejects(crashing.signIn(DEVICE), /crash/)
    const player = await guests.signIn(DEVICE)
    assert.equal(player.playerId, (await stores.players.byDevice(guests.digest(DEVICE)))?.playerId)
    assert.equal(await goldOf(player.playerId), 10_000)
  })

  test('[AU5] the device id itself is nowhere stored, and its digest needs our key', async () => {
    await guests.signIn(DEVICE)
    assert.equal(await stores.players.byDevice(DEVICE), undefined)
    const other = new Guests({ ...stores, clock, deviceKey: deriveKey('x', 'parlor/device/v1') })
    assert.notEqual(other.digest(DEVICE), guests.digest(DEVICE))
    assert.ok(!guests.digest(DEVICE).includes(DEVICE))
  })

  test('[AU7] a device whose guest became an account is sent to the account', async () => {
    const player = await guests.signIn(DEVICE)
    const upgraded = {
      byDevice: async () => ({ ...player, account: 'me' }),
    } as unknown as Stores['players']
    const later = new Guests({ players: upgraded, ledger: stores.ledger, clock, deviceKey })
    assert.equal((await refusalOf(later.signIn(DEVICE))).refusal, 'auth/use-account')
  })
})

test('every guest name is a nickname the contract allows', () => {
  for (let n = 0; n < 24; n++) {
    const name = guestName((below) => n % below)
    assert.ok(nicknameSchema.safeParse(name).success, name)
    assert.match(name, /^[A-Z][a-z]+ [A-Z][a-z]+ \d\d$/)
  }
})
