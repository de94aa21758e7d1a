import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { xpnnRoom } from '../../rooms/xpnnRoom.ts'
import { cardRank } from '../../src/games/cards.ts'
import { highCardTiers } from '../highcard/HighCard.ts'
import {
  type HighCardDeskView,
  type HighCardSeatView,
  highCardRoom,
} from '../highcard/highCardRoom.ts'
import { fairDraws, shuffledDeck } from '../independent/fairShuffle.ts'
import { playAlong, verifiedRecord } from '../server/playing.ts'
import { QUICK_TIMINGS, startServer, type TestServer, xpnnTier } from '../server/startServer.ts'
import { TestPlayer, waitUntil } from '../server/TestPlayer.ts'

const TIER = 90101
const PLAY_SECONDS = 3

/** Both games in one house, on the same engine. */
const tiers = {
  games: [
    {
      ...highCardTiers,
      tiers: highCardTiers.tiers.map((tier) => ({
        ...tier,
        timings: { ...QUICK_TIMINGS, keepSeatSeconds: 30 },
        settings: { playSeconds: PLAY_SECONDS },
      })),
    },
    { gameId: 101, game: 'xpnn', name: 'Niu Niu', tiers: [xpnnTier()] },
  ],
}

let server: TestServer
let players: TestPlayer[] = []

async function seatPlayers(count: number): Promise<TestPlayer[]> {
  players = []
  for (let i = 0; i < count; i++) {
    const player = await TestPlayer.signIn(server)
    await player.sitDown(TIER)
    players.push(player)
  }
  return players
}

beforeEach(async () => {
  await Promise.all(players.map((player) => player.goAway()))
  players = []
})

function deskOf(player: TestPlayer): HighCardDeskView {
  return player.desk?.state as unknown as HighCardDeskView
}

function seatOf(viewer: TestPlayer, player: TestPlayer): HighCardSeatView {
  const seat = [...deskOf(viewer).seats].find((each) => each.playerId === player.playerId)
  assert.ok(seat, `player ${player.playerId} sits nowhere`)
  return seat
}

/** Others' own cards that this client was ever sent, and cards that were shown too early. */
function watchForLeaks(player: TestPlayer): string[] {
  const leaks: string[] = []
  player.desk?.onStateChange(() => {
    for (const seat of deskOf(player).seats) {
      if (seat.playerId === player.playerId) continue
      if ((seat.ownCard?.length ?? 0) > 0) leaks.push(`the own card of seat ${seat.index}`)
      const isShown = deskOf(player).isSettling || deskOf(player).phase === 'end'
      const card = seat.card?.[0] ?? 0
      if (card !== 0 && !isShown) leaks.push(`the card of seat ${seat.index}`)
    }
  })
  return leaks
}

interface HighCardRecord {
  readonly handId: string
  readonly game: string
  readonly tierId: number
  readonly baseBet: number
  readonly feePercent: number
  readonly serverSeed: string
  readonly seats: readonly {
    readonly seat: number
    readonly playerId: number
    readonly stake: number
    readonly clientSeed: string
    readonly cards: readonly number[]
    readonly times: number
    readonly result: number
    readonly fee: number
  }[]
  readonly actions: readonly { readonly seat: number; readonly type: string }[]
}

/** The public record, dealt and paid again from its seeds and actions. */
async function recordOf(handId: string): Promise<HighCardRecord> {
  const response = await fetch(`${server.url}/fair/hands/${handId}`)
  assert.equal(response.status, 200)
  const record = (await response.json()) as HighCardRecord
  assert.equal(record.game, 'highcard')
  const { seats, baseBet, feePercent } = record
  const deck = shuffledDeck(
    fairDraws(
      record.serverSeed,
      seats.map((seat) => seat.clientSeed),
    ),
  )
  assert.deepEqual(
    seats.map((seat) => seat.cards),
    seats.map((_, order) => [deck[order]]),
  )
  const folded = new Set(
    record.actions.filter(({ type }) => type === 'fold').map(({ seat }) => seat),
  )
  const best = seats
    .filter(({ seat }) => !folded.has(seat))
    .toSorted((a, b) => cardRank(b.cards[0] ?? 0) - cardRank(a.cards[0] ?? 0))[0]
  let pot = 0
  for (const { seat, stake, times, result } of seats) {
    if (seat === best?.seat) continue
    const loss = Math.min(baseBet * (folded.has(seat) ? 1 : times), stake)
    assert.equal(result, 0 - loss)
    pot += loss
  }
  assert.equal(best?.result, pot)
  assert.equal(best?.fee, Math.floor((pot * feePercent) / 100))
  return record
}

function lineOf(record: HighCardRecord, { playerId }: TestPlayer) {
  const line = record.seats.find((seat) => seat.playerId === playerId)
  assert.ok(line)
  return line
}

describe('a second game on the same engine', () => {
  before(async () => {
    server = await startServer({ tiers, gameRooms: [xpnnRoom, highCardRoom] })
  })
  after(() => server.stop())

  for (const count of [2, 3]) {
    test(`[GI1] ${count} players play whole hands; cards stay hidden, the records are right`, async () => {
      await seatPlayers(count)
      const [first] = players as [TestPlayer]
      const leaks = players.map((player) => watchForLeaks(player))
      for (let hand = 1; hand <= 2; hand++) {
        await Promise.all(
          players.map((player) =>
            player.until(`hand ${hand}`, (state) => {
              return state.phase === 'play' && player.eventsOf('hand-started').length === hand
            }),
          ),
        )
        for (const player of players) {
          const seat = seatOf(player, player)
          assert.deepEqual([...seat.card], [0])
          assert.equal(seat.ownCard.length, 1)
          assert.notEqual(seat.ownCard[0], 0)
        }
        for (const [order, player] of players.entries()) {
          await player.ask('highcard/raise', { times: 1 + (order % 3) })
        }
        await Promise.all(players.map((player) => player.phase('end')))
        const record = await recordOf(first.state.handId)
        for (const player of players) {
          const { stake, result, fee, cards } = lineOf(record, player)
          assert.equal(seatOf(first, player).gold, stake + result - fee)
          assert.equal((await player.me()).gold, stake + result - fee)
          assert.deepEqual([...seatOf(first, player).card], cards)
        }
        await first.until('cleared', (state) => state.phase !== 'end')
        assert.deepEqual([...seatOf(first, first).card], [])
        assert.deepEqual([...seatOf(first, first).ownCard], [])
      }
      assert.deepEqual(leaks.flat(), [])
      for (const player of players) {
        assert.deepEqual(
          player.events.map(({ seq }) => seq),
          player.events.map((_, index) => index + 1),
        )
      }
    })
  }

  test('[DS7] who folds early leaves at once, is paid for at once, and plays elsewhere', async () => {
    const [a, b, c] = (await seatPlayers(3)) as [TestPlayer, TestPlayer, TestPlayer]
    await a.phase('play')
    const { handId } = a.state
    await b.ask('highcard/fold')
    await a.until('b has folded', () => seatOf(a, b).hasFolded)
    const deskId = a.desk?.roomId
    assert.deepEqual(await b.ask('desk/leave'), { leavesNow: true })
    await a.until('b is removed', () => a.eventsOf('seat-removed').length > 0)
    assert.equal(a.state.phase, 'play')
    assert.equal(a.eventsOf('seat-removed')[0]?.['reason'], 'left')
    const ante = highCardTiers.tiers[0]?.baseBet ?? 0
    await waitUntil('his gold is back', async () => (await b.me()).whereabouts.state === 'hall')
    assert.equal((await b.me()).gold, 10_000 - ante)
    await b.sitDown(TIER, { notDeskId: deskId })
    assert.notEqual(b.desk?.roomId, deskId)
    assert.equal(b.seat?.gold, 10_000 - ante)
    // Somebody else may take the seat while the hand goes on, and sees nothing of it.
    const d = await TestPlayer.signIn(server)
    players.push(d)
    const { reservation } = await d.hall.request<unknown, { reservation: unknown }>('desk/quick', {
      tierId: TIER,
      notDeskId: b.desk?.roomId,
    })
    await d.takeSeat(reservation)
    assert.equal(d.desk?.roomId, deskId)
    assert.equal(d.state.phase, 'play')
    assert.equal(seatOf(d, d).ownCard?.length ?? 0, 0)
    assert.equal((await d.refusal('highcard/fold')).code, 'desk/not-seated')

    await a.ask('highcard/raise', { times: 2 })
    await c.ask('highcard/raise', { times: 3 })
    await a.phase('end')
    assert.equal(a.state.handId, handId)
    const record = await recordOf(handId)
    assert.equal(lineOf(record, b).result, -ante)
    assert.equal((await b.me()).gold, 10_000 - ante)
    assert.equal(seatOf(a, d).gold, 10_000)
    for (const player of [a, c]) {
      const { result, fee } = lineOf(record, player)
      assert.equal(seatOf(a, player).gold, 10_000 + result - fee)
    }
  })

  test('[DV2] who has left sees nothing of who sits there next, while he still looks on', async () => {
    const [a, b] = (await seatPlayers(2)) as [TestPlayer, TestPlayer]
    const index = b.seat?.index
    await b.ask('desk/leave')
    await a.until('b is removed', () => a.eventsOf('seat-removed').length > 0)
    const c = await TestPlayer.signIn(server)
    players.push(c)
    await c.sitDown(TIER)
    assert.equal(c.desk?.roomId, b.desk?.roomId)
    assert.equal(c.seat?.index, index)
    const leaks = watchForLeaks(b)
    await b.phase('play')
    assert.equal(seatOf(c, c).ownCard.length, 1)
    assert.deepEqual([...seatOf(b, c).card], [0])
    assert.equal(seatOf(b, c).ownCard?.length ?? 0, 0)
    await c.ask('highcard/raise', { times: 1 })
    await a.ask('highcard/raise', { times: 1 })
    await b.phase('end')
    assert.deepEqual(leaks, [])
  })

  test('[CD1] a seat timer shows in the state and fires for that seat alone', async () => {
    const [a, b] = (await seatPlayers(2)) as [TestPlayer, TestPlayer]
    await b.phase('play')
    const shown = [...b.state.timers.values()].map(({ kind, seat, startedAtMs, endsAtMs }) => {
      return [kind, seat, endsAtMs - startedAtMs]
    })
    assert.deepEqual(
      shown.toSorted((x, y) => Number(x[1]) - Number(y[1])),
      [
        ['play', -1, PLAY_SECONDS * 1000],
        ['hurry', a.seat?.index, (PLAY_SECONDS * 1000) / 3],
      ],
    )
    await b.until('hurry fires', () => seatOf(b, a).times === 1)
    assert.equal(seatOf(b, b).times, -1)
    assert.deepEqual(
      [...b.state.timers.values()].map(({ kind }) => kind),
      ['play'],
    )
    await b.phase('end')
    assert.equal(seatOf(b, b).times, 1)
    await recordOf(b.state.handId)
  })

  test('[GI1] who drops and comes back finds his card again; nobody else gets it', async () => {
    const [a, b] = (await seatPlayers(2)) as [TestPlayer, TestPlayer]
    await b.phase('play')
    await b.until('his card', () => seatOf(b, b).ownCard.length === 1)
    const own = [...seatOf(b, b).ownCard]
    b.cut()
    await a.until('b is offline', () => seatOf(a, b).isOffline)
    await a.until('b is back', () => !seatOf(a, b).isOffline)
    await waitUntil('b is connected', () => b.desk?.connection.isOpen === true)
    await b.until('his card again', () => seatOf(b, b).ownCard.length === 1)
    assert.deepEqual([...seatOf(b, b).ownCard], own)
    assert.equal(seatOf(a, b).ownCard?.length ?? 0, 0)
    await b.phase('end')
    await recordOf(b.state.handId)
  })

  test('[GI1] both games are played next to each other', async () => {
    const [a, b] = (await seatPlayers(2)) as [TestPlayer, TestPlayer]
    const [x, y] = [await TestPlayer.signIn(server), await TestPlayer.signIn(server)]
    playAlong(x, await x.sitDown(10101), () => 0.5, 0)
    playAlong(y, await y.sitDown(10101), () => 0.5, 0)
    await a.phase('play')
    assert.equal(a.desk?.name, 'highcard')
    const wrongGame = { tierId: 10101, notDeskId: 'x' }
    await assert.rejects(y.client.joinOrCreate('highcard', wrongGame), { code: 404 })
    await assert.rejects(a.ask('xpnn/bid', { times: 1 }), { name: 'no_handler' })
    await a.ask('highcard/raise', { times: 1 })
    await b.ask('highcard/raise', { times: 1 })
    await waitUntil('a hand of each', () => {
      return a.eventsOf('settled').length > 0 && x.eventsOf('settled').length > 0
    })
    await recordOf(String(a.eventsOf('settled')[0]?.['handId']))
    await verifiedRecord(server, String(x.eventsOf('settled')[0]?.['handId']))
    const rows = await a.hall.request<unknown, { game: string }[]>('tier/list', { gameId: 901 })
    assert.deepEqual(
      rows.map(({ game }) => game),
      ['highcard'],
    )
    players.push(x, y)
  })
})

describe('a second game with house bots', () => {
  before(async () => {
    server = await startServer({
      env: { BOT_FILL_SECONDS: '1' },
      tiers,
      gameRooms: [xpnnRoom, highCardRoom],
    })
  })
  after(() => server.stop())

  test('[GI1] house bots play it by what it suggests', async () => {
    const [a] = (await seatPlayers(1)) as [TestPlayer]
    let done = ''
    a.desk?.onStateChange(() => {
      if (a.state.phase !== 'play' || a.state.handId === done) return
      done = a.state.handId
      a.ask('highcard/raise', { times: 1 }).catch(() => {})
    })
    await waitUntil('three hands', () => a.eventsOf('settled').length >= 3, 40_000)
    const ids = a.eventsOf('settled').map((event) => String(event['handId']))
    const records = await Promise.all(ids.map((id) => recordOf(id)))
    const byBots = records.flatMap(({ actions }) => actions.filter(({ seat }) => seat !== 0))
    assert.ok(byBots.length > 0)
    for (const record of records) assert.ok(record.seats.length >= 2)
  })
})
