import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { REFUSALS, type RefusalCode } from '../../src/contract/refusals.ts'
import { mustAct, placeOf, snapshotOf } from '../../web/app/deskSnapshot.ts'
import { coinsFor, goldMoves } from '../../web/app/goldMoves.ts'
import { pictureName } from '../../web/cards/cardNames.ts'
import { en } from '../../web/text/en.ts'
import { REFUSALS_ZH } from '../../web/text/refusalsZh.ts'
import { fill, nameIn, refusalText, signedGold } from '../../web/text/words.ts'
import { zh } from '../../web/text/zh.ts'
import { freshDeck } from '../../web/verify/shuffle.ts'

/** Every text of a dictionary by its path, `say.bid`. */
function texts(part: unknown, path = ''): [string, string][] {
  if (typeof part === 'string') return [[path, part]]
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, value]) => texts(value, path ? `${path}.${key}` : key))
}

const placesOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()

describe('the words of the page', () => {
  it('[PG3] both languages have the same texts with the same places to fill', () => {
    const chinese = new Map(texts(zh))
    const english = new Map(texts(en))
    assert.deepEqual([...english.keys()].sort(), [...chinese.keys()].sort())
    for (const [path, text] of english) {
      assert.deepEqual(placesOf(text), placesOf(chinese.get(path)!), path)
    }
  })

  it('[PG3] every refusal code of the contract has a Chinese sentence', () => {
    const codes = Object.keys(REFUSALS) as RefusalCode[]
    const missing = codes.filter((code) => !/\p{Script=Han}/u.test(REFUSALS_ZH[code] ?? ''))
    assert.deepEqual(missing, [])
    assert.equal(refusalText('desk/full', 'en'), REFUSALS['desk/full'][1])
    assert.equal(refusalText('some/new-code', 'zh', 'a detail'), 'a detail')
  })

  it('takes the part of a name that is in our language', () => {
    assert.equal(nameIn('zh', '平民场 Commoner'), '平民场')
    assert.equal(nameIn('en', '平民场 Commoner'), 'Commoner')
    assert.equal(nameIn('en', 'Commoner'), 'Commoner')
    assert.equal(nameIn('en', '平民场'), '平民场')
  })

  it('writes gold with its sign and fills places', () => {
    assert.deepEqual([1200, -1200, 0].map(signedGold), ['+1,200', '−1,200', '0'])
    assert.equal(fill('{name}: {n}', { name: 'A', n: 3 }), 'A: 3')
  })
})

describe('the desk on the page', () => {
  it('[PG4] puts the viewer at place 0 and the rest clockwise', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((seat) => placeOf(seat, 3, 5)),
      [2, 3, 4, 0, 1],
    )
    assert.equal(placeOf(1, -1, 5), 1)
  })

  it('[PG4] knows who still has to act', () => {
    const seat = (index: number, more: object) => ({
      index,
      status: 'gaming',
      bid: -1,
      bet: -1,
      isOpen: false,
      cards: [0, 0, 0, 0, 0],
      ownCards: [],
      ...more,
    })
    const draw = (phase: string, bankerSeat: number, ...seats: object[]) => {
      const desk = snapshotOf({ phase, bankerSeat, seats, timers: new Map() } as never)
      return desk.seats.map((shown) => (mustAct(desk, shown) ? '!' : '.')).join('')
    }
    assert.equal(
      draw('bid', -1, seat(0, {}), seat(1, { bid: 0 }), seat(2, { status: 'ready' })),
      '!..',
    )
    assert.equal(draw('bet', 0, seat(0, {}), seat(1, {}), seat(2, { bet: 1 })), '.!.')
    assert.equal(draw('open', 0, seat(0, {}), seat(1, { isOpen: true }), seat(2, {})), '!.!')
    assert.equal(draw('end', 0, seat(0, {}), seat(1, {})), '..')
  })

  it('[PG5] lets gold fly from the losers to the banker before it goes to the winners', () => {
    const results = [
      { seat: 0, result: 40 },
      { seat: 1, result: -10 },
      { seat: 2, result: 60 },
      { seat: 3, result: -90 },
      { seat: 4, result: 0 },
    ]
    assert.deepEqual(goldMoves(results, 0), [
      { from: 1, to: 0, amount: 10, wave: 0 },
      { from: 3, to: 0, amount: 90, wave: 0 },
      { from: 0, to: 2, amount: 60, wave: 1 },
    ])
    assert.ok(coinsFor(1_000_000, 10) <= 12)
    assert.ok(coinsFor(10, 10) >= 3)
  })

  it('names a picture for each card of the deck and none for a hidden one', () => {
    const names = freshDeck().map(pictureName)
    assert.equal(new Set(names).size, 52)
    assert.deepEqual([0x01, 0x1a, 0x2b, 0x3d].map(pictureName), ['Da', 'C10', 'Hj', 'Sk'])
    assert.equal(pictureName(0), undefined)
  })
})
