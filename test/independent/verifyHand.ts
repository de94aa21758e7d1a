import { createHash } from 'node:crypto'
import { fairDraws, shuffledDeck } from './fairShuffle.ts'
import { niuTypeOf } from './niuHand.ts'
import { type PlayedAction, type PlayedHand, type PlayedSeat, playedHand } from './playedHand.ts'
import { settleHand } from './settleHand.ts'

const MAX_GOLD = 2n ** 53n - 1n
const PHASES = ['bid', 'bet', 'open'] as const

type Report = (violation: string) => void

/**
 * Checks the public record of a finished Niu Niu hand against the game rules alone. It shares no
 * code with the server, so that a mistake there is not repeated here.
 *
 * @param record the JSON answer of `GET /fair/hands/:handId`
 * @returns one sentence for each violation, empty if the hand is right. A record of the wrong shape
 *   is not recomputed: then the sentences are all about the shape.
 */
export function verifyHand(record: unknown): string[] {
  const violations: string[] = []
  const report: Report = (violation) => violations.push(violation)
  const hand = playedHand(record, report)
  if (!hand || !seatsAreRight(hand, report)) return violations
  checkChance(hand, report)
  checkBets(hand, report)
  checkGold(hand, report)
  checkActions(hand, report)
  return violations
}

/** Who plays; without this the rest has no meaning. */
function seatsAreRight({ seats, bankerSeat }: PlayedHand, report: Report): boolean {
  const wrong: string[] = []
  if (seats.length < 2 || seats.length > 5) wrong.push(`${seats.length} seats play, not 2 to 5`)
  if (seats.some((one, k) => k > 0 && one.seat <= seats[k - 1]!.seat)) {
    wrong.push('the seats are not in ascending order, each once')
  }
  if (new Set(seats.map((one) => one.playerId)).size !== seats.length) {
    wrong.push('a player holds two seats')
  }
  if (!seats.some((one) => one.seat === bankerSeat)) wrong.push('the banker does not play')
  for (const what of wrong) report(`seats: ${what}`)
  return wrong.length === 0
}

/** The seeds decide the cards and, after them, who of the highest bidders is the banker. */
function checkChance(hand: PlayedHand, report: Report): void {
  const hash = createHash('sha256').update(hand.serverSeed, 'hex').digest('hex')
  if (hash !== hand.seedHash.toLowerCase()) report('seedHash: not the SHA-256 of serverSeed')

  const draws = fairDraws(
    hand.serverSeed,
    hand.seats.map((one) => one.clientSeed),
  )
  const deck = shuffledDeck(draws)
  for (const [k, one] of hand.seats.entries()) {
    const dealt = deck.slice(5 * k, 5 * k + 5)
    if (dealt.join() !== one.cards.join()) {
      report(`cards: seat ${one.seat} has ${one.cards}, the seeds deal ${dealt}`)
    }
    const handType = niuTypeOf(one.cards)
    if (one.handType !== handType) {
      report(`handType: seat ${one.seat} holds type ${handType}, recorded is ${one.handType}`)
    }
  }

  const highest = Math.max(...hand.seats.map((one) => one.bid))
  const tied = hand.seats.filter((one) => one.bid === highest)
  const drawn = tied.length === 1 ? 0n : draws.uniform(BigInt(tied.length))
  const banker = tied[Number(drawn)]!.seat
  if (hand.bankerSeat !== banker) {
    report(`banker: seat ${banker} is, with the bid ${highest}; recorded is ${hand.bankerSeat}`)
  }
}

function checkBets({ seats, bankerSeat }: PlayedHand, report: Report): void {
  for (const { seat, bet } of seats) {
    if (seat === bankerSeat && bet !== 0) report(`bet: the banker, seat ${seat}, has bet ${bet}`)
    if (seat !== bankerSeat && bet === 0) report(`bet: seat ${seat} has not bet 1 to 5`)
  }
}

function checkGold(hand: PlayedHand, report: Report): void {
  const { seats, bankerSeat, baseBet, feePercent } = hand
  const sum = seats.reduce((total, one) => total + one.result, 0n)
  if (sum !== 0n) report(`results: they sum to ${sum}, not to zero`)
  const settled = settleHand(seats, bankerSeat, baseBet, feePercent)
  for (const one of seats) {
    const { result, fee } = settled.get(one.seat)!
    if (one.result !== result) {
      report(`result: seat ${one.seat} is due ${result}, recorded is ${one.result}`)
    }
    if (one.fee !== fee) report(`fee: seat ${one.seat} owes ${fee}, recorded is ${one.fee}`)
    const stakeAfter = one.stake + one.result - one.fee
    if (stakeAfter < 0n || stakeAfter > MAX_GOLD) {
      report(`stake: seat ${one.seat} would hold ${stakeAfter} afterwards`)
    }
  }
}

function checkActions(hand: PlayedHand, report: Report): void {
  const { actions, startedAtMs, endedAtMs } = hand
  if (endedAtMs < startedAtMs) report('times: the hand ends before it starts')
  for (const [k, action] of actions.entries()) {
    if (action.atMs < startedAtMs || action.atMs > endedAtMs) {
      report(`times: action ${k} is outside the hand`)
    }
    const before = actions[k - 1]
    if (before && action.atMs < before.atMs) report(`times: action ${k} is earlier than the last`)
    if (before && phaseOf(action) < phaseOf(before)) {
      report(`actions: action ${k} is a ${action.type} after a ${before.type}`)
    }
    if (!hand.seats.some((one) => one.seat === action.seat)) {
      report(`actions: action ${k} is of seat ${action.seat}, which does not play`)
    }
  }
  for (const one of hand.seats) checkActionsOf(one, hand, report)
}

/** Each seat bids once, bets once unless it is the banker, and opens once. */
function checkActionsOf(one: PlayedSeat, hand: PlayedHand, report: Report): void {
  const decided = { bid: one.bid, bet: one.bet, open: null }
  for (const type of PHASES) {
    const made = hand.actions.filter((action) => action.seat === one.seat && action.type === type)
    const expected = type === 'bet' && one.seat === hand.bankerSeat ? 0 : 1
    if (made.length !== expected) {
      report(`actions: seat ${one.seat} has ${made.length} of ${type}, not ${expected}`)
    }
    for (const { value } of made) {
      const due = decided[type]
      if (due !== null && value !== due) {
        report(`actions: seat ${one.seat} has the ${type} ${due}, its action says ${value}`)
      }
    }
  }
}

function phaseOf(action: PlayedAction): number {
  return (PHASES as readonly string[]).indexOf(action.type)
}
