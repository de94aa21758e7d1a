import { computed, signal } from '@preact/signals'
import type { DeskConnection } from '../../client/DeskConnection.ts'
import type { DeskEvent } from '../../client/deskEvents.ts'
import type { Payload, RequestType } from '../../client/messages.ts'
import type { LinkStatus } from '../../client/RoomLink.ts'
import type { RemovalReason } from '../../src/contract/desk.ts'
import type { Witness } from '../verify/verifyHand.ts'
import { sayEvent } from './announce.ts'
import { type DeskSnapshot, mustAct, type SeatSnapshot, snapshotOf } from './deskSnapshot.ts'
import { type GoldMove, goldMoves } from './goldMoves.ts'
import { playSound } from './sounds.ts'
import { showError } from './toasts.ts'

/** What the page knows of the desk it is at. */
export const connection = signal<DeskConnection | undefined>(undefined)
export const desk = signal<DeskSnapshot | undefined>(undefined)
export const deskStatus = signal<LinkStatus>({ kind: 'open' })
export const ownPlayerId = signal(0)
export const isAutoReady = signal(true)
/** Set by the event that took our seat away. */
export const removal = signal<RemovalReason | undefined>(undefined)
/** Gold under way, of the hand that was just settled. */
export const flight = signal<{ readonly id: number; readonly moves: readonly GoldMove[] }>({
  id: 0,
  moves: [],
})
/** The last hand that was settled while we looked on, and what we saw of it. */
export const lastHand = signal<{ readonly handId: string; readonly witness: Witness } | undefined>(
  undefined,
)

export const ownSeat = computed<SeatSnapshot | undefined>(() =>
  desk.value?.seats.find((seat) => seat.playerId !== 0 && seat.playerId === ownPlayerId.value),
)
export const isMyTurn = computed(() => {
  const seat = ownSeat.value
  return desk.value && seat ? mustAct(desk.value, seat) : false
})

let witness: Witness = {}
let sentSeed: string | undefined
/** Chosen during a hand: goes out as soon as the desk takes seeds again. */
let chosenSeed: string | undefined

export function takeState(state: Parameters<typeof snapshotOf>[0]): void {
  // Between the join and the first full state there is nothing to look at.
  if (!state.seats || !state.phase) return
  const wasMyTurn = isMyTurn.peek()
  desk.value = snapshotOf(state)
  if (!wasMyTurn && isMyTurn.peek()) playSound('turn')
  const seat = ownSeat.peek()
  if (seat?.ownCards.length) witness = { ...witness, cards: seat.ownCards }
  if (chosenSeed && takesSeeds()) void sendSeed(chosenSeed)
  if (seat?.status === 'unready' && state.phase === 'waiting') isAutoReady.value = false
}

export function takeEvent(event: DeskEvent, isLive: boolean): void {
  const mine = ownSeat.peek()
  if (event.type === 'hand-started') beginWitness(event, mine?.index)
  if (event.type === 'settled') {
    lastHand.value = { handId: event.handId, witness }
    if (isLive) fly(event)
  }
  if (event.type === 'seat-removed' && event.playerId === ownPlayerId.peek()) {
    if (isLive) removal.value = event.reason
  }
  if (event.type === 'seat-taken' && event.playerId === ownPlayerId.peek()) {
    removal.value = undefined
  }
  if (isLive) sayEvent(event, desk.peek(), mine)
}

function beginWitness(
  event: Extract<DeskEvent, { type: 'hand-started' }>,
  seat: number | undefined,
): void {
  const isIn = seat !== undefined && event.seats.includes(seat)
  witness = {
    seedHash: event.seedHash,
    ...(isIn ? { seat } : {}),
    ...(isIn && sentSeed ? { clientSeed: sentSeed } : {}),
  }
  sentSeed = undefined
}

function fly(event: Extract<DeskEvent, { type: 'settled' }>): void {
  const banker = desk.peek()?.bankerSeat ?? -1
  const mine = event.results.find(({ seat }) => seat === ownSeat.peek()?.index)
  flight.value = { id: flight.peek().id + 1, moves: goldMoves(event.results, banker) }
  if (mine) playSound(mine.result >= 0 ? 'win' : 'lose')
}

/** Asks the desk for something; a refusal is shown. True when it was done. */
export async function act<T extends RequestType>(type: T, payload: Payload<T>): Promise<boolean> {
  try {
    await connection.peek()?.request(type, payload)
    return true
  } catch (error) {
    showError(error)
    return false
  }
}

export async function setReady(ready: boolean, auto?: boolean): Promise<void> {
  const payload = auto === undefined ? { ready } : { ready, auto }
  if ((await act('desk/ready', payload)) && auto !== undefined) isAutoReady.value = auto
}

function takesSeeds(): boolean {
  const phase = desk.peek()?.phase
  return phase === 'waiting' || phase === 'ready'
}

/**
 * Sends the player's own seed for the next shuffle, or keeps it until the desk takes seeds. True
 * unless the desk refused it.
 */
export async function sendSeed(seed: string): Promise<boolean> {
  chosenSeed = takesSeeds() ? undefined : seed
  if (chosenSeed) return true
  const isTaken = await act('fair/seed', { seed })
  if (isTaken) sentSeed = seed
  return isTaken
}

export function resetDesk(): void {
  connection.value = undefined
  desk.value = undefined
  deskStatus.value = { kind: 'open' }
  removal.value = undefined
  isAutoReady.value = true
  flight.value = { id: flight.peek().id, moves: [] }
  witness = {}
  sentSeed = undefined
  chosenSeed = undefined
}
