import { type DeskSnapshot, mustAct, type SeatSnapshot } from '../app/deskSnapshot.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { Coin } from '../parts/Icons.tsx'
import { goldText, language, shortGold, signedGold, words } from '../text/words.ts'
import { SeatBubble } from './SeatBubble.tsx'
import { SeatCards } from './SeatCards.tsx'

interface SeatProps {
  readonly desk: DeskSnapshot
  readonly seat: SeatSnapshot
  readonly isOwn: boolean
  /** 0 is the viewer's own place, the rest follow clockwise. */
  readonly place: number
}

export function Seat({ desk, seat, isOwn, place }: SeatProps) {
  const t = words.value
  const spot = SPOTS[desk.seats.length]?.[place] ?? 'top'
  if (seat.playerId === 0) {
    return (
      <li class="seat seat-free" data-spot={spot} data-testid={`seat-${seat.index}`}>
        <span class="plate plate-free">{t.seatEmpty}</span>
      </li>
    )
  }
  const isBanker = desk.bankerSeat === seat.index
  return (
    <li
      class="seat"
      data-spot={spot}
      data-own={isOwn}
      data-status={seat.status}
      data-banker={isBanker}
      data-acting={mustAct(desk, seat)}
      data-offline={seat.isOffline}
      data-result={desk.phase === 'end' ? Math.sign(seat.result) : 0}
      data-testid={`seat-${seat.index}`}
    >
      <SeatCards desk={desk} seat={seat} isOwn={isOwn} />
      <div class="plate" data-seat-plate={seat.index}>
        <span class="plate-avatar">
          <Avatar index={seat.avatar} />
          {isBanker && (
            <span class="banker" role="img" aria-label={t.bankerLong} data-testid="banker">
              {t.banker}
            </span>
          )}
        </span>
        <span class="plate-text">
          <strong class="plate-name">
            {seat.nickname}
            {isOwn && <em>{t.you}</em>}
          </strong>
          <span class="gold-text" data-testid={isOwn ? 'own-gold' : 'seat-gold'}>
            <Coin />
            {isOwn ? goldText(seat.gold) : shortGold(seat.gold, language.value)}
          </span>
        </span>
        {desk.phase !== 'end' && <SeatBadges desk={desk} seat={seat} />}
      </div>
      <SeatBubble desk={desk} seat={seat} />
      {desk.phase === 'end' && seat.status === 'ended' && (
        <p class="outcome" data-testid="result">
          {signedGold(seat.result)}
          {seat.fee > 0 && isOwn && <small>{t.fee.replace('{n}', goldText(seat.fee))}</small>}
        </p>
      )}
    </li>
  )
}

function SeatBadges({ desk, seat }: { desk: DeskSnapshot; seat: SeatSnapshot }) {
  const t = words.value
  const isBetweenHands = desk.phase === 'waiting' || desk.phase === 'ready'
  return (
    <span class="badges">
      {seat.isBot && <b class="badge">{t.bot}</b>}
      {seat.isOffline && <b class="badge badge-bad">{t.offline}</b>}
      {seat.isLeaving && <b class="badge badge-bad">{t.leaving}</b>}
      {isBetweenHands && seat.status === 'ready' && <b class="badge badge-good">{t.isReady}</b>}
      {isBetweenHands && seat.status === 'unready' && <b class="badge">{t.notReady}</b>}
    </span>
  )
}

/** Where the places are, by the number of seats, clockwise from the viewer's own. */
const SPOTS: Readonly<Record<number, readonly string[]>> = {
  2: ['own', 'top'],
  3: ['own', 'left', 'right'],
  4: ['own', 'left', 'top', 'right'],
  5: ['own', 'left', 'top-left', 'top-right', 'right'],
}
