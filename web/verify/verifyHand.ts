import type { HandRecord } from '../../src/contract/handRecord.ts'
import { handOf } from './handType.ts'
import { settle } from './settle.ts'
import { dealtTo, seedHashOf, shuffledDeck, type Uniform, uniformOf } from './shuffle.ts'

export type StepName = 'seed' | 'clientSeed' | 'deck' | 'deal' | 'banker' | 'types' | 'settlement'

export interface Step {
  readonly name: StepName
  readonly isRight: boolean
  /** What was computed, for people: one line each. */
  readonly lines: readonly string[]
}

/** What this client saw itself, before and during the hand. */
export interface Witness {
  readonly seedHash?: string
  readonly seat?: number
  readonly clientSeed?: string
  readonly cards?: readonly number[]
}

export interface Verdict {
  readonly isRight: boolean
  readonly steps: readonly Step[]
  readonly deck: readonly number[]
}

/** Recomputes a finished Niu Niu hand from its seeds and compares everything the record says. */
export function verifyHand(record: HandRecord, witness: Witness = {}): Verdict {
  const seats = [...record.seats].sort((a, b) => a.seat - b.seat)
  const uniform = uniformOf(
    record.serverSeed,
    seats.map((seat) => seat.clientSeed),
  )
  const deck = shuffledDeck(uniform)
  const steps = [
    seedStep(record, witness),
    clientSeedStep(record, witness),
    deckStep(deck),
    dealStep(record, deck, witness),
    bankerStep(record, uniform),
    typesStep(record),
    settlementStep(record),
  ]
  return { isRight: steps.every((step) => step.isRight), steps, deck }
}

function seedStep(record: HandRecord, witness: Witness): Step {
  const computed = seedHashOf(record.serverSeed)
  const announced = witness.seedHash || record.seedHash
  const isRight = computed === record.seedHash && announced === record.seedHash
  return { name: 'seed', isRight, lines: [`SHA-256(${record.serverSeed})`, `= ${computed}`] }
}

function clientSeedStep(record: HandRecord, witness: Witness): Step {
  const mine = record.seats.find((seat) => seat.seat === witness.seat)
  const isRight = !mine || !witness.clientSeed || mine.clientSeed === witness.clientSeed
  const lines = record.seats.map(({ seat, clientSeed }) => `#${seat + 1}: ${clientSeed || '—'}`)
  return { name: 'clientSeed', isRight, lines }
}

function deckStep(deck: readonly number[]): Step {
  const isRight = new Set(deck).size === 52
  return { name: 'deck', isRight, lines: [deck.map(textOfCard).join(' ')] }
}

function dealStep(record: HandRecord, deck: readonly number[], witness: Witness): Step {
  const seats = [...record.seats].sort((a, b) => a.seat - b.seat)
  let isRight = true
  const lines = seats.map((seat, k) => {
    const dealt = dealtTo(deck, k)
    const seen = seat.seat === witness.seat ? (witness.cards ?? []) : []
    isRight &&= areEqual(dealt, seat.cards ?? [])
    isRight &&= seen.every((card, i) => card === dealt[i])
    return `#${seat.seat + 1}: ${dealt.map(textOfCard).join(' ')}`
  })
  return { name: 'deal', isRight, lines }
}

/** The highest bid becomes the banker; a tie is drawn by the next uniform number. */
function bankerStep(record: HandRecord, uniform: Uniform): Step {
  const bids = record.seats.map((seat) => ({ seat: seat.seat, bid: Math.max(0, seat.bid ?? 0) }))
  const highest = Math.max(...bids.map(({ bid }) => bid))
  const tied = bids
    .filter(({ bid }) => bid === highest)
    .map(({ seat }) => seat)
    .sort((a, b) => a - b)
  const drawn = tied.length > 1 ? uniform(tied.length) : 0
  const banker = tied[drawn]
  const names = tied.map((seat) => `#${seat + 1}`).join(' ')
  const draw = tied.length > 1 ? [`uniform(${tied.length}) = ${drawn}`] : []
  return {
    name: 'banker',
    isRight: banker === record.bankerSeat,
    lines: [`×${highest}: ${names}`, ...draw, `→ #${(banker ?? -1) + 1}`],
  }
}

function typesStep(record: HandRecord): Step {
  const types = record.seats.map((seat) => ({ seat, type: handOf(seat.cards ?? []).type }))
  return {
    name: 'types',
    isRight: types.every(({ seat, type }) => seat.handType === type),
    lines: types.map(({ seat, type }) => `#${seat.seat + 1}: ${type}`),
  }
}

function settlementStep(record: HandRecord): Step {
  const outcomes = settle({
    baseBet: record.baseBet,
    feePercent: record.feePercent,
    bankerSeat: record.bankerSeat ?? -1,
    seats: [...record.seats]
      .sort((a, b) => a.seat - b.seat)
      .map((seat) => ({
        seat: seat.seat,
        stake: seat.stake,
        cards: seat.cards ?? [],
        bid: Math.max(0, seat.bid ?? 0),
        bet: Math.max(0, seat.bet ?? 0),
      })),
  })
  const isRight = outcomes.every((outcome) => {
    const told = record.seats.find((seat) => seat.seat === outcome.seat)
    return told?.result === outcome.result && told.fee === outcome.fee
  })
  const sum = outcomes.reduce((total, { result }) => total + result, 0)
  const lines = outcomes.map(({ seat, result, fee }) => {
    const sign = result > 0 ? '+' : ''
    return `#${seat + 1}: ${sign}${result}${fee ? ` (−${fee})` : ''}`
  })
  return { name: 'settlement', isRight: isRight && sum === 0, lines: [...lines, `Σ = ${sum}`] }
}

function areEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}

const SUITS = '♦♣♥♠'
const VALUES = ['', 'A', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'J', 'Q', 'K']

/** A card as text, `♠K`. */
export function textOfCard(card: number): string {
  return `${SUITS[card >> 4] ?? '?'}${VALUES[card & 0x0f] ?? '?'}`
}
