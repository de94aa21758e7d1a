import type { DeskState, Seat } from '../../../src/games/desk/DeskState.ts'
import { type CdTimer, DESK } from '../../../src/games/timers.ts'

const STATUS = { empty: '.', unready: '-', ready: '+', gaming: '*', ended: '=' } as const

/**
 * A desk as a line: phase, seats, timers with the seconds they have left, the desk's own first. A
 * seat is its player's letter and `+` ready, `-` unready, `*` gaming or `=` ended, then `~` if it
 * is offline and `>` if it is leaving: `ready | A+ B-~ . . . | ready-begin 3, keep-seat(1) 30`.
 */
export function draw(desk: DeskState, nowMs: number): string {
  const phase = desk.isClosed ? 'closed' : desk.phase
  const seats = desk.seats.map(drawSeat).join(' ')
  const timers = desk.timers
    .toSorted((a, b) => a.seat - b.seat || a.id - b.id)
    .map((timer) => drawTimer(timer, nowMs))
  return [phase, seats, ...(timers.length > 0 ? [timers.join(', ')] : [])].join(' | ')
}

/** `A` is player 1, `B` player 2. */
export function letterOf(playerId: number): string {
  return String.fromCharCode(64 + playerId)
}

export function playerOf(letter: string): number {
  return letter.charCodeAt(0) - 64
}

function drawSeat({ playerId, status, isOffline, isLeaving }: Seat): string {
  if (playerId === 0) return '.'
  return `${letterOf(playerId)}${STATUS[status]}${isOffline ? '~' : ''}${isLeaving ? '>' : ''}`
}

function drawTimer({ kind, seat, endsAtMs }: CdTimer, nowMs: number): string {
  return `${kind}${seat === DESK ? '' : `(${seat})`} ${(endsAtMs - nowMs) / 1000}`
}
