import { createHmac } from 'node:crypto'

const WORDS = 2n ** 32n

/** Draws of the fair shuffle, in the order the seeds fix for ever. */
export interface FairDraws {
  /** The next uniform whole number from 0 to `below` − 1; `below` is 1 to 2^32. */
  uniform(below: bigint): bigint
}

/**
 * Replays the stream of the "Fair shuffle" section of the game rules.
 *
 * @param serverSeed 32 bytes in hex
 * @param clientSeeds one text for each playing seat in ascending order, empty where none was sent
 */
export function fairDraws(serverSeed: string, clientSeeds: readonly string[]): FairDraws {
  const key = createHmac('sha256', Buffer.from(serverSeed, 'hex'))
    .update(['parlor/shuffle/v1', clientSeeds.join('|')].join('|'), 'utf8')
    .digest()
  const words = wordsOf(key)
  return {
    uniform(below) {
      const accepted = WORDS - (WORDS % below)
      for (const word of words) if (word < accepted) return word % below
      throw new Error('the stream of words never ends')
    },
  }
}

/** The 52 cards after the shuffle; uses up the first 51 accepted draws. */
export function shuffledDeck(draws: FairDraws): number[] {
  const deck = [0x00, 0x10, 0x20, 0x30].flatMap((suit) =>
    Array.from({ length: 13 }, (_, k) => suit + k + 1),
  )
  for (let last = deck.length - 1; last >= 1; last -= 1) {
    const other = Number(draws.uniform(BigInt(last) + 1n))
    const moved = deck[other]!
    deck[other] = deck[last]!
    deck[last] = moved
  }
  return deck
}

/** The HMAC blocks of the stream as big-endian words. Returning early would end a generator. */
function wordsOf(key: Buffer): Iterable<bigint> {
  let block = Buffer.alloc(0)
  let blocksMade = 0
  let at = 0
  const next = (): IteratorResult<bigint> => {
    if (at === block.length) {
      const counter = Buffer.alloc(4)
      counter.writeUInt32BE(blocksMade)
      block = createHmac('sha256', key).update(counter).digest()
      blocksMade += 1
      at = 0
    }
    at += 4
    return { done: false, value: BigInt(`0x${block.toString('hex', at - 4, at)}`) }
  }
  return { [Symbol.iterator]: () => ({ next }) }
}
