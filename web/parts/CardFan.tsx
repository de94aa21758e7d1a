import { PlayingCard } from '../cards/PlayingCard.tsx'

/** Five faces, the best hand there is: the picture of the sign-in and queue screens. */
const FIVE_FACES = [0x3b, 0x2c, 0x1d, 0x0b, 0x3d] as const

export function CardFan() {
  return (
    <div class="fan" aria-hidden="true">
      {FIVE_FACES.map((card, i) => (
        <span class="fan-card" key={card} style={{ '--i': i - 2 }}>
          <PlayingCard card={card} index={i} />
        </span>
      ))}
    </div>
  )
}
