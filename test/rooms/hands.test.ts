import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ByteRecorder, playAlong, seeded, verifiedRecord } from '../server/playing.ts'
import { startServer, type TestServer, xpnnTier, xpnnTiers } from '../server/startServer.ts'
import { TestPlayer, waitUntil } from '../server/TestPlayer.ts'

let server: TestServer
before(async () => {
  server = await startServer({ tiers: xpnnTiers(xpnnTier({ minEnter: 100, minStay: 1 })) })
})
after(() => server.stop())

test('two players play a hand through every phase, each step seen by both', async () => {
  const [a, b] = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
  await a.sitDown()
  await b.sitDown()
  assert.equal(a.desk?.roomId, b.desk?.roomId)
  assert.equal(a.seat?.status, 'ready')
  await a.phase('bid')
  assert.deepEqual([...(a.seat?.cards ?? [])], [0, 0, 0, 0, 0])
  assert.equal(a.seat?.ownCards.length, 4)
  assert.equal(seatOf(b, a).ownCards?.length ?? 0, 0)
  await a.ask('xpnn/bid', { times: 3 })
  await b.ask('xpnn/bid', { times: 1 })
  await a.phase('bet')
  assert.equal(a.state.bankerSeat, a.seat?.index)
  await b.ask('xpnn/bet', { times: 2 })
  await a.phase('open')
  assert.equal(a.seat?.ownCards.length, 5)
  await a.ask('xpnn/open')
  await b.until('a has opened', () => seatOf(b, a).isOpen)
  assert.deepEqual([...seatOf(b, a).cards], [...(a.seat?.ownCards ?? [])])
  assert.equal(seatOf(a, b).handType, -1)
  await b.ask('xpnn/open')
  await a.phase('end')
  const record = await verifiedRecord(server, a.state.handId)
  for (const player of [a, b]) {
    const line = record.seats.find((seat) => seat.playerId === player.playerId)
    assert.equal(player.seat?.gold, 10_000 + (line?.result ?? 0) - (line?.fee ?? 0))
    assert.equal(player.seat?.status, 'ended')
    assert.equal((await player.me()).gold, player.seat?.gold)
  }
  const own = a.eventsOf('fifth-card').find((event) => event['seat'] === a.seat?.index)
  const other = a.eventsOf('fifth-card').find((event) => event['seat'] !== a.seat?.index)
  assert.equal(own?.['card'], a.seat?.cards[4])
  assert.deepEqual(Object.keys(other ?? {}).sort(), ['seat', 'seq', 'type'])
  await a.until('the hand is cleared', (state) => state.phase !== 'end')
  assert.equal(a.state.bankerSeat, -1)
  assert.equal(a.seat?.cards.length, 0)
  assert.equal(a.seat?.ownCards.length, 0)
  await Promise.all([a.goAway(), b.goAway()])
})

for (const count of [2, 3, 4, 5]) {
  test(`[R11] ${count} players play hands; every record verifies, no byte tells a hidden card`, async () => {
    const random = seeded(count * 7919)
    const bytes = new ByteRecorder()
    const players = await Promise.all(
      Array.from({ length: count }, () => TestPlayer.signIn(server)),
    )
    for (const player of players) playAlong(player, await player.sitDown(), random)
    const [first] = players as [TestPlayer]
    await waitUntil(`${count} players play 4 hands`, () => handsOf(first).length >= 4, 40_000)
    const records = await Promise.all(handsOf(first).map((id) => verifiedRecord(server, id)))
    for (const player of players) {
      const seqs = player.events.map((event) => event.seq)
      assert.deepEqual(
        seqs,
        seqs.map((_, index) => index + 1),
      )
    }
    assert.deepEqual(bytes.leaksTo(players, records), [])
    bytes.stop()
    await Promise.all(players.map((player) => player.goAway()))
  })
}

function handsOf(player: TestPlayer): string[] {
  return player.eventsOf('settled').map((event) => event['handId'] as string)
}

function seatOf(viewer: TestPlayer, player: TestPlayer) {
  const seat = [...viewer.state.seats].find((each) => each.playerId === player.playerId)
  if (!seat) throw new Error(`player ${player.playerId} sits nowhere`)
  return seat
}
