import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { HandRecord } from '../../src/contract/handRecord.ts'
import { handOf } from '../../web/verify/handType.ts'
import { settle } from '../../web/verify/settle.ts'
import { dealtTo, seedHashOf, shuffledDeck, uniformOf } from '../../web/verify/shuffle.ts'
import { verifyHand, type Witness } from '../../web/verify/verifyHand.ts'

const SERVER_SEED = '10d9e9f7a55c6239e86e22389218a0bd93bb3807e94b0f4f98ed04c470696892'

/** A true record: three seats, two of them tied at the highest bid, so that a draw was needed. */
function honestRecord(): HandRecord {
  const clientSeeds = ['mine', '', 'Zz-9_']
  const uniform = uniformOf(SERVER_SEED, clientSeeds)
  const deck = shuffledDeck(uniform)
  const tied = [1, 4]
  const bankerSeat = tied[uniform(tied.length)]!
  const seats = [1, 2, 4].map((seat, k) => ({
    seat,
    playerId: 100 + seat,
    stake: 10_000,
    clientSeed: clientSeeds[k]!,
    cards: dealtTo(deck, k),
    handType: handOf(dealtTo(deck, k)).type,
    bid: seat === 2 ? 0 : 3,
    bet: seat === bankerSeat ? 0 : 2,
  }))
  const table = { baseBet: 10, feePercent: 5, bankerSeat, seats }
  const outcomes = settle(table)
  return {
    handId: 'h-1',
    game: 'xpnn',
    tierId: 10_101,
    baseBet: 10,
    feePercent: 5,
    startedAtMs: 1,
    endedAtMs: 2,
    seedHash: seedHashOf(SERVER_SEED),
    serverSeed: SERVER_SEED,
    bankerSeat,
    seats: seats.map((seat, k) => ({
      ...seat,
      result: outcomes[k]!.result,
      fee: outcomes[k]!.fee,
    })),
    actions: [],
  }
}

/** The names of the steps that found something wrong. */
function wrongSteps(record: HandRecord, witness?: Witness): string[] {
  return verifyHand(record, witness)
    .steps.filter((step) => !step.isRight)
    .map((step) => step.name)
}

function changed(change: (record: HandRecord) => void): HandRecord {
  const record = structuredClone(honestRecord())
  change(record)
  return record
}

describe('the verification of a hand', () => {
  it('[PG1] finds an honest hand right in every step', () => {
    const record = honestRecord()
    const mine = record.seats[0]!
    const witness = {
      seedHash: record.seedHash,
      seat: mine.seat,
      clientSeed: 'mine',
      cards: mine.cards!,
    }
    assert.deepEqual(wrongSteps(record, witness), [])
    assert.equal(verifyHand(record, witness).isRight, true)
  })

  it('[PG2] finds a server seed that was not the announced one', () => {
    const witness = { seedHash: 'ab'.repeat(32) }
    assert.deepEqual(wrongSteps(honestRecord(), witness), ['seed'])
  })

  it('[PG2] finds a client seed that was left out', () => {
    assert.deepEqual(wrongSteps(honestRecord(), { seat: 1, clientSeed: 'other' }), ['clientSeed'])
  })

  it('[PG2] finds a card that was exchanged', () => {
    const record = changed(({ seats }) => {
      const cards = seats[0]!.cards!
      cards[4] = cards[4]! === 0x01 ? 0x02 : 0x01
    })
    assert.ok(wrongSteps(record).includes('deal'))
  })

  it('[PG2] finds cards that differ from those the player saw', () => {
    const seen = [0x3d, 0x3c, 0x3b, 0x3a]
    assert.deepEqual(wrongSteps(honestRecord(), { seat: 1, cards: seen }), ['deal'])
  })

  it('[PG2] finds a banker whom the draw did not choose', () => {
    const record = changed((it) => {
      it.bankerSeat = it.bankerSeat === 1 ? 4 : 1
    })
    assert.ok(wrongSteps(record).includes('banker'))
  })

  it('[PG2] finds a hand type, a result or a fee that is not by the rules', () => {
    const type = changed(({ seats }) => {
      seats[1]!.handType = (seats[1]!.handType! + 1) % 13
    })
    assert.deepEqual(wrongSteps(type), ['types'])
    const result = changed(({ seats }) => {
      seats[1]!.result += 1
    })
    assert.deepEqual(wrongSteps(result), ['settlement'])
    const fee = changed(({ seats }) => {
      seats[2]!.fee += 1
    })
    assert.deepEqual(wrongSteps(fee), ['settlement'])
  })
})
