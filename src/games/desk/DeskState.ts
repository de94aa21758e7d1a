import type { SeatStatus } from '../../contract/desk.ts'
import {
  type DeskId,
  type EpochMs,
  type Gold,
  type HandId,
  NOBODY,
  type PlayerId,
} from '../../contract/ids.ts'
import type { Tier } from '../../contract/tiers.ts'
import type { SeatResult } from '../game.ts'
import type { CdTimer } from '../timers.ts'

/** Phases that every desk has; between `ready` and `end` come those of the game. */
export type DeskPhase = 'waiting' | 'ready' | 'end'

export interface Seat {
  readonly index: number
  /** `NOBODY` if empty. */
  readonly playerId: PlayerId
  readonly nickname: string
  readonly avatar: number
  /** The stake: what lies in escrow for this seat. */
  readonly gold: Gold
  readonly status: SeatStatus
  readonly isOffline: boolean
  readonly isLeaving: boolean
  readonly isBot: boolean
  readonly isAutoReady: boolean
  /** When it dropped; 0 if it is not offline. */
  readonly droppedAtMs: EpochMs
  /** Hands in a row in which it did nothing itself. */
  readonly idleHands: number
  readonly result: number
  readonly fee: Gold
  /** For the next shuffle; empty if its player sent none. */
  readonly clientSeed: string
}

/** One dealt into the hand; stays here when his seat is already empty. */
export interface Participant {
  readonly seat: number
  readonly playerId: PlayerId
  readonly stake: Gold
  readonly clientSeed: string
  /** What he lost, once his hand ended before the others'. */
  readonly finishedWith: number | undefined
  /** He left the desk after that; his loss is in the pot. */
  readonly hasLeft: boolean
}

export interface Hand {
  readonly handId: HandId
  readonly startedAtMs: EpochMs
  readonly seedHash: string
  readonly serverSeed: string
  readonly players: readonly Participant[]
  /** The game's own state. */
  readonly game: unknown
  /** Set when the game has ended the hand, until `end` ends. */
  readonly results: readonly SeatResult[] | undefined
  /** Whether the ledger has confirmed them. */
  readonly isSettled: boolean
  readonly endedAtMs: EpochMs
}

/** All a desk is. Made by `evolve` from events alone, so a journal can rebuild it anywhere. */
export interface DeskState {
  readonly deskId: DeskId
  /** From the database's sequence; unlike the room id never used again. */
  readonly deskNo: number
  readonly tier: Tier
  readonly phase: string
  readonly seats: readonly Seat[]
  readonly timers: readonly CdTimer[]
  readonly nextTimerId: number
  readonly handsStarted: number
  /** Hides what `seedHash` shows the hash of; secret until the hand is over. */
  readonly serverSeed: string
  readonly seedHash: string
  readonly handId: HandId
  readonly hand: Hand | undefined
  /** Number of the last published event; the next one gets `seq + 1`. */
  readonly seq: number
  readonly isClosed: boolean
}

export function emptySeat(index: number): Seat {
  return {
    index,
    playerId: NOBODY,
    nickname: '',
    avatar: 0,
    gold: 0,
    status: 'empty',
    isOffline: false,
    isLeaving: false,
    isBot: false,
    isAutoReady: true,
    droppedAtMs: 0,
    idleHands: 0,
    result: 0,
    fee: 0,
    clientSeed: '',
  }
}

export function openDesk(desk: {
  deskId: DeskId
  deskNo: number
  tier: Tier
  serverSeed: string
  seedHash: string
}): DeskState {
  return {
    ...desk,
    phase: 'waiting',
    seats: Array.from({ length: desk.tier.seats }, (_, index) => emptySeat(index)),
    timers: [],
    nextTimerId: 1,
    handsStarted: 0,
    handId: '',
    hand: undefined,
    seq: 0,
    isClosed: false,
  }
}

export function seatOf(desk: DeskState, playerId: PlayerId): Seat | undefined {
  if (playerId === NOBODY) return undefined
  return desk.seats.find((seat) => seat.playerId === playerId)
}

/**
 * Whether this seat is in a hand that is not over for it. One that ended early is not, but while
 * the results are being paid, every seat of the hand is: the payment counts on its escrow.
 */
export function isInHand(desk: DeskState, seatIndex: number): boolean {
  const { hand } = desk
  if (!hand || hand.isSettled) return false
  const player = hand.players.find((p) => p.seat === seatIndex && !p.hasLeft)
  return player !== undefined && (player.finishedWith === undefined || hand.results !== undefined)
}

/** [DS5] A desk can be joined while it waits or gets ready, if its game does not say more. */
export function isBetweenHands(desk: DeskState): boolean {
  return desk.phase === 'waiting' || desk.phase === 'ready'
}

export function takenSeats(desk: DeskState): number {
  let taken = 0
  for (const seat of desk.seats) if (seat.playerId !== NOBODY) taken++
  return taken
}

/** [RD2] Who is dealt in when a hand starts: ready and online. */
export function dealable(desk: DeskState): readonly Seat[] {
  return desk.seats.filter((seat) => seat.status === 'ready' && !seat.isOffline)
}
