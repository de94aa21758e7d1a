import type { PlayerId } from '../../contract/ids.ts'
import type { Game, GamePush } from '../game.ts'
import type { DeskEvent } from './DeskEvent.ts'
import type { DeskState } from './DeskState.ts'
import { evolve } from './evolve.ts'

/** A `desk/event` with its number. */
export interface NumberedPush {
  readonly seq: number
  readonly type: string
  readonly fields: Readonly<Record<string, unknown>>
  /** Added for this player alone: he sat there when it happened. */
  readonly own?: { readonly playerId: PlayerId; readonly fields: Readonly<Record<string, unknown>> }
}

export interface Applied {
  readonly desk: DeskState
  readonly push: NumberedPush | undefined
}

/** [DE1] Applies an event and numbers what it tells the viewers: 1, 2, 3 … without a gap. */
export function applyEvent(desk: DeskState, event: DeskEvent, game: Game): Applied {
  const next = evolve(desk, event, game)
  const push = publish(desk, event, next, game)
  if (!push) return { desk: next, push: undefined }
  const seq = desk.seq + 1
  return { desk: { ...next, seq }, push: numbered(push, seq, next) }
}

function numbered(push: GamePush, seq: number, desk: DeskState): NumberedPush {
  const { type, fields, own } = push
  // Who was dealt in there may have left early, and somebody else sit in the seat.
  const hasLeft = desk.hand?.players.some((p) => p.seat === own?.seat && p.hasLeft)
  const playerId = own && desk.seats[own.seat]?.playerId
  if (!own || !playerId || hasLeft) return { seq, type, fields }
  return { seq, type, fields, own: { playerId, fields: own.fields } }
}

/** [DE2] The message a player gets of it: `seq`, `type` and the fields he may see. */
export function messageFor(push: NumberedPush, playerId: PlayerId): Record<string, unknown> {
  const own = push.own?.playerId === playerId ? push.own.fields : undefined
  return { seq: push.seq, type: push.type, ...push.fields, ...own }
}

function publish(
  before: DeskState,
  event: DeskEvent,
  after: DeskState,
  game: Game,
): GamePush | undefined {
  switch (event.type) {
    case 'seat-taken': {
      const { seat, playerId, nickname, avatar, gold, isBot } = event
      return { type: event.type, fields: { seat, playerId, nickname, avatar, gold, isBot } }
    }
    case 'seat-left':
      return { type: event.type, fields: { seat: event.seat, playerId: event.playerId } }
    case 'hand-started': {
      const { handId, seats } = event
      return { type: event.type, fields: { handId, seats, seedHash: before.seedHash } }
    }
    case 'played':
      return game.publish(event.event, after.hand?.game)
    case 'settled': {
      const clientSeeds = before.hand?.players.map((player) => player.clientSeed)
      const { handId, results } = event
      const serverSeed = before.hand?.serverSeed
      return { type: event.type, fields: { handId, results, serverSeed, clientSeeds } }
    }
    case 'seat-removed': {
      const { seat, playerId, reason } = event
      return { type: event.type, fields: { seat, playerId, reason } }
    }
    default:
      return undefined
  }
}
