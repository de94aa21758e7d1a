import { words } from '../text/words.ts'
import { cardText, rankText, SUIT_SIGNS, suitOf } from './cardNames.ts'
import { pictures } from './pictures.ts'

interface PlayingCardProps {
  /** 0 for a card that lies face down. */
  readonly card: number
  /** Its place among the five: they are dealt and turned one after the other. */
  readonly index: number
  readonly isLifted?: boolean
}

/** A card that turns over when its face becomes known. */
export function PlayingCard({ card, index, isLifted }: PlayingCardProps) {
  const isUp = card !== 0
  const isRed = suitOf(card) % 2 === 0
  const picture = isUp ? pictures.value?.(card) : undefined
  return (
    <span
      class="card"
      role="img"
      aria-label={cardText(card, words.value)}
      data-testid="card"
      data-card={card}
      data-up={isUp}
      data-lifted={isLifted ?? false}
      style={{ '--i': index }}
    >
      <span class="card-turn">
        <span class="card-back" />
        <span class="card-face" data-red={isRed}>
          {picture && <img src={picture} alt="" draggable={false} />}
          {isUp && (
            <span class="card-corner">
              {rankText(card)}
              <i>{SUIT_SIGNS[suitOf(card)]}</i>
            </span>
          )}
        </span>
      </span>
    </span>
  )
}
