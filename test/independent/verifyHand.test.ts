import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fairDraws, shuffledDeck } from './fairShuffle.ts'
import { type HandRecordJson, plainHand, shortBankerHand } from './handRecords.ts'
import { niuTypeOf, strengthOf } from './niuHand.ts'
import { settleHand } from './settleHand.ts'
import { verifyHand } from './verifyHand.ts'

interface ShuffleCase {
  serverSeed: string
  seedHash: string
  clientSeeds: string[]
  deck: number[]
  nextUniform: [below: number, drawn: number][]
}

interface HandsCase {
  a: number[]
  b: number[]
  typeA: number
  typeB: number
  aBeatsB: boolean
}

interface SettlementCase {
  baseBet: number
  feePercent: number
  bankerSeat: number
  seats: {
    seat: number
    stake: number
    cards: number[]
    bid: number
    bet: number
    handType: number
    result: number
    fee: number
  }[]
}

function vectors<Case>(name: string): Case[] {
  const cases: Case[] = JSON.parse(
    readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'),
  )
  assert.ok(cases.length > 0, `${name}.json holds no case`)
  return cases
}

describe('the independent rules agree with the vectors', () => {
  test('[independent] the seeds give the deck of the vectors and the draws after it', () => {
    for (const one of vectors<ShuffleCase>('shuffle')) {
      const hash = createHash('sha256').update(Buffer.from(one.serverSeed, 'hex')).digest('hex')
      assert.equal(hash, one.seedHash)
      const draws = fairDraws(one.serverSeed, one.clientSeeds)
      assert.deepEqual(shuffledDeck(draws), one.deck)
      const drawn = one.nextUniform.map(([below]) => [below, Number(draws.uniform(BigInt(below)))])
      assert.deepEqual(drawn, one.nextUniform)
    }
  })

  test('[independent] hand types and comparisons are those of the vectors', () => {
    for (const { a, b, typeA, typeB, aBeatsB } of vectors<HandsCase>('hands')) {
      assert.equal(niuTypeOf(a), typeA, `type of ${a}`)
      assert.equal(niuTypeOf(b), typeB, `type of ${b}`)
      assert.equal(strengthOf(a) > strengthOf(b), aBeatsB, `${a} against ${b}`)
    }
  })

  test('[independent] every settlement of the vectors comes out to the unit', () => {
    for (const { baseBet, feePercent, bankerSeat, seats } of vectors<SettlementCase>(
      'settlement',
    )) {
      const settled = settleHand(
        seats.map((one) => ({ ...one, stake: BigInt(one.stake) })),
        bankerSeat,
        BigInt(baseBet),
        BigInt(feePercent),
      )
      for (const { seat, cards, handType, result, fee } of seats) {
        assert.equal(niuTypeOf(cards), handType)
        assert.deepEqual(settled.get(seat), { result: BigInt(result), fee: BigInt(fee) })
      }
    }
  })
})

describe('a right hand', () => {
  test('[independent] a hand with a tied bid has no violation', () => {
    assert.deepEqual(verifyHand(plainHand()), [])
  })

  test('[independent] a hand with a banker who cannot pay all has no violation', () => {
    assert.deepEqual(verifyHand(shortBankerHand()), [])
  })

  test('[independent] fields the contract does not name are allowed', () => {
    const hand = plainHand()
    const [action, ...rest] = hand.actions
    const longer = { ...hand, actions: [{ ...action, isDefault: true }, ...rest], deskId: 'abc' }
    assert.deepEqual(verifyHand(longer), [])
  })
})

type Spoil = (hand: HandRecordJson) => unknown

/** Each row spoils the plain hand; the pattern is the violation that must be found. */
const SPOILED: readonly [what: string, spoil: Spoil, found: RegExp][] = [
  ['no id', (h) => Reflect.deleteProperty(h, 'handId'), /^shape: record\.handId/],
  ['another game', (h) => (h.game = 'ddz'), /^shape: record\.game/],
  ['a tier of none', (h) => (h.tierId = 0), /^shape: record\.tierId/],
  ['half a unit as base bet', (h) => (h.baseBet = 0.5), /^shape: record\.baseBet/],
  ['a fee above 100 %', (h) => (h.feePercent = 101), /^shape: record\.feePercent/],
  ['a start as text', (h) => Object.assign(h, { startedAtMs: 'now' }), /^shape: record\.startedAt/],
  ['a short hash', (h) => (h.seedHash = h.seedHash.slice(2)), /^shape: record\.seedHash/],
  ['a seed not in hex', (h) => (h.serverSeed = 'z'.repeat(64)), /^shape: record\.serverSeed/],
  ['seats as a map', (h) => Object.assign(h, { seats: {} }), /^shape: record\.seats/],
  ['actions missing', (h) => Reflect.deleteProperty(h, 'actions'), /^shape: record\.actions/],
  ['a seat of null', (h) => h.seats.splice(1, 1, null as never), /^shape: seats\[1\] is not an/],
  ['player 0', (h) => (h.seats[0]!.playerId = 0), /^shape: seats\[0\]\.playerId/],
  ['a stake below zero', (h) => (h.seats[0]!.stake = -1), /^shape: seats\[0\]\.stake/],
  ['a stake above 2^53 − 1', (h) => (h.seats[0]!.stake = 2 ** 53), /^shape: seats\[0\]\.stake/],
  ['a client seed with a bar', (h) => (h.seats[1]!.clientSeed = 'a|b'), /\.clientSeed/],
  ['four cards', (h) => h.seats[0]!.cards.pop(), /^shape: seats\[0\]\.cards is not five/],
  ['a hidden card', (h) => (h.seats[0]!.cards[4] = 0), /^shape: seats\[0\]\.cards is not five/],
  ['a card of no suit', (h) => (h.seats[0]!.cards[4] = 0x41), /^shape: seats\[0\]\.cards/],
  ['a bid of 5', (h) => (h.seats[2]!.bid = 5), /^shape: seats\[2\]\.bid/],
  ['a bet of 6', (h) => (h.seats[1]!.bet = 6), /^shape: seats\[1\]\.bet/],
  ['a hand type of 13', (h) => (h.seats[1]!.handType = 13), /^shape: seats\[1\]\.handType/],
  ['a fee below zero', (h) => (h.seats[1]!.fee = -1), /^shape: seats\[1\]\.fee/],
  ['an unknown action', (h) => (h.actions[0]!.type = 'fold'), /^shape: actions\[0\]\.type/],
  ['a value as text', (h) => (h.actions[0]!.value = '1' as never), /^shape: actions\[0\]\.value/],

  ['one seat alone', (h) => h.seats.splice(0, 2), /^seats: 1 seats play/],
  ['a seat twice', (h) => (h.seats[1]!.seat = 0), /^seats: .*ascending/],
  ['seats in disorder', (h) => h.seats.reverse(), /^seats: .*ascending/],
  ['a player twice', (h) => (h.seats[1]!.playerId = 1001), /^seats: a player holds two/],
  ['a banker elsewhere', (h) => (h.bankerSeat = 4), /^seats: the banker does not play/],

  ['another server seed', (h) => (h.serverSeed = '00'.repeat(32)), /^seedHash:/],
  ['another hash', (h) => (h.seedHash = '11'.repeat(32)), /^seedHash:/],
  ['another client seed', (h) => (h.seats[1]!.clientSeed = 'River'), /^cards: seat 0/],
  ['a client seed withheld', (h) => (h.seats[2]!.clientSeed = ''), /^cards: seat 3/],
  ['two cards in the other order', (h) => h.seats[0]!.cards.reverse(), /^cards: seat 0/],
  ['a better card', (h) => (h.seats[1]!.cards[4] = 0x3d), /^cards: seat 2/],
  ['hands exchanged', swapHands, /^cards: seat 2/],
  ['another hand type', (h) => (h.seats[1]!.handType = 7), /^handType: seat 2 holds type 6/],
  ['the other of the tied as banker', (h) => moveBanker(h, 0), /^banker: seat 3 is/],
  ['a low bid as banker', (h) => moveBanker(h, 2), /^banker: seat 3 is/],
  ['a higher bid passed over', (h) => setBid(h, 1, 4), /^banker: seat 2 is/],
  ['a banker who bets', (h) => (h.seats[2]!.bet = 1), /^bet: the banker/],
  ['a seat that has not bet', (h) => (h.seats[0]!.bet = 0), /^bet: seat 0 has not/],

  ['gold from nowhere', (h) => (h.seats[1]!.result += 1), /^results: they sum to 1,/],
  ['a unit moved over', (h) => moveGold(h, 1, 2, 1), /^result: seat 2 is due 1200/],
  ['a loss forgiven', (h) => moveGold(h, 2, 0, 600), /^result: seat 0 is due -600/],
  ['a fee not taken', (h) => (h.seats[1]!.fee = 0), /^fee: seat 2 owes 60/],
  ['a fee of the loser', (h) => (h.seats[0]!.fee = 30), /^fee: seat 0 owes 0/],
  ['another fee percent', (h) => (h.feePercent = 6), /^fee: seat 2 owes 72/],
  ['another base bet', (h) => (h.baseBet = 200), /^result: seat 0 is due -1200/],
  [
    'a stake smaller than the loss',
    (h) => (h.seats[0]!.stake = 500),
    /^result: seat 0 is due -500/,
  ],
  ['more than all gold', (h) => (h.seats[1]!.stake = 2 ** 53 - 1000), /^stake: seat 2 would hold/],

  ['an end before the start', (h) => (h.endedAtMs = h.startedAtMs - 1), /^times: the hand ends/],
  [
    'an action too early',
    (h) => (h.actions[0]!.atMs = h.startedAtMs - 1),
    /^times: action 0 is out/,
  ],
  ['an action too late', (h) => (h.actions[7]!.atMs = h.endedAtMs + 1), /^times: action 7 is out/],
  ['actions not in time order', (h) => (h.actions[1]!.atMs -= 300), /^times: action 1 is earlier/],
  ['a bet before the bids', betBeforeBids, /^actions: action 3 is a bid after a bet/],
  ['an open before the bets', openBeforeBets, /^actions: action 5 is a bet after a open/],
  ['an action of nobody', (h) => (h.actions[0]!.seat = 4), /^actions: action 0 is of seat 4/],
  ['a bid missing', (h) => h.actions.splice(0, 1), /^actions: seat 2 has 0 of bid/],
  [
    'a bid twice',
    (h) => h.actions.splice(1, 0, { ...h.actions[0]! }),
    /^actions: seat 2 has 2 of b/,
  ],
  ['a bet missing', (h) => h.actions.splice(4, 1), /^actions: seat 2 has 0 of bet/],
  ['a bet of the banker', bankerBets, /^actions: seat 3 has 1 of bet, not 0/],
  ['an open missing', (h) => h.actions.pop(), /^actions: seat 2 has 0 of open/],
  ['an open twice', (h) => h.actions.push({ ...h.actions[7]! }), /^actions: seat 2 has 2 of open/],
  ['a bid other than recorded', (h) => (h.actions[1]!.value = 2), /^actions: seat 0 has the bid 3/],
  ['a bet other than recorded', (h) => (h.actions[4]!.value = 5), /^actions: seat 2 has the bet 4/],
]

describe('a spoiled hand', () => {
  for (const [what, spoil, found] of SPOILED) {
    test(`[independent] finds ${what}`, () => {
      const hand = plainHand()
      spoil(hand)
      assert.notDeepEqual(hand, plainHand(), 'nothing was spoiled')
      const violations = verifyHand(hand)
      assert.ok(
        violations.some((violation) => found.test(violation)),
        `${found} is not in ${JSON.stringify(violations, null, 1)}`,
      )
    })
  }

  for (const nothing of [null, undefined, 'hand', 7, []]) {
    test(`[independent] finds that ${JSON.stringify(nothing)} is no record`, () => {
      assert.deepEqual(verifyHand(nothing), ['shape: record is not an object'])
    })
  }

  test('[independent] finds a left-over unit that went to the wrong winner', () => {
    const hand = shortBankerHand()
    moveGold(hand, 1, 2, 1)
    assert.deepEqual(verifyHand(hand), [
      'result: seat 1 is due 11077, recorded is 11076',
      'result: seat 2 is due 1846, recorded is 1847',
    ])
  })

  test('[independent] finds a short banker who kept part of his stake', () => {
    const hand = shortBankerHand()
    moveGold(hand, 4, 3, 77)
    assert.match(verifyHand(hand).join('\n'), /^result: seat 3 is due -4000, recorded is -3923$/m)
  })
})

function moveGold(hand: HandRecordJson, from: number, to: number, units: number): void {
  hand.seats[from]!.result -= units
  hand.seats[to]!.result += units
}

function swapHands(hand: HandRecordJson): void {
  const [first, second] = hand.seats
  ;[first!.cards, second!.cards] = [second!.cards, first!.cards]
}

/** Makes another seat the banker with bets and actions that fit, so that only the draw is wrong. */
function moveBanker(hand: HandRecordJson, bankerSeat: number): void {
  const before = hand.seats.find((one) => one.seat === hand.bankerSeat)!
  const after = hand.seats.find((one) => one.seat === bankerSeat)!
  hand.bankerSeat = bankerSeat
  ;[before.bet, after.bet] = [after.bet, 0]
  const bet = hand.actions.find((one) => one.type === 'bet' && one.seat === bankerSeat)!
  bet.seat = before.seat
}

function setBid(hand: HandRecordJson, place: number, times: number): void {
  const one = hand.seats[place]!
  one.bid = times
  hand.actions.find((action) => action.type === 'bid' && action.seat === one.seat)!.value = times
}

/** Exchanges what was done at two places of the list and leaves the times in order. */
function exchange(hand: HandRecordJson, first: number, second: number): void {
  const [a, b] = [hand.actions[first]!, hand.actions[second]!]
  hand.actions[first] = { ...b, atMs: a.atMs }
  hand.actions[second] = { ...a, atMs: b.atMs }
}

function betBeforeBids(hand: HandRecordJson): void {
  exchange(hand, 2, 3)
}

function openBeforeBets(hand: HandRecordJson): void {
  exchange(hand, 4, 5)
}

function bankerBets(hand: HandRecordJson): void {
  hand.actions.splice(5, 0, { ...hand.actions[4]!, seat: hand.bankerSeat })
}
