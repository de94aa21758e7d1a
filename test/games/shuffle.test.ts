import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { DECK } from '../../src/games/cards.ts'
import {
  type FairStream,
  hashSeed,
  openStream,
  shuffleDeck,
  uniform,
} from '../../src/games/shuffle.ts'
import { shuffleVectors } from './vectors.ts'

const SEED = '0123456789abcdef'.repeat(4)

/** The words of a stream by the library's own HMAC, as the rule is written. */
function* wordsOf(key: string): Generator<number> {
  for (let counter = 0; ; counter++) {
    const block = Buffer.alloc(4)
    block.writeUInt32BE(counter)
    const bytes = createHmac('sha256', Buffer.from(key, 'hex')).update(block).digest()
    for (let at = 0; at < 32; at += 4) yield bytes.readUInt32BE(at)
  }
}

/** A stream whose next word is w, found by reading on; for words that a rule treats differently. */
function positionOf(key: string, isSought: (word: number) => boolean): number {
  let position = 0
  for (const word of wordsOf(key)) {
    if (isSought(word)) return position
    position += 1
  }
  throw new Error('a stream has no end')
}

/** Pearson's statistic of counts that should all be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

describe('fair shuffle', () => {
  for (const [index, vector] of shuffleVectors.entries()) {
    test(`[FS5] vector ${index}: hash, deck and the draws after it`, () => {
      assert.equal(hashSeed(vector.serverSeed), vector.seedHash)
      const shuffled = shuffleDeck(openStream(vector.serverSeed, vector.clientSeeds))
      assert.deepEqual(shuffled.deck, vector.deck)
      let stream = shuffled.stream
      for (const [n, value] of vector.nextUniform) {
        const draw = uniform(stream, n)
        assert.equal(draw.value, value)
        stream = draw.stream
      }
    })
  }

  test('[FS1] the seed hash is the SHA-256 of the 32 bytes, not of their hex', () => {
    const expected = createHash('sha256').update(Buffer.from(SEED, 'hex')).digest('hex')
    assert.equal(hashSeed(SEED), expected)
  })

  test('[FS1] a server seed that is not 32 bytes in hex is refused, not cut short', () => {
    for (const bad of ['', 'ab', SEED.slice(1), `${SEED}00`, SEED.replace('0', 'x'), ` ${SEED}`]) {
      assert.throws(() => hashSeed(bad), RangeError)
      assert.throws(() => openStream(bad, []), RangeError)
    }
  })

  test('[FS2] the key is the HMAC of the client seeds in order, joined by |', () => {
    const seeds = fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{0,64}$/), { maxLength: 5 })
    fc.assert(
      fc.property(seeds, (clientSeeds) => {
        const expected = createHmac('sha256', Buffer.from(SEED, 'hex'))
          .update(`parlor/shuffle/v1|${clientSeeds.join('|')}`)
          .digest('hex')
        assert.deepEqual(openStream(SEED, clientSeeds), { key: expected, position: 0 })
      }),
    )
  })

  test('[FS3] the stream is the HMAC of a counter, read as big-endian words', () => {
    let stream = openStream(SEED, ['a', 'b'])
    const words = wordsOf(stream.key)
    for (let index = 0; index < 100; index++) {
      const draw = uniform(stream, 2 ** 32)
      assert.equal(draw.value, words.next().value)
      assert.equal(draw.stream.position, index + 1)
      stream = draw.stream
    }
  })

  test('[FS4] words of the incomplete last multiple are skipped', () => {
    // Below 3 × 2^30 every fourth word is skipped; there are enough of both kinds in any stream.
    const n = 3 * 2 ** 30
    const { key } = openStream(SEED, [])
    const words = wordsOf(key)
    let stream: FairStream = { key, position: 0 }
    let skipped = 0
    for (let draws = 0; draws < 200; draws++) {
      const draw = uniform(stream, n)
      let word = words.next().value!
      while (word >= n) {
        skipped += 1
        word = words.next().value!
      }
      assert.equal(draw.value, word % n)
      stream = draw.stream
    }
    assert.ok(skipped > 20)
    assert.equal(stream.position, 200 + skipped)
  })

  test('[FS4] the very first word of the incomplete multiple is skipped, the last before it is not', () => {
    const { key } = openStream(SEED, ['edge'])
    const position = positionOf(key, (word) => word > 2 ** 31)
    const word = [...take(wordsOf(key), position + 1)].at(-1)!
    // n = word: one whole multiple below 2^32, and the word is just behind it.
    assert.equal(uniform({ key, position }, word).stream.position > position + 1, true)
    assert.deepEqual(uniform({ key, position }, word + 1), {
      value: word,
      stream: { key, position: position + 1 },
    })
  })

  test('[FS4] n is a whole number of 1 … 2^32', () => {
    const stream = openStream(SEED, [])
    for (const n of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1]) {
      assert.throws(() => uniform(stream, n), RangeError)
    }
    assert.equal(uniform(stream, 1).value, 0)
  })

  test('[FS5] a shuffle swaps from the last place down by successive draws', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), (position) => {
        const start = { key: openStream(SEED, []).key, position }
        const deck = [...DECK]
        let stream: FairStream = start
        for (let place = 51; place >= 1; place--) {
          const draw = uniform(stream, place + 1)
          stream = draw.stream
          ;[deck[place], deck[draw.value]] = [deck[draw.value]!, deck[place]!]
        }
        assert.deepEqual(shuffleDeck(start), { deck, stream })
      }),
    )
  })

  test('[FS6] the deck begins with the ace of diamonds and goes suit by suit', () => {
    const row = (first: number) => Array.from({ length: 13 }, (_, index) => first + index)
    assert.deepEqual(DECK, [...row(0x01), ...row(0x11), ...row(0x21), ...row(0x31)])
  })

  test('[FS5] a shuffle leaves the deck it was given as it was, also another one', () => {
    const deck = Object.freeze([7, 8, 9])
    const shuffled = shuffleDeck(openStream(SEED, []), deck)
    assert.deepEqual(shuffled.deck.toSorted(), [7, 8, 9])
    assert.equal(shuffled.stream.position, 2)
  })

  test('[FS7] a stream survives JSON and is read on where it stood', () => {
    const { stream } = shuffleDeck(openStream(SEED, ['x']))
    const copy = JSON.parse(JSON.stringify(stream)) as FairStream
    assert.deepEqual(uniform(copy, 5), uniform(stream, 5))
  })

  test('[FS5] every card comes to every place equally often', () => {
    const shuffles = 20_000
    const counts = DECK.map(() => new Array<number>(52).fill(0))
    let stream = openStream(SEED, ['chi-square'])
    for (let round = 0; round < shuffles; round++) {
      const shuffled = shuffleDeck(stream)
      stream = shuffled.stream
      for (const [place, card] of shuffled.deck.entries()) {
        counts[place]![(card >> 4) * 13 + (card & 15) - 1]! += 1
      }
    }
    const statistic = chiSquare(counts.flat())
    // Each shuffle fills every place and uses every card once: 51 × 51 degrees of freedom, scaled by
    // 52 / 51, so mean 2652 and deviation 74. The seeds are fixed, so this never flickers.
    assert.ok(Math.abs(statistic - 2652) < 4 * 74, `chi-square ${statistic}`)
  })

  test('[FS4] numbers below 5 come equally often', () => {
    const counts = [0, 0, 0, 0, 0]
    let stream = openStream(SEED, ['fives'])
    for (let draws = 0; draws < 20_000; draws++) {
      const draw = uniform(stream, 5)
      counts[draw.value]! += 1
      stream = draw.stream
    }
    // Four degrees of freedom: beyond 23.5 once in ten thousand seeds.
    assert.ok(chiSquare(counts) < 23.5, String(counts))
  })
})

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count
  for (const item of items) {
    if (left-- === 0) return
    yield item
  }
}
