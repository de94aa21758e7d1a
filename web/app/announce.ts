import { signal } from '@preact/signals'
import type { DeskEvent } from '../../client/deskEvents.ts'
import { cardText } from '../cards/cardNames.ts'
import { fill, goldText, words } from '../text/words.ts'
import type { DeskSnapshot, SeatSnapshot } from './deskSnapshot.ts'
import { playSound } from './sounds.ts'

/** The last thing that happened, for screen readers. */
export const announcement = signal('')

/** Says an event in a sentence and makes its sound. */
export function sayEvent(
  event: DeskEvent,
  desk: DeskSnapshot | undefined,
  own: SeatSnapshot | undefined,
): void {
  const sentence = sentenceOf(event, desk, own)
  if (sentence) announcement.value = sentence
  if (event.type === 'hand-started') playSound('deal')
  if (event.type === 'bid' || event.type === 'bet') playSound('chip')
  if (event.type === 'opened') playSound('flip')
}

function sentenceOf(
  event: DeskEvent,
  desk: DeskSnapshot | undefined,
  own: SeatSnapshot | undefined,
): string | undefined {
  const { say, bidNone, bidTimes, hand, you } = words.peek()
  const nameOf = (seat: number) =>
    seat === own?.index ? you : (desk?.seats[seat]?.nickname ?? `#${seat + 1}`)
  switch (event.type) {
    case 'seat-taken':
      return fill(say.seatTaken, { name: event.nickname })
    case 'seat-left':
      return fill(say.seatLeft, { name: nameOf(event.seat) })
    case 'seat-removed':
      return fill(say.seatRemoved, { name: nameOf(event.seat) })
    case 'hand-started':
      return say.handStarted
    case 'bid': {
      const what = event.times ? fill(bidTimes, { n: event.times }) : bidNone
      return fill(say.bid, { name: nameOf(event.seat), what })
    }
    case 'banker-chosen': {
      const text = event.tiedSeats.length > 1 ? say.bankerDrawn : say.bankerChosen
      return fill(text, { name: nameOf(event.seat), n: Math.max(1, event.times) })
    }
    case 'bet':
      return fill(say.bet, { name: nameOf(event.seat), n: event.times })
    case 'fifth-card': {
      if (event.card === undefined) return undefined
      const card = cardText(event.card, words.peek())
      return fill(say.fifth, { card, hand: hand[event.handType ?? 0] ?? '' })
    }
    case 'opened':
      return fill(say.opened, { name: nameOf(event.seat), hand: hand[event.handType] ?? '' })
    case 'settled':
      return settledSentence(event, own)
  }
}

function settledSentence(
  event: Extract<DeskEvent, { type: 'settled' }>,
  own: SeatSnapshot | undefined,
): string {
  const { say, win, lose, even } = words.peek()
  const mine = event.results.find(({ seat }) => seat === own?.index)
  if (!mine) return say.settledOthers
  const what = mine.result > 0 ? win : mine.result < 0 ? lose : even
  return fill(say.settled, { what, n: goldText(Math.abs(mine.result)) })
}
