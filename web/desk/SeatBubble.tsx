import type { DeskSnapshot, SeatSnapshot } from '../app/deskSnapshot.ts'
import { fill, words } from '../text/words.ts'

/** What a seat said: its bid while bids are made, then its bet, or the banker's times. */
export function SeatBubble({ desk, seat }: { desk: DeskSnapshot; seat: SeatSnapshot }) {
  const t = words.value
  // After the hand the result stands where the bubble was.
  const isPlayed = seat.status === 'gaming'
  if (!isPlayed) return null
  if (desk.phase === 'bid') {
    if (seat.bid < 0) return null
    const text = seat.bid === 0 ? t.bidNone : fill(t.bidTimes, { n: seat.bid })
    return (
      <span class="bubble" data-strong={seat.bid > 0} data-testid="bubble">
        {text}
      </span>
    )
  }
  if (seat.index === desk.bankerSeat) {
    return (
      <span class="bubble bubble-banker" data-testid="bubble">
        {t.bankerLong} {fill(t.times, { n: Math.max(1, seat.bid) })}
      </span>
    )
  }
  if (seat.bet < 1) return null
  return (
    <span class="bubble" data-strong="true" data-testid="bubble">
      {fill(t.betTimes, { n: seat.bet })}
    </span>
  )
}
