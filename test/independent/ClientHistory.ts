import { type CardSighting, cardsIn, type HandNotice, handsIn } from './cardsIn.ts'
import { FrameReader } from './FrameReader.ts'

/** A WebSocket frame as it came in, before any decoding. */
export interface ReceivedFrame {
  /** Grows with each frame of the client, over all its connections. */
  readonly order: number
  /** One name for each room the client joins, kept over reconnects to it. */
  readonly room: string
  readonly bytes: Uint8Array
  /** Only where the server tells time by the same clock: then a premature opening is found too. */
  readonly receivedAtMs?: number
}

export interface SeenFrame extends ReceivedFrame {
  readonly kind: 'state' | 'message' | 'nothing'
  readonly sightings: readonly CardSighting[]
  readonly notice: HandNotice
}

/** When a client learned of a hand, in its own order of frames. */
export interface HandSpan {
  /** The previous hand of that desk became known; what is dealt now did not exist before it. */
  readonly fromOrder: number
  /** Another hand followed, or Infinity. */
  readonly endOrder: number
  /** Seat → the first frame that calls it open. */
  readonly openOrders: ReadonlyMap<number, number>
}

/** Everything one client received, decoded, and what it says of the hands. */
export class ClientHistory {
  readonly frames: readonly SeenFrame[]
  readonly spans: ReadonlyMap<string, HandSpan>
  readonly #handsBySeq: ReadonlyMap<string, readonly { seq: number; handId: string }[]>

  constructor(frames: readonly ReceivedFrame[]) {
    const readers = new Map<string, FrameReader>()
    this.frames = frames
      .toSorted((a, b) => a.order - b.order)
      .map((frame) => {
        const reader = readers.get(frame.room) ?? new FrameReader()
        readers.set(frame.room, reader)
        const { kind, value } = reader.read(frame.bytes)
        return { ...frame, kind, sightings: cardsIn(value), notice: handsIn(value) }
      })
    this.#handsBySeq = handsBySeq(this.frames)
    this.spans = this.#spans()
  }

  /** The hand that a part of a message is about, undefined where the client could not know. */
  handOf(origin: { handId?: string; seq?: number }, room: string): string | undefined {
    if (origin.handId !== undefined) return origin.handId
    if (origin.seq === undefined) return undefined
    const { seq } = origin
    return this.#handsBySeq.get(room)?.findLast((known) => known.seq <= seq)?.handId
  }

  #spans(): Map<string, HandSpan> {
    const spans = new Map<
      string,
      { fromOrder: number; endOrder: number; openOrders: Map<number, number> }
    >()
    const latest = new Map<string, { handId: string; order: number }>()
    const spanOf = (handId: string) => {
      const span = spans.get(handId) ?? {
        fromOrder: -Infinity,
        endOrder: Infinity,
        openOrders: new Map<number, number>(),
      }
      spans.set(handId, span)
      return span
    }
    for (const { room, order, notice } of this.frames) {
      for (const { handId } of notice.hands.filter((one) => one.isCurrent)) {
        const before = latest.get(room)
        if (before?.handId === handId) continue
        if (before) spanOf(before.handId).endOrder = order
        spanOf(handId).fromOrder = before?.order ?? -Infinity
        latest.set(room, { handId, order })
      }
      for (const opening of notice.openings) {
        const handId = this.handOf(opening, room)
        if (handId === undefined) continue
        const { openOrders } = spanOf(handId)
        if (!openOrders.has(opening.seat)) openOrders.set(opening.seat, order)
      }
    }
    return spans
  }
}

/** For each room, by ascending `seq`, which hand is the latest from there on. */
function handsBySeq(frames: readonly SeenFrame[]): Map<string, { seq: number; handId: string }[]> {
  const rooms = new Map<string, Map<number, string>>()
  for (const { room, notice } of frames) {
    const known = rooms.get(room) ?? new Map<number, string>()
    for (const { seq, handId } of notice.hands) if (seq !== undefined) known.set(seq, handId)
    rooms.set(room, known)
  }
  return new Map(
    [...rooms].map(([room, known]) => [
      room,
      [...known].map(([seq, handId]) => ({ seq, handId })).sort((a, b) => a.seq - b.seq),
    ]),
  )
}
