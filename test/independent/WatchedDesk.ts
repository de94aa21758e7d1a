import { getMessageBytes, Protocol } from '@colyseus/core'
import { Encoder, Reflection, type SchemaType, StateView, schema, t } from '@colyseus/schema'
import type { HandRecordJson } from './handRecords.ts'
import type { LeakWatch } from './seenCards.ts'

const SeatState = schema(
  {
    index: t.uint8(),
    isOpen: t.boolean(),
    cards: t.array('uint8'),
    ownCards: t.array('uint8').view(),
  },
  'IndependentSeatState',
)
const DeskState = schema(
  { phase: t.string(), handId: t.string(), seq: t.number(), seats: t.array(SeatState) },
  'IndependentDeskState',
)

const ROOM = 'desk'

/**
 * A desk of nothing but state and frames: it encodes as the room framework does, and whoever tests
 * the watch may make it say too much. Every frame goes to the watch, none over a network.
 */
export class WatchedDesk {
  readonly hand: HandRecordJson
  readonly #watch: LeakWatch
  readonly #state = new DeskState()
  readonly #encoder = new Encoder(this.#state)
  readonly #views = new Map<number, StateView>()
  #order = 0
  /** What frames are stamped with; without it they have no time. */
  nowMs: number | undefined

  constructor(watch: LeakWatch, hand: HandRecordJson) {
    this.#watch = watch
    this.hand = hand
    this.#state.assign({ phase: 'ready', seq: 0, handId: '' })
    for (const { seat } of hand.seats) {
      const state = new SeatState()
      state.assign({ index: seat, isOpen: false })
      this.#state.seats.push(state)
    }
  }

  /** Joins, or joins again; a player with a seat sees what is its own. */
  join(playerId: number, isAgain = false): void {
    const view = this.#views.get(playerId) ?? new StateView()
    const own = this.hand.seats.findIndex((one) => one.playerId === playerId)
    if (own !== -1 && !this.#views.has(playerId)) view.add(this.#state.seats[own]!)
    this.#views.set(playerId, view)
    const description = isAgain ? undefined : Reflection.encode(this.#encoder)
    this.frame(playerId, getMessageBytes[Protocol.JOIN_ROOM]('token', 'schema', description))
    const place = { offset: 1 }
    this.#encoder.encodeAll(place)
    const whole = this.#encoder.encodeAllView(view, place.offset, place)
    this.frame(playerId, [Protocol.ROOM_STATE, ...whole.subarray(1)])
  }

  /** The state of one seat, to be changed before `patch`. */
  seat(place: number): SchemaType<typeof SeatState> {
    return this.#state.seats[place]!
  }

  /** Lets one viewer see a seat's own cards: the mistake a view makes most easily. */
  showTo(playerId: number, place: number): void {
    this.#views.get(playerId)!.add(this.seat(place))
  }

  deal(): void {
    this.#state.assign({ phase: 'bid', handId: this.hand.handId, seq: this.#state.seq + 1 })
    for (const [place, { cards }] of this.hand.seats.entries()) {
      this.seat(place).cards.push(0, 0, 0, 0, 0)
      this.seat(place).ownCards.push(...cards.slice(0, 4))
    }
    this.patch()
  }

  dealFifth(): void {
    this.#state.phase = 'open'
    for (const [place, { cards }] of this.hand.seats.entries()) {
      this.seat(place).ownCards.push(cards[4]!)
    }
    this.patch()
  }

  open(place: number): void {
    const { seat, cards, handType } = this.hand.seats[place]!
    this.seat(place).isOpen = true
    for (const [k, card] of cards.entries()) this.seat(place).cards[k] = card
    this.#state.seq += 1
    this.patch()
    this.pushToAll({ type: 'opened', seat, cards, handType, group: [] })
  }

  /** Ends the hand: nothing of it stays, and the next one has an id. */
  begin(handId: string): void {
    this.#state.assign({ phase: 'bid', handId, seq: this.#state.seq + 1 })
    for (const seat of this.#state.seats) {
      seat.isOpen = false
      seat.cards.clear()
      seat.ownCards.clear()
    }
    this.patch()
  }

  /** Loses the connection: no frames until the player joins again. */
  drop(playerId: number): void {
    this.#views.get(playerId)!.dispose()
    this.#views.delete(playerId)
  }

  patch(): void {
    const place = { offset: 1 }
    this.#encoder.encode(place)
    const shared = place.offset
    for (const [playerId, view] of this.#views) {
      const bytes = this.#encoder.encodeView(view, shared, place)
      this.frame(playerId, [Protocol.ROOM_STATE_PATCH, ...bytes.subarray(1)])
    }
    this.#encoder.discardChanges()
  }

  pushToAll(event: Readonly<Record<string, unknown>>): void {
    for (const playerId of this.#views.keys()) this.push(playerId, event)
  }

  push(playerId: number, event: Readonly<Record<string, unknown>>): void {
    const message = { seq: this.#state.seq, ...event }
    this.frame(playerId, getMessageBytes.raw(Protocol.ROOM_DATA, 'desk/event', message))
  }

  /** Answers a request; status 0 is an answer, 1 a refusal, 2 a fault. */
  answer(playerId: number, answer: unknown, status = 0): void {
    this.frame(playerId, getMessageBytes[Protocol.ROOM_RESPONSE](200, status, answer))
  }

  frame(playerId: number, bytes: Iterable<number>): void {
    this.#order += 1
    this.#watch.received(playerId, {
      order: this.#order,
      room: ROOM,
      bytes: Uint8Array.from(bytes),
      ...(this.nowMs === undefined ? {} : { receivedAtMs: this.nowMs }),
    })
  }
}
