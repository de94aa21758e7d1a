import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Encoder } from '@colyseus/schema'
import { DeskWriter } from '../../schema/DeskWriter.ts'
import { XpnnDeskState, XpnnSeatState } from '../../schema/xpnnState.ts'

const SEAT = {
  index: 0,
  playerId: 7,
  nickname: 'Ada',
  avatar: 3,
  gold: 9_007_199_254_740_991,
  status: 'ready',
  isOffline: false,
  isLeaving: false,
  isBot: false,
  result: 0,
  fee: 0,
  bid: -1,
  bet: -1,
  isOpen: false,
  cards: [0, 0, 0, 0, 0],
  ownCards: [1, 2, 3, 4],
  handType: -1,
}
const DESK = {
  phase: 'bid',
  handId: '1-1',
  seedHash: 'ab',
  isSettling: false,
  seq: 4,
  bankerSeat: -1,
}
const TIMER = {
  id: 1,
  kind: 'bid-banker',
  seat: -1,
  startedAtMs: 1,
  endsAtMs: 4001,
  args: { why: 'bid' },
}

/** Bytes of the next patch; 0 when nothing has changed. */
function patchSize(encoder: Encoder): number {
  const bytes = encoder.hasChanges ? encoder.encode().byteLength : 0
  encoder.discardChanges()
  return bytes
}

function written() {
  const classes = { desk: XpnnDeskState, seat: XpnnSeatState }
  const writer = new DeskWriter(classes, { deskId: 'd', game: 'xpnn', tierId: 10101 }, 1)
  const encoder = new Encoder(writer.state)
  writer.write(DESK, [SEAT], [TIMER])
  assert.ok(patchSize(encoder) > 0)
  return { writer, encoder }
}

test('[DV1] writing what is there already changes nothing', () => {
  const { writer, encoder } = written()
  writer.write({ ...DESK }, [{ ...SEAT, cards: [...SEAT.cards] }], [{ ...TIMER }])
  assert.equal(patchSize(encoder), 0)
})

test('[DV1] a patch carries what changed and nothing else', () => {
  const { writer, encoder } = written()
  writer.write(DESK, [{ ...SEAT, bid: 3 }], [TIMER])
  const bytes = patchSize(encoder)
  assert.ok(bytes > 0 && bytes < 12, `${bytes} bytes for one small number`)
  writer.write(DESK, [{ ...SEAT, bid: 3 }], [])
  assert.ok(patchSize(encoder) > 0)
  assert.equal((writer.state as unknown as { timers: Map<string, unknown> }).timers.size, 0)
})

test('[DV1] arrays are changed in place and gold keeps all 53 bits', () => {
  const { writer } = written()
  const seat = writer.seat(0) as unknown as { cards: number[]; gold: number }
  const { cards } = seat
  writer.write(DESK, [{ ...SEAT, cards: [0x1d, 0x2d, 0x3d, 0x0d, 0x0a] }], [TIMER])
  assert.equal(seat.cards, cards)
  assert.deepEqual([...cards], [0x1d, 0x2d, 0x3d, 0x0d, 0x0a])
  assert.equal(seat.gold, Number.MAX_SAFE_INTEGER)
})
