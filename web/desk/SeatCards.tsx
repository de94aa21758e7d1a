import type { DeskSnapshot, SeatSnapshot } from '../app/deskSnapshot.ts'
import { PlayingCard } from '../cards/PlayingCard.tsx'
import { words } from '../text/words.ts'
import { handOf } from '../verify/handType.ts'

/** A hand worth a golden ribbon begins at niu 7, where the multiplier does. */
const GOOD_HAND = 7

interface SeatCardsProps {
  readonly desk: DeskSnapshot
  readonly seat: SeatSnapshot
  readonly isOwn: boolean
}

export function SeatCards({ desk, seat, isOwn }: SeatCardsProps) {
  const cards = shownCards(seat)
  if (cards.length === 0) return <div class="cards" data-empty="true" />
  const isWhole = cards.every((card) => card !== 0)
  const hand = isWhole && (seat.isOpen || isOwn) ? handOf(cards) : undefined
  const type = seat.handType >= 0 ? seat.handType : hand?.type
  return (
    <div
      class="cards"
      // A new hand is a new row, so that its cards are dealt and not turned back.
      key={desk.handId}
      data-dealing={desk.phase === 'bid'}
      data-open={seat.isOpen}
      data-group={(hand?.group.length ?? 0) > 0}
    >
      {cards.map((card, index) => (
        <PlayingCard
          key={index}
          card={card}
          index={index}
          isLifted={hand?.group.includes(index) ?? false}
        />
      ))}
      {hand && type !== undefined && (
        <span
          class="ribbon"
          data-good={type >= GOOD_HAND}
          data-none={type === 0}
          data-testid="hand-type"
        >
          {words.value.hand[type]}
        </span>
      )}
    </div>
  )
}

/** What this viewer may see of a seat's cards: opened ones, and the own ones before. */
function shownCards(seat: SeatSnapshot): readonly number[] {
  if (seat.isOpen || seat.ownCards.length === 0) return seat.cards
  return seat.cards.map((card, i) => seat.ownCards[i] ?? card)
}
