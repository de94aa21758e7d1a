import { type Card, DECK } from '../cards.ts'
import type { BotMove, BotView, FieldValue } from '../game.ts'
import { HANDS_OF_TYPE, handTypeOf } from './handType.ts'
import { NOT_YET } from './state.ts'

/** How far a bot strays from what its cards say, in chance of a win to either side. */
const MOOD = 0.12

/** Nine of ten hands of four cards have a chance of a win within these; it decides the steps. */
const LOW = 0.3
const HIGH = 0.73

/** The chance of beating a random hand, by type code; half of the same type is beaten. */
const CHANCE_OF_TYPE: readonly number[] = HANDS_OF_TYPE.map((hands, type) => {
  const below = HANDS_OF_TYPE.slice(0, type).reduce((sum, each) => sum + each, 0)
  const all = HANDS_OF_TYPE.reduce((sum, each) => sum + each, 0)
  return (below + hands / 2) / all
})

/** [XP11] A house bot knows only what its client would see, and adds a mood to it. */
export function suggest(view: BotView, random: number): BotMove | undefined {
  const own = view.seats[view.seat]
  const cards = cardsOf(own?.['ownCards'])
  if (!own || cards.length === 0) return undefined
  switch (view.phase) {
    case 'bid':
      return own['bid'] === NOT_YET ? times('xpnn/bid', cards, random, 0, 4) : undefined
    case 'bet':
      return own['bet'] === NOT_YET && view.desk['bankerSeat'] !== view.seat
        ? times('xpnn/bet', cards, random, 1, 5)
        : undefined
    case 'open':
      return own['isOpen'] === false ? { move: 'xpnn/open', payload: {} } : undefined
    default:
      return undefined
  }
}

/** The chance of a win with four cards known, as the mean over every fifth card. */
export function chanceOf(fourCards: readonly Card[]): number {
  let sum = 0
  let fifths = 0
  for (const fifth of DECK) {
    if (fourCards.includes(fifth)) continue
    sum += CHANCE_OF_TYPE[handTypeOf([...fourCards, fifth])]!
    fifths += 1
  }
  return sum / fifths
}

/** Low chances bid the least, high ones the most; the middle is spread evenly between. */
function times(
  move: string,
  cards: readonly Card[],
  random: number,
  min: number,
  max: number,
): BotMove {
  const chance = chanceOf(cards.slice(0, 4)) + (random * 2 - 1) * MOOD
  const steps = max - min + 1
  const step = Math.floor(((chance - LOW) / (HIGH - LOW)) * steps)
  return { move, payload: { times: min + Math.max(0, Math.min(steps - 1, step)) } }
}

function cardsOf(field: FieldValue | undefined): readonly Card[] {
  return Array.isArray(field) ? (field as readonly Card[]) : []
}
