import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { beats, handOf } from '../../web/verify/handType.ts'
import { settle } from '../../web/verify/settle.ts'
import { seedHashOf, shuffledDeck, uniformOf } from '../../web/verify/shuffle.ts'

interface ShuffleVector {
  serverSeed: string
  seedHash: string
  clientSeeds: string[]
  deck: number[]
  nextUniform: [number, number][]
}
interface SettlementVector {
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
interface HandsVector {
  a: number[]
  b: number[]
  typeA: number
  typeB: number
  aBeatsB: boolean
}

function vectors<T>(name: string): T[] {
  const url = new URL(`../vectors/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as T[]
}

describe('the verifier of the page', () => {
  it('[PG1] makes the deck and the draws of every shuffle vector', () => {
    const cases = vectors<ShuffleVector>('shuffle')
    assert.ok(cases.length > 0)
    for (const vector of cases) {
      assert.equal(seedHashOf(vector.serverSeed), vector.seedHash)
      const uniform = uniformOf(vector.serverSeed, vector.clientSeeds)
      assert.deepEqual(shuffledDeck(uniform), vector.deck)
      for (const [below, drawn] of vector.nextUniform) assert.equal(uniform(below), drawn)
    }
  })

  it('[PG1] names the types and compares the hands of every hands vector', () => {
    const cases = vectors<HandsVector>('hands')
    assert.ok(cases.length > 0)
    for (const { a, b, typeA, typeB, aBeatsB } of cases) {
      assert.equal(handOf(a).type, typeA, `${a}`)
      assert.equal(handOf(b).type, typeB, `${b}`)
      assert.equal(beats(a, b), aBeatsB, `${a} against ${b}`)
    }
  })

  it('[PG1] settles every settlement vector', () => {
    const cases = vectors<SettlementVector>('settlement')
    assert.ok(cases.length > 0)
    for (const vector of cases) {
      const told = vector.seats.map(({ seat, result, fee }) => ({ seat, result, fee }))
      assert.deepEqual(settle(vector), told)
    }
  })
})
