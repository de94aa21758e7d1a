import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesOfHex, bytesOfText, hexOfBytes } from './bytes.ts'

/**
 * The fair shuffle of games.md, written for the browser and apart from the server's own: plain
 * JavaScript hashes, because browsers offer WebCrypto on https and localhost only.
 */
const LABEL = 'parlor/shuffle/v1|'
const TWO_TO_32 = 2 ** 32
export const CARDS_A_SEAT = 5

/** What the desk publishes before the hand: hex SHA-256 of the server seed. */
export function seedHashOf(serverSeedHex: string): string {
  return hexOfBytes(sha256(bytesOfHex(serverSeedHex)))
}

/** Uniform numbers below n, drawn from the key stream of one hand. */
export type Uniform = (below: number) => number

/** @param clientSeeds in ascending order of the playing seats, empty text for none */
export function uniformOf(serverSeedHex: string, clientSeeds: readonly string[]): Uniform {
  const key = hmac(sha256, bytesOfHex(serverSeedHex), bytesOfText(LABEL + clientSeeds.join('|')))
  let block = 0
  let words: number[] = []
  const nextWord = (): number => {
    if (words.length === 0) {
      const counter = new Uint8Array(4)
      new DataView(counter.buffer).setUint32(0, block++)
      const bytes = hmac(sha256, key, counter)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      words = Array.from({ length: 8 }, (_, i) => view.getUint32(i * 4))
    }
    return words.shift()!
  }
  return (below) => {
    const limit = Math.floor(TWO_TO_32 / below) * below
    let word = nextWord()
    while (word >= limit) word = nextWord()
    return word % below
  }
}

/** Diamonds, clubs, hearts, spades, each from ace to king. */
export function freshDeck(): number[] {
  return [0, 1, 2, 3].flatMap((suit) => Array.from({ length: 13 }, (_, i) => suit * 16 + i + 1))
}

/** The shuffled deck; `uniform` then stands where a tied bid is drawn. */
export function shuffledDeck(uniform: Uniform): number[] {
  const deck = freshDeck()
  for (let i = deck.length - 1; i > 0; i -= 1) {
    const j = uniform(i + 1)
    ;[deck[i], deck[j]] = [deck[j]!, deck[i]!]
  }
  return deck
}

/** The five cards of the k-th playing seat. */
export function dealtTo(deck: readonly number[], k: number): number[] {
  return deck.slice(k * CARDS_A_SEAT, (k + 1) * CARDS_A_SEAT)
}
