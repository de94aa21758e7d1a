import type { HandDraft } from '../game.ts'
import { type FairStream, shuffleDeck, uniform } from '../shuffle.ts'
import type { XpnnEvent } from './events.ts'
import { groupOf, handTypeOf } from './handType.ts'
import type { XpnnSettings } from './settings.ts'
import { settle } from './settle.ts'
import { NOT_YET, type XpnnSeat, type XpnnState } from './state.ts'

export type XpnnDraft = HandDraft<XpnnState, XpnnEvent, XpnnSettings>

/** Cards a seat gets, and how many of them its player sees before `open`. */
export const HAND_CARDS = 5
export const FIRST_CARDS = 4

/** The timer of each phase that is the game's. [XP1] */
const TIMER_KINDS: Readonly<Record<string, string>> = {
  bid: 'bid-banker',
  bet: 'bet',
  open: 'open-card',
}

/** [XP2] Deals five cards to each playing seat and asks for the bids. */
export function startBid(draft: XpnnDraft, shuffle: FairStream): void {
  const { deck, stream } = shuffleDeck(shuffle)
  const hands = draft.players.map(({ seat }, order) => ({
    seat,
    cards: deck.slice(order * HAND_CARDS, (order + 1) * HAND_CARDS),
  }))
  draft.emit({ type: 'dealt', hands, stream })
  enter(draft, 'bid', draft.settings.bidSeconds)
}

/** Whether the seat must still act in this phase. */
export function isAwaited(state: XpnnState, phase: string, seat: XpnnSeat): boolean {
  switch (phase) {
    case 'bid':
      return seat.bid === NOT_YET
    case 'bet':
      return seat.bet === NOT_YET && seat.seat !== state.bankerSeat
    case 'open':
      return !seat.isOpen
    default:
      return false
  }
}

/** A seat acts in the present phase; `times` is not used of an opening. */
export function act(draft: XpnnDraft, seat: XpnnSeat, times: number, byDefault: boolean): void {
  const acted = { seat: seat.seat, atMs: draft.nowMs, byDefault }
  if (draft.phase === 'bid') draft.emit({ type: 'bid', times, ...acted })
  else if (draft.phase === 'bet') draft.emit({ type: 'bet', times, ...acted })
  else draft.emit({ type: 'opened', ...shown(seat), ...acted })
}

/** [XP4] What a seat does that does not act: bid 0, bet 1, open. */
export function actByDefault(draft: XpnnDraft, seat: XpnnSeat): void {
  if (!isAwaited(draft.state, draft.phase, seat)) return
  act(draft, seat, draft.phase === 'bet' ? 1 : 0, true)
}

/** The end of the phase's timer: whoever has not acted does so by default. A late timer is nothing. */
export function timeOut(draft: XpnnDraft, kind: string): void {
  if (TIMER_KINDS[draft.phase] !== kind) return
  for (const seat of draft.state.seats) actByDefault(draft, seat)
  advance(draft)
}

/** [XP3] Goes on to the next phase once everybody who must act has acted. */
export function advance(draft: XpnnDraft): void {
  const { state, phase } = draft
  for (const seat of state.seats) if (isAwaited(state, phase, seat)) return
  if (phase === 'bid') startBet(draft)
  else if (phase === 'bet') startOpen(draft)
  else if (phase === 'open') finish(draft)
}

function enter(draft: XpnnDraft, phase: 'bid' | 'bet' | 'open', seconds: number): void {
  draft.enterPhase(phase, { kind: TIMER_KINDS[phase]!, seconds })
  if (phase === 'open') showFifthCards(draft)
  defaultLeaving(draft)
  advance(draft)
}

/** [XP6] Who is about to leave takes its default as soon as a phase begins. */
function defaultLeaving(draft: XpnnDraft): void {
  for (const player of draft.players) {
    if (!player.isLeaving) continue
    const seat = draft.state.seats.find((each) => each.seat === player.seat)
    if (seat) actByDefault(draft, seat)
  }
}

function startBet(draft: XpnnDraft): void {
  chooseBanker(draft)
  enter(draft, 'bet', draft.settings.betSeconds)
}

function startOpen(draft: XpnnDraft): void {
  enter(draft, 'open', draft.settings.openSeconds)
}

/** [XP5] The highest bid is the banker; a tie is drawn from the hand's own stream. */
function chooseBanker(draft: XpnnDraft): void {
  const { seats, stream } = draft.state
  const times = Math.max(...seats.map((seat) => seat.bid))
  const highest = seats.filter((seat) => seat.bid === times).map((seat) => seat.seat)
  if (highest.length === 1) {
    draft.emit({ type: 'banker-chosen', seat: highest[0]!, times, tiedSeats: [], stream })
    return
  }
  const draw = uniform(stream, highest.length)
  const seat = highest[draw.value]!
  draft.emit({ type: 'banker-chosen', seat, times, tiedSeats: highest, stream: draw.stream })
}

function showFifthCards(draft: XpnnDraft): void {
  for (const seat of draft.state.seats) {
    const { cards, ...type } = shown(seat)
    draft.emit({ type: 'fifth-card', seat: seat.seat, card: cards[FIRST_CARDS]!, ...type })
  }
}

function shown({ cards }: XpnnSeat) {
  return { cards, handType: handTypeOf(cards), group: groupOf(cards) }
}

function finish(draft: XpnnDraft): void {
  const { state, players, tier } = draft
  const stakes = new Map(players.map(({ seat, stake }) => [seat, stake]))
  draft.finishHand(
    settle({
      baseBet: tier.baseBet,
      feePercent: tier.feePercent,
      bankerSeat: state.bankerSeat,
      seats: state.seats.map((seat) => ({ ...seat, stake: stakes.get(seat.seat)! })),
    }),
  )
}
