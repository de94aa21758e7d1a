import { NOBODY } from '../../contract/ids.ts'
import type { Game } from '../game.ts'
import { DESK } from '../timers.ts'
import type { DeskEvent } from './DeskEvent.ts'
import { type DeskState, emptySeat, type Hand, type Seat } from './DeskState.ts'
import { KEEP_SEAT, SEAT_READY } from './timerKinds.ts'

/**
 * The next state of a desk after one event. Pure: the same state and event always give the same
 * result, on any process. Decides nothing; an event is a fact.
 */
export function evolve(desk: DeskState, event: DeskEvent, game: Game): DeskState {
  switch (event.type) {
    case 'seat-taken':
      return withSeat(desk, event.seat, {
        ...emptySeat(event.seat),
        playerId: event.playerId,
        nickname: event.nickname,
        avatar: event.avatar,
        gold: event.gold,
        isBot: event.isBot,
        isAutoReady: event.isAutoReady,
        status: event.isAutoReady ? 'ready' : 'unready',
      })
    case 'seat-readied':
      return changeSeat(desk, event.seat, { status: event.isReady ? 'ready' : 'unready' })
    case 'auto-ready-set':
      return changeSeat(desk, event.seat, { isAutoReady: event.isAutoReady, idleHands: 0 })
    case 'seat-left':
      return changeSeat(desk, event.seat, { isLeaving: true })
    case 'seat-dropped':
      return changeSeat(desk, event.seat, { isOffline: true, droppedAtMs: event.atMs })
    case 'seat-returned':
      return changeSeat(desk, event.seat, { isOffline: false, droppedAtMs: 0 })
    case 'seat-removed':
      return removeSeat(desk, event.seat)
    case 'stake-raised':
      return changeSeat(desk, event.seat, { gold: event.gold })
    case 'client-seed-set':
      return changeSeat(desk, event.seat, { clientSeed: event.seed })
    case 'seed-committed':
      return { ...desk, serverSeed: event.serverSeed, seedHash: event.seedHash }
    case 'phase-entered':
      return { ...desk, phase: event.phase, timers: desk.timers.filter((t) => t.seat !== DESK) }
    case 'timer-set':
      return { ...desk, timers: [...desk.timers, event.timer], nextTimerId: event.timer.id + 1 }
    case 'timer-cleared':
      return { ...desk, timers: desk.timers.filter((t) => t.id !== event.timerId) }
    case 'hand-started':
      return startHand(desk, event)
    case 'played':
      return withHand(desk, (hand) => ({ ...hand, game: game.evolve(hand.game, event.event) }))
    case 'seat-finished':
      return changeSeat(finishSeat(desk, event), event.seat, { status: 'ended' })
    case 'hand-finished':
      return finishHand(desk, event)
    case 'settled':
      return settle(desk, event)
    case 'hand-cleared':
      return clearHand(desk)
    case 'hand-voided':
      return { ...desk, hand: undefined, timers: [] }
    case 'desk-closed':
      return { ...desk, isClosed: true, timers: [] }
  }
}

function withSeat(desk: DeskState, index: number, seat: Seat): DeskState {
  const seats = desk.seats.slice()
  seats[index] = seat
  return { ...desk, seats }
}

function changeSeat(desk: DeskState, index: number, change: Partial<Seat>): DeskState {
  return withSeat(desk, index, { ...(desk.seats[index] as Seat), ...change })
}

function withHand(desk: DeskState, change: (hand: Hand) => Hand): DeskState {
  if (!desk.hand) throw new Error(`desk ${desk.deskId}: an event of a hand without a hand`)
  return { ...desk, hand: change(desk.hand) }
}

function removeSeat(desk: DeskState, index: number): DeskState {
  const playerId = desk.seats[index]?.playerId
  const emptied = withSeat(desk, index, emptySeat(index))
  const timers = desk.timers.filter((timer) => timer.seat !== index)
  if (!desk.hand || desk.hand.isSettled) return { ...emptied, timers }
  const players = desk.hand.players.map((p) =>
    p.seat === index && p.playerId === playerId ? { ...p, hasLeft: true } : p,
  )
  return { ...emptied, timers, hand: { ...desk.hand, players } }
}

function startHand(desk: DeskState, event: DeskEvent & { type: 'hand-started' }): DeskState {
  const players = event.seats.map((index) => {
    const seat = desk.seats[index] as Seat
    return {
      seat: index,
      playerId: seat.playerId,
      stake: seat.gold,
      clientSeed: seat.clientSeed,
      finishedWith: undefined,
      hasLeft: false,
    }
  })
  return {
    ...desk,
    handsStarted: desk.handsStarted + 1,
    handId: event.handId,
    seats: desk.seats.map((seat) =>
      event.seats.includes(seat.index) ? { ...seat, status: 'gaming' } : seat,
    ),
    hand: {
      handId: event.handId,
      startedAtMs: event.atMs,
      seedHash: desk.seedHash,
      serverSeed: desk.serverSeed,
      players,
      game: undefined,
      results: undefined,
      isSettled: false,
      endedAtMs: 0,
    },
  }
}

function finishSeat(desk: DeskState, event: DeskEvent & { type: 'seat-finished' }): DeskState {
  return withHand(desk, (hand) => ({
    ...hand,
    players: hand.players.map((p) =>
      p.seat === event.seat ? { ...p, finishedWith: event.result } : p,
    ),
  }))
}

/** The game is over and its timers with it; the desk keeps its phase until the ledger has paid. */
function finishHand(desk: DeskState, event: DeskEvent & { type: 'hand-finished' }): DeskState {
  const playing = new Set(desk.hand?.players.filter((p) => !p.hasLeft).map((p) => p.seat))
  return {
    ...withHand(desk, (hand) => ({ ...hand, results: event.results, endedAtMs: event.atMs })),
    timers: desk.timers.filter((t) => t.kind === KEEP_SEAT || t.kind === SEAT_READY),
    seats: desk.seats.map((seat) =>
      playing.has(seat.index) && seat.playerId !== NOBODY
        ? { ...seat, idleHands: event.active.includes(seat.index) ? 0 : seat.idleHands + 1 }
        : seat,
    ),
  }
}

function settle(desk: DeskState, event: DeskEvent & { type: 'settled' }): DeskState {
  const left = new Set(desk.hand?.players.filter((p) => p.hasLeft).map((p) => p.seat))
  const seats = desk.seats.map((seat): Seat => {
    const line = event.results.find((r) => r.seat === seat.index)
    if (!line || left.has(seat.index)) return seat
    return { ...seat, status: 'ended', gold: line.gold, result: line.result, fee: line.fee }
  })
  return { ...withHand(desk, (hand) => ({ ...hand, isSettled: true })), seats }
}

function clearHand(desk: DeskState): DeskState {
  const seats = desk.seats.map((seat): Seat => {
    if (seat.playerId === NOBODY) return seat
    const status = seat.status === 'ended' ? (seat.isAutoReady ? 'ready' : 'unready') : seat.status
    return { ...seat, status, result: 0, fee: 0, clientSeed: '' }
  })
  return { ...desk, seats, hand: undefined }
}
