import { useEffect, useRef } from 'preact/hooks'
import { flight } from '../app/deskModel.ts'
import { coinsFor, type GoldMove } from '../app/goldMoves.ts'
import { currentTier } from '../app/pageState.ts'

/** The banker pays when the losers' gold has arrived. */
const WAVE_MS = 750
const FLIGHT_MS = 620
const STAGGER_MS = 42

/** Coins that fly from seat to seat after a hand. Nothing moves for who asked for stillness. */
export function GoldFlight() {
  const place = useRef<HTMLDivElement>(null)
  const { id, moves } = flight.value
  useEffect(() => {
    const layer = place.current
    if (!layer || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const baseBet = currentTier.peek()?.baseBet ?? 1
    for (const move of moves) flyCoins(layer, move, coinsFor(move.amount, baseBet))
    return () => layer.replaceChildren()
  }, [id])
  return (
    <div
      ref={place}
      class="flight"
      aria-hidden="true"
      data-testid="gold-flight"
      data-moves={moves.length}
    />
  )
}

function flyCoins(layer: HTMLElement, move: GoldMove, coins: number): void {
  const from = centreOf(layer, move.from)
  const to = centreOf(layer, move.to)
  if (!from || !to) return
  for (let i = 0; i < coins; i += 1) {
    const coin = document.createElement('span')
    coin.className = 'coin coin-flying'
    layer.append(coin)
    // A fan of paths looks like a handful; its spread follows from the index, not from chance.
    const bend = ((i % 5) - 2) * 14
    const middle = { x: (from.x + to.x) / 2 + bend, y: (from.y + to.y) / 2 - 46 - (i % 3) * 16 }
    const motion = coin.animate(
      [
        { transform: at(from, bend / 3), opacity: 0 },
        { transform: at(from, bend / 2), opacity: 1, offset: 0.12 },
        { transform: at(middle, 0), opacity: 1, offset: 0.55 },
        { transform: at(to, bend / 3), opacity: 1, offset: 0.95 },
        { transform: at(to, 0), opacity: 0 },
      ],
      {
        duration: FLIGHT_MS,
        delay: move.wave * WAVE_MS + i * STAGGER_MS,
        easing: 'cubic-bezier(.45,.05,.4,1)',
        fill: 'both',
      },
    )
    motion.onfinish = () => coin.remove()
  }
}

interface Point {
  readonly x: number
  readonly y: number
}

function at(point: Point, spread: number): string {
  return `translate(${point.x + spread}px, ${point.y}px)`
}

function centreOf(layer: HTMLElement, seat: number): Point | undefined {
  const plate = layer.parentElement?.querySelector(`[data-seat-plate="${seat}"]`)
  if (!plate) return undefined
  const area = layer.getBoundingClientRect()
  const box = plate.getBoundingClientRect()
  return { x: box.x + box.width / 2 - area.x, y: box.y + box.height / 2 - area.y }
}
