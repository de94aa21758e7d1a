import { ClientHistory, type ReceivedFrame, type SeenFrame } from './ClientHistory.ts'
import { cardRuns, SHORTEST_RUN } from './cardRuns.ts'

export type { ReceivedFrame } from './ClientHistory.ts'
export { cardRuns } from './cardRuns.ts'
export { type CardSighting, cardsIn } from './cardsIn.ts'

/** What is needed of a hand record to know which card is whose, and when it was opened. */
export interface DealtHand {
  readonly handId: string
  readonly startedAtMs: number
  readonly seats: readonly {
    readonly seat: number
    readonly playerId: number
    readonly cards: readonly number[]
  }[]
  readonly actions: readonly {
    readonly atMs: number
    readonly seat: number
    readonly type: string
  }[]
}

/** A frame from which a client could learn a card of another seat before it was opened. */
export interface Leak {
  readonly playerId: number
  readonly room: string
  readonly order: number
  readonly handId: string
  readonly seat: number
  readonly cards: readonly number[]
  /** The path in the decoded message, or the encoding and the offset in the frame. */
  readonly how: string
}

/** Two readings of one clock by two programs may differ by a tick or two, a hand lasts seconds. */
const CLOCK_TOLERANCE_MS = 20
/** Nothing that was sent before an opening comes later than this after it. */
const SLOWEST_FRAME_MS = 5000
/** A state that decodes is read by its fields; its bytes are searched again only for what the
 * decoder passed over, which is at least the four cards of a deal. */
const SHORTEST_RUN_IN_STATE = 4

type Visibility = 'not dealt' | 'hidden' | 'own' | 'opened'
type DealtSeat = DealtHand['seats'][number]

/**
 * Looks for cards that reached a client too early, after the hands are over and known. Every frame
 * is examined twice. Decoded, as a client would, any single card in a card field is found, without
 * a wrong alarm: a card is in a deck once and the field's hand is known by `handId` or `seq`. As
 * bytes, runs of cards are found in whatever the client's decoder would not show; see `cardRuns`
 * for how rarely that is wrong. A single card hidden in bytes that do not decode is not found.
 *
 * A card is open to a client from the first frame that calls the seat open or a later hand begun,
 * and, where the frames have times, not before the record says so. Without either it stays hidden.
 */
export class LeakWatch {
  readonly #frames = new Map<number, ReceivedFrame[]>()
  readonly #hands = new Map<string, DealtHand>()

  /** Keeps a frame that a player's client received; a watcher without a seat has an id too. */
  received(playerId: number, frame: ReceivedFrame): void {
    const frames = this.#frames.get(playerId) ?? []
    frames.push(frame)
    this.#frames.set(playerId, frames)
  }

  /** Adds the record of a hand once it is finished. */
  finished(hand: DealtHand): void {
    this.#hands.set(hand.handId, hand)
  }

  /** Every leak in what was received so far of the hands finished so far. */
  leaks(): Leak[] {
    return [...this.#frames].flatMap(([playerId, frames]) =>
      new ClientWatch(playerId, new ClientHistory(frames), this.#hands).leaks(),
    )
  }
}

/** The watch over one client. */
class ClientWatch {
  readonly #playerId: number
  readonly #history: ClientHistory
  readonly #hands: ReadonlyMap<string, DealtHand>

  constructor(playerId: number, history: ClientHistory, hands: ReadonlyMap<string, DealtHand>) {
    this.#playerId = playerId
    this.#history = history
    this.#hands = hands
  }

  leaks(): Leak[] {
    return this.#history.frames.flatMap((frame) =>
      [...this.#hands.values()].flatMap((hand) =>
        hand.seats
          .filter((dealt) => this.#visibility(frame, hand, dealt) === 'hidden')
          .flatMap((dealt) => this.#leaksOf(frame, hand, dealt)),
      ),
    )
  }

  #leaksOf(frame: SeenFrame, hand: DealtHand, dealt: DealtSeat): Leak[] {
    const leak = (cards: readonly number[], how: string): Leak => ({
      playerId: this.#playerId,
      room: frame.room,
      order: frame.order,
      handId: hand.handId,
      seat: dealt.seat,
      cards,
      how,
    })
    const decoded = frame.sightings.flatMap((sighting) => {
      const handId = this.#history.handOf(sighting, frame.room)
      if (handId !== undefined && handId !== hand.handId) return []
      const cards = sighting.cards.filter((card) => dealt.cards.includes(card))
      if (cards.length === 0) return []
      if (handId === undefined && this.#isKnown(sighting.cards, frame)) return []
      return [leak(cards, sighting.path)]
    })
    if (decoded.length > 0) return decoded
    const shortest = frame.kind === 'state' ? SHORTEST_RUN_IN_STATE : SHORTEST_RUN
    return cardRuns(frame.bytes, dealt.cards, shortest)
      .filter((run) => !this.#isKnown(run.cards, frame))
      .map((run) => leak(run.cards, `${run.encoding} at ${run.offset}`))
  }

  /**
   * Whether the cards stand in this order in one hand that the client may see by now: a replay of
   * an earlier hand says nothing about the present one.
   */
  #isKnown(cards: readonly number[], frame: SeenFrame): boolean {
    return [...this.#hands.values()].some((hand) =>
      hand.seats.some((dealt) => {
        const places = cards.map((card) => dealt.cards.indexOf(card))
        const isInOrder = places.every((place, k) => place > (places[k - 1] ?? -1))
        if (!isInOrder) return false
        const visibility = this.#visibility(frame, hand, dealt)
        return visibility === 'own' || visibility === 'opened'
      }),
    )
  }

  #visibility(frame: SeenFrame, hand: DealtHand, dealt: DealtSeat): Visibility {
    const span = this.#history.spans.get(hand.handId)
    const openOrder = span?.openOrders.get(dealt.seat) ?? Number.POSITIVE_INFINITY
    const isTold = frame.order >= Math.min(openOrder, span?.endOrder ?? Number.POSITIVE_INFINITY)

    let isEarly = frame.order < (span?.fromOrder ?? Number.NEGATIVE_INFINITY)
    let isOpen = isTold
    if (frame.receivedAtMs !== undefined) {
      const atMs = frame.receivedAtMs + CLOCK_TOLERANCE_MS
      isEarly ||= atMs < hand.startedAtMs
      // A client at the desk is told of the opening; for others the record's own time has to do.
      const waitMs = isTold || span === undefined ? 0 : SLOWEST_FRAME_MS
      isOpen = atMs >= openedAtMs(hand, dealt.seat) + waitMs
    }
    if (isEarly) return 'not dealt'
    if (dealt.playerId === this.#playerId) return 'own'
    return isOpen ? 'opened' : 'hidden'
  }
}

function openedAtMs(hand: DealtHand, seat: number): number {
  const opened = hand.actions.find((action) => action.type === 'open' && action.seat === seat)
  return opened?.atMs ?? Number.POSITIVE_INFINITY
}
