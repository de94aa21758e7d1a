/** Cards of one hand that stand in a frame in deal order. */
export interface CardRun {
  readonly offset: number
  readonly cards: readonly number[]
  readonly encoding: string
}

/** Below this a run says nothing: one card in 52 stands in every frame. */
export const SHORTEST_RUN = 3
/** The shortest run where no header says "here are three values". */
const SHORTEST_BARE_RUN = 4
/** Bytes from one card to the next: two and three for a schema array (index or operation and index
 * before each value), two for 16-bit values, four for 32-bit ones. */
const WIDEST_STRIDE = 4
/** Text as long as this is text: digits and punctuation are the bytes of spades and hearts. */
const SHORTEST_TEXT = 8
const FIXARRAY = 0x90
const BIN8 = 0xc4

/**
 * Finds runs of `cards` in a frame: raw bytes, MessagePack lists, and values with regular bytes in
 * between (constant, or counting up by one), as binary encodings of a list have them.
 *
 * How often is it wrong? Take bytes that are uniformly random and the four foreign hands of a full
 * desk. At each byte a bare run of four begins with 4 × 2 × 2^-32, a list of three behind its
 * header with 4 × 3 × 2^-32, a run with bytes between with less than 4 × 3 × 4 × 2^-39: together
 * about 5 × 10^-9. A client gets some 300 such bytes (the low ends of times, and tokens) in a hand
 * before the cards are open, so one hand in 700 000 would be accused wrongly. A bare run of three
 * would begin with 7 × 10^-7, in one hand of 5 000: too often to count.
 * What is not random is left out by rule: text, and numbers that only count (`isCount`).
 *
 * @param shortest the fewest cards that count as a run, at least `SHORTEST_RUN`
 */
export function cardRuns(
  bytes: Uint8Array,
  cards: readonly number[],
  shortest: number = SHORTEST_RUN,
): CardRun[] {
  const runs: CardRun[] = []
  const isText = textMask(bytes)
  for (let offset = 0; offset < bytes.length; offset += 1) {
    const first = cards.indexOf(bytes[offset]!)
    if (first === -1 || isText[offset]) continue
    for (let stride = 1; stride <= WIDEST_STRIDE; stride += 1) {
      // Only the first card of a run begins it, or each run would be found again from inside.
      if (first > 0 && bytes[offset - stride] === cards[first - 1]) continue
      const run = longestRun(bytes, offset, stride, cards.slice(first))
      const isLong = run.cards.length >= Math.max(shortest, SHORTEST_RUN)
      if (isLong && !isCount(run.cards)) runs.push(run)
    }
  }
  return runs
}

/** The longest run that begins here at this stride and passes as an encoding; else an empty one. */
function longestRun(
  bytes: Uint8Array,
  offset: number,
  stride: number,
  cards: readonly number[],
): CardRun {
  let length = 0
  while (length < cards.length && bytes[offset + length * stride] === cards[length]) length += 1
  for (; length >= SHORTEST_RUN; length -= 1) {
    const encoding = encodingOf(bytes, offset, stride, length)
    if (encoding) return { offset, cards: cards.slice(0, length), encoding }
  }
  return { offset, cards: [], encoding: '' }
}

function encodingOf(bytes: Uint8Array, offset: number, stride: number, length: number): string {
  if (stride === 1) {
    if (bytes[offset - 1] === (FIXARRAY | length)) return 'MessagePack list'
    if (bytes[offset - 1] === length && bytes[offset - 2] === BIN8) return 'MessagePack bytes'
    return length >= SHORTEST_BARE_RUN ? 'raw bytes' : ''
  }
  for (const side of [-1, 1]) {
    if (columnsAreRegular(bytes, offset, stride, length, side)) {
      return `every ${stride} bytes, regular bytes ${side < 0 ? 'before' : 'after'} each`
    }
  }
  return ''
}

/** Whether each byte that comes with a card on one side is constant, or counts up, over the run. */
function columnsAreRegular(
  bytes: Uint8Array,
  offset: number,
  stride: number,
  length: number,
  side: number,
): boolean {
  for (let away = 1; away < stride; away += 1) {
    const start = offset + side * away
    const step = bytes[start + stride]! - bytes[start]!
    if (step !== 0 && step !== 1) return false
    for (let k = 2; k < length; k += 1) {
      if (bytes[start + k * stride] !== bytes[start]! + k * step) return false
    }
  }
  return true
}

/**
 * Lists of seats, ids and indices ascend: three ascending values are no evidence, and of more those
 * at equal distances are none. It hides a sixth of the runs of three and 1 in 12 000 of four.
 */
function isCount(run: readonly number[]): boolean {
  const steps = run.slice(1).map((card, k) => card - run[k]!)
  if (run.length === SHORTEST_RUN) return steps.every((step) => step > 0)
  return steps.every((step) => step === steps[0])
}

/** For each byte whether it stands in a stretch of printable text. */
function textMask(bytes: Uint8Array): Uint8Array {
  const mask = new Uint8Array(bytes.length)
  let start = 0
  for (let at = 0; at <= bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte !== undefined && byte >= 0x20 && byte <= 0x7e) continue
    if (at - start >= SHORTEST_TEXT) mask.fill(1, start, at)
    start = at + 1
  }
  return mask
}
