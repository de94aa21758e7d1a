import type { Room } from '@colyseus/sdk'
import type { HandRecord } from '../../src/contract/handRecord.ts'
import { type DealtHand, LeakWatch, type ReceivedFrame } from '../independent/seenCards.ts'
import { verifyHand } from '../independent/verifyHand.ts'
import type { TestServer } from './startServer.ts'
import { type TestPlayer, tapFrames } from './TestPlayer.ts'

export type HandRecordJson = HandRecord & DealtHand

/** The public record of a hand, checked by the second implementation of the rules. */
export async function verifiedRecord(server: TestServer, handId: string): Promise<HandRecordJson> {
  const response = await fetch(`${server.url}/fair/hands/${handId}`)
  if (response.status !== 200) throw new Error(`no record of hand ${handId}`)
  const record = (await response.json()) as HandRecordJson
  const violations = verifyHand(record)
  if (violations.length > 0) throw new Error(`hand ${handId}: ${violations.join('; ')}`)
  return record
}

/** Plays a seat by itself: answers each phase, at random, some of it not at all. */
export function playAlong(
  player: TestPlayer,
  desk: Room,
  random: () => number,
  idleness = 0.1,
): void {
  let done = ''
  const act = () => {
    const { state, seat } = player
    if (!state?.seats || seat?.status !== 'gaming') return
    const turn = `${state.handId} ${state.phase}`
    if (turn === done || (state.phase === 'bet' && state.bankerSeat === seat.index)) return
    done = turn
    if (random() < idleness) return
    const request = moveFor(state.phase, random)
    if (request) desk.request(...request).catch(() => {})
  }
  desk.onStateChange(() => setTimeout(act, random() * 60))
}

function moveFor(phase: string, random: () => number): [string, object] | undefined {
  if (phase === 'bid') return ['xpnn/bid', { times: Math.floor(random() * 5) }]
  if (phase === 'bet') return ['xpnn/bet', { times: 1 + Math.floor(random() * 5) }]
  if (phase === 'open') return ['xpnn/open', {}]
  return undefined
}

/** Collects every byte that clients receive, to be searched when it is known who they were. */
export class ByteRecorder {
  readonly #frames: { sessionId: string; frame: ReceivedFrame }[] = []

  constructor() {
    tapFrames((room, bytes) => {
      const order = this.#frames.length + 1
      const name = `${room.name} ${room.roomId}`
      const frame = { order, room: name, bytes, receivedAtMs: Date.now() }
      this.#frames.push({ sessionId: room.sessionId, frame })
    })
  }

  /** Cards that one of these players received before he may have. */
  leaksTo(players: readonly TestPlayer[], records: readonly HandRecordJson[]) {
    const watch = new LeakWatch()
    const playerOf = new Map<string, number>()
    for (const { sessionIds, playerId } of players) {
      for (const sessionId of sessionIds) playerOf.set(sessionId, playerId)
    }
    for (const { sessionId, frame } of this.#frames) {
      const playerId = playerOf.get(sessionId)
      if (playerId !== undefined) watch.received(playerId, frame)
    }
    for (const record of records) watch.finished(record)
    return watch.leaks()
  }

  stop(): void {
    tapFrames(undefined)
  }
}

/** A small seeded generator, so that a failing run can be had again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
