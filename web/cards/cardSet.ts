import * as cardSet from '@letele/playing-cards'
import { type ComponentType, h, render } from 'preact'
import { pictureName } from './cardNames.ts'

const drawings = cardSet as unknown as Readonly<
  Record<string, ComponentType<Record<string, unknown>> | undefined>
>
/**
 * The middle of a drawing, without its border and small corner signs: the card shows its rank and
 * suit itself, large enough for a phone. The drawings are 240 × 336 around the origin.
 */
const MIDDLE = { x: -83, y: -135, width: 166, height: 270 } as const

const addresses = new Map<number, string>()

/**
 * The picture of a card as a data address, drawn once: as an image its many paths cost nothing
 * while it moves and turns, and the names inside of it stay apart from those of other cards.
 */
export function pictureOf(card: number): string | undefined {
  const known = addresses.get(card)
  if (known) return known
  const drawing = drawings[pictureName(card) ?? '']
  if (!drawing) return undefined
  const place = document.createElement('div')
  render(h(drawing, {}), place)
  const svg = place.firstElementChild
  if (!svg) return undefined
  // The ace of spades carries its maker's address, which reads like a link to nowhere here.
  for (const writing of svg.querySelectorAll('text')) writing.remove()
  svg.setAttribute('viewBox', `${MIDDLE.x} ${MIDDLE.y} ${MIDDLE.width} ${MIDDLE.height}`)
  svg.setAttribute('width', `${MIDDLE.width}`)
  svg.setAttribute('height', `${MIDDLE.height}`)
  const text = new XMLSerializer().serializeToString(svg)
  render(null, place)
  const address = `data:image/svg+xml,${encodeURIComponent(text)}`
  addresses.set(card, address)
  return address
}
