import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { DeskConnection } from '../../client/DeskConnection.ts'
import type { DeskEvent } from '../../client/deskEvents.ts'
import { ParlorClient } from '../../client/ParlorClient.ts'
import { Refused } from '../../client/refused.ts'
import { startServer, type TestServer, xpnnTiers } from '../server/startServer.ts'
import { type CuttingProxy, startProxy } from './CuttingProxy.ts'

/** Hands that are played over the proxy, each with several cuts. */
const HANDS = 4
const DEADLINE_MS = 45_000

interface Player {
  readonly client: ParlorClient
  readonly playerId: number
  readonly events: DeskEvent[]
  readonly refused: string[]
  desk: DeskConnection
}

describe('the client over a network that breaks', () => {
  let proxy: CuttingProxy
  let server: TestServer
  const players: Player[] = []

  before(async () => {
    proxy = await startProxy()
    server = await startServer({
      env: { PUBLIC_ADDRESS: `127.0.0.1:${proxy.port}`, BOT_FILL_SECONDS: '0' },
      tiers: xpnnTiers(),
    })
    proxy.target = server.port
  })

  after(async () => {
    for (const { client, desk } of players) {
      desk.close()
      client.close()
    }
    await server.stop()
    await proxy.close()
  })

  it('[CL2] [CL3] loses no request and no event and repeats none, however often it is cut', async () => {
    let settled = 0
    const done = Promise.withResolvers<void>()
    const give = setTimeout(() => done.reject(new Error('too slow')), DEADLINE_MS)
    for (let i = 0; i < 2; i += 1) {
      const player = await sitDown(`drops-device-${i}`, proxy.port, (event) => {
        // Cut in the middle of everything that follows an event: answers, other pushes, patches.
        if (event.type === 'bid' || event.type === 'fifth-card') setTimeout(() => proxy.cut(), i)
        if (event.type !== 'settled' || i > 0) return
        settled += 1
        if (settled === HANDS) done.resolve()
      })
      players.push(player)
    }
    await done.promise
    clearTimeout(give)
    for (const { events, refused, desk } of players) {
      const seqs = events.map(({ seq }) => seq)
      assert.deepEqual(
        seqs,
        Array.from({ length: desk.seq }, (_, k) => k + 1),
        'every event once, in order',
      )
      assert.deepEqual(refused, [], 'a repeated request gets its first answer')
      const own = events.filter(({ type }) => type === 'hand-started').length
      assert.ok(own >= HANDS)
    }
  })
})

/** Joins and plays by itself: bids, bets and opens as soon as it is its turn. */
async function sitDown(
  deviceId: string,
  port: number,
  onEvent: (event: DeskEvent) => void,
): Promise<Player> {
  const client = new ParlorClient({ origin: `http://127.0.0.1:${port}` })
  const { player } = await client.signInAsGuest(deviceId)
  await client.joinHall()
  const entry = await client.findDesk({ tierId: 10_101 })
  const events: DeskEvent[] = []
  const refused: string[] = []
  const acted = new Set<string>()
  const act = (type: 'xpnn/bid' | 'xpnn/bet' | 'xpnn/open', key: string) => {
    if (acted.has(key)) return
    acted.add(key)
    const times = type === 'xpnn/open' ? {} : { times: 1 }
    // The countdown may act first while the connection is away; that is no repetition.
    joined.request(type, times as never).catch((error: unknown) => {
      const code = error instanceof Refused ? error.code : String(error)
      if (code !== 'desk/wrong-phase') refused.push(`${type}: ${code}`)
    })
  }
  const joined: DeskConnection = await client.joinDesk(entry, {
    onState: ({ phase, handId, bankerSeat, seats }) => {
      const seat = Array.from(seats).find((one) => one.playerId === player.playerId)
      if (seat?.status !== 'gaming') return
      // Before `join` resolves there is nobody to ask; the next state comes soon enough.
      queueMicrotask(() => {
        if (phase === 'bid' && seat.bid < 0) act('xpnn/bid', `${handId} bid`)
        if (phase === 'bet' && seat.bet < 0 && bankerSeat !== seat.index) {
          act('xpnn/bet', `${handId} bet`)
        }
        if (phase === 'open' && !seat.isOpen) act('xpnn/open', `${handId} open`)
      })
    },
    onEvent: (event) => {
      events.push(event)
      onEvent(event)
    },
  })
  return { client, playerId: player.playerId, events, refused, desk: joined }
}
