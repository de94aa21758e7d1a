import { hash } from 'node:crypto'
import { type Card, DECK } from './cards.ts'

/**
 * The fair shuffle: anybody can check it after the hand from the revealed seeds, and nobody can
 * steer it before. The desk publishes `hashSeed` of its server seed first and takes the players'
 * client seeds afterwards; both together make the key of a stream of uniform numbers.
 * A stream is plain JSON, so that it can lie in the state of a hand and be read on later.
 */
export interface FairStream {
  /** HMAC key, hex. */
  readonly key: string
  /** How many 32-bit words of the stream are used up. */
  readonly position: number
}

/** Keeps these streams apart from any other use of the same seed, and names the version. */
const CONTEXT = 'parlor/shuffle/v1|'

const SERVER_SEED = /^[0-9a-f]{64}$/

/** [FS1] The hex SHA-256 of the 32-byte server seed (given in lower-case hex). */
export function hashSeed(serverSeedHex: string): string {
  return hash('sha256', seedBytes(serverSeedHex), 'hex')
}

/**
 * [FS2] Opens the stream of a hand at its first word. `clientSeeds` stand in ascending order of the
 * playing seats, the empty string for a seat that sent none.
 */
export function openStream(serverSeedHex: string, clientSeeds: readonly string[]): FairStream {
  const message = Buffer.from(CONTEXT + clientSeeds.join('|'), 'utf8')
  const hmac = new HmacSha256(seedBytes(serverSeedHex), message.length)
  hmac.message.set(message)
  return { key: hmac.digest(), position: 0 }
}

/** [FS4] A uniform number of 0 … n − 1, and the stream behind the words it took. */
export function uniform(stream: FairStream, n: number): { value: number; stream: FairStream } {
  const words = new WordReader(stream.key, stream.position)
  const value = words.below(n)
  return { value, stream: { key: stream.key, position: words.position } }
}

/** [FS5] Shuffles a deck (the 52 cards if none is given), and the stream behind it. */
export function shuffleDeck(
  stream: FairStream,
  deck: readonly Card[] = DECK,
): { deck: Card[]; stream: FairStream } {
  const words = new WordReader(stream.key, stream.position)
  const shuffled = deck.slice()
  for (let place = shuffled.length - 1; place >= 1; place--) {
    const other = words.below(place + 1)
    const card = shuffled[place]!
    shuffled[place] = shuffled[other]!
    shuffled[other] = card
  }
  return { deck: shuffled, stream: { key: stream.key, position: words.position } }
}

/** A seed of another form would be cut short by the hex decoder without a word. */
function seedBytes(serverSeedHex: string): Buffer {
  if (!SERVER_SEED.test(serverSeedHex)) {
    throw new RangeError('a server seed is 32 bytes in lower-case hex')
  }
  return Buffer.from(serverSeedHex, 'hex')
}

const TWO_32 = 2 ** 32
const WORDS_A_BLOCK = 8

/**
 * Reads a stream as big-endian 32-bit words: block c of it is HMAC-SHA256 of the key over
 * uint32be(c). [FS3]
 */
class WordReader {
  /** How many words are used up, those before this reader included. */
  position: number
  readonly #hmac: HmacSha256
  readonly #words = Buffer.alloc(WORDS_A_BLOCK * 4)
  #block = -1

  constructor(keyHex: string, position: number) {
    this.#hmac = new HmacSha256(Buffer.from(keyHex, 'hex'), 4)
    this.position = position
  }

  /** [FS4] Words of the incomplete last multiple of n are skipped, so that none is favoured. */
  below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > TWO_32) throw new RangeError(`no number below ${n}`)
    const limit = TWO_32 - (TWO_32 % n)
    let word = this.#next()
    while (word >= limit) word = this.#next()
    return word % n
  }

  #next(): number {
    const block = Math.floor(this.position / WORDS_A_BLOCK)
    if (block !== this.#block) this.#load(block)
    const word = this.#words.readUInt32BE((this.position % WORDS_A_BLOCK) * 4)
    this.position += 1
    return word
  }

  #load(block: number): void {
    this.#hmac.message.writeUInt32BE(block)
    this.#words.write(this.#hmac.digest(), 'hex')
    this.#block = block
  }
}

const PAD_BYTES = 64
const DIGEST_BYTES = 32

/**
 * HMAC-SHA256 (RFC 2104) with a key of 32 bytes, for many messages of one length.
 * `crypto.createHmac` builds a native object a call, which costs about ten times the two hashes
 * themselves, and a shuffle needs seven. The one-shot `hash` is fastest when it gives hex, as a
 * string needs no native buffer.
 */
class HmacSha256 {
  /** Write the message here, then take the digest. */
  readonly message: Buffer
  readonly #inner: Buffer
  readonly #outer = Buffer.alloc(PAD_BYTES + DIGEST_BYTES)

  constructor(key: Buffer, messageBytes: number) {
    this.#inner = Buffer.alloc(PAD_BYTES + messageBytes)
    this.message = this.#inner.subarray(PAD_BYTES)
    for (let at = 0; at < PAD_BYTES; at++) {
      const byte = key[at] ?? 0
      this.#inner[at] = byte ^ 0x36
      this.#outer[at] = byte ^ 0x5c
    }
  }

  /** 64 characters of hex. */
  digest(): string {
    this.#outer.write(hash('sha256', this.#inner, 'hex'), PAD_BYTES, 'hex')
    return hash('sha256', this.#outer, 'hex')
  }
}
