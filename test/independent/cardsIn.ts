import { isCard } from './niuHand.ts'

/** Fields that carry cards, whatever message they are in. `group` is part of an opened hand. */
const CARD_FIELDS = new Set(['card', 'cards', 'ownCards', 'group'])

/** Cards in a message, and what the objects around them say of their origin, innermost first. */
export interface CardSighting {
  readonly path: string
  /** Hidden cards (zero) are left out. */
  readonly cards: readonly number[]
  readonly handId?: string
  readonly seq?: number
  readonly seat?: number
}

/** What a message says of the hands, for those who ask when a card was public. */
export interface HandNotice {
  /** At this `seq` of the desk this hand is the latest; `isCurrent` if a whole state says so. */
  readonly hands: readonly { handId: string; seq?: number; isCurrent: boolean }[]
  /** Seats the message calls open. */
  readonly openings: readonly { handId?: string; seq?: number; seat: number }[]
}

type Origin = Pick<CardSighting, 'handId' | 'seq' | 'seat'>
type Visit = (fields: Readonly<Record<string, unknown>>, path: string, origin: Origin) => void

/** Every card in a decoded state, event, answer or error, also inside JSON text. */
export function cardsIn(value: unknown): CardSighting[] {
  const sightings: CardSighting[] = []
  walk(value, '', {}, (fields, path, origin) => {
    for (const [name, field] of Object.entries(fields)) {
      const cards = CARD_FIELDS.has(name) ? numbersOf(field).filter(isCard) : []
      if (cards.length > 0) sightings.push({ path: `${path}.${name}`, cards, ...origin })
    }
  })
  return sightings
}

/** Which hands and which opened seats a decoded message tells of. */
export function handsIn(value: unknown): HandNotice {
  const hands: { handId: string; seq?: number; isCurrent: boolean }[] = []
  const openings: { handId?: string; seq?: number; seat: number }[] = []
  walk(value, '', {}, (fields, _path, origin) => {
    const { handId, seq, seat } = origin
    if (handId !== undefined && fields['handId'] === handId) {
      hands.push({ handId, ...(seq === undefined ? {} : { seq }), isCurrent: 'phase' in fields })
    }
    if (seat !== undefined && (fields['isOpen'] === true || fields['type'] === 'opened')) {
      openings.push({ ...origin, seat })
    }
  })
  return { hands, openings }
}

function walk(value: unknown, path: string, around: Origin, visit: Visit): void {
  const inside = typeof value === 'string' ? jsonOf(value) : value
  if (typeof inside !== 'object' || inside === null || ArrayBuffer.isView(inside)) return
  if (Array.isArray(inside)) {
    for (const [k, item] of inside.entries()) walk(item, `${path}[${k}]`, around, visit)
    return
  }
  const fields = inside as Readonly<Record<string, unknown>>
  const origin = originOf(fields, around)
  visit(fields, path, origin)
  for (const [name, field] of Object.entries(fields)) {
    walk(field, `${path}.${name}`, origin, visit)
  }
}

function originOf(fields: Readonly<Record<string, unknown>>, around: Origin): Origin {
  const { handId, seq } = fields
  const seat = fields['seat'] ?? fields['index']
  return {
    ...around,
    ...(typeof handId === 'string' && handId !== '' ? { handId } : {}),
    ...(typeof seq === 'number' ? { seq } : {}),
    ...(typeof seat === 'number' ? { seat } : {}),
  }
}

/** A number, a list of numbers, or raw bytes; anything else holds no card itself. */
function numbersOf(field: unknown): number[] {
  const list = ArrayBuffer.isView(field) ? [...(field as Uint8Array)] : [field].flat()
  return list.filter((item) => typeof item === 'number')
}

function jsonOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
