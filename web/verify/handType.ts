const TEN = 10
const NIU_NIU = 10
const FOUR_FACES = 11
const FIVE_FACES = 12

const MULTIPLIERS = [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5] as const

export interface Hand {
  /** Code of games.md, 0 none to 12 five faces. */
  readonly type: number
  /** Positions of the first three cards that make the niu; empty without one. */
  readonly group: readonly number[]
}

const faceOf = (card: number): number => card & 0x0f
const pointsOf = (card: number): number => Math.min(TEN, faceOf(card))

/** The first three positions whose points sum to a multiple of 10. */
function niuGroup(cards: readonly number[]): number[] {
  for (let a = 0; a < 3; a += 1) {
    for (let b = a + 1; b < 4; b += 1) {
      for (let c = b + 1; c < 5; c += 1) {
        const sum = pointsOf(cards[a]!) + pointsOf(cards[b]!) + pointsOf(cards[c]!)
        if (sum % TEN === 0) return [a, b, c]
      }
    }
  }
  return []
}

/** Type and group of five cards. */
export function handOf(cards: readonly number[]): Hand {
  const group = niuGroup(cards)
  const faces = cards.filter((card) => faceOf(card) > TEN).length
  const tens = cards.filter((card) => faceOf(card) === TEN).length
  if (faces === 5) return { type: FIVE_FACES, group }
  if (faces === 4 && tens === 1) return { type: FOUR_FACES, group }
  if (group.length === 0) return { type: 0, group }
  const points = cards.reduce((sum, card) => sum + pointsOf(card), 0) % TEN
  return { type: points === 0 ? NIU_NIU : points, group }
}

export function multiplierOf(type: number): number {
  return MULTIPLIERS[type] ?? 1
}

/** Value first (king high), then suit (spades high). */
function rankOf(card: number): number {
  return faceOf(card) * 4 + (card >> 4)
}

/** Whether hand `a` beats hand `b`: by type, then by the highest card. One deck knows no ties. */
export function beats(a: readonly number[], b: readonly number[]): boolean {
  const typeA = handOf(a).type
  const typeB = handOf(b).type
  if (typeA !== typeB) return typeA > typeB
  return Math.max(...a.map(rankOf)) > Math.max(...b.map(rankOf))
}
