import { type AuthContext, matchMaker } from '@colyseus/core'
import type { PlayerId } from '../src/contract/ids.ts'
import { isRefusal, type Refusal, RefusalError, refuse } from '../src/contract/refusals.ts'
import type { Log } from '../src/ops/Log.ts'
import { asServerError, type Visitor } from './ParlorRoom.ts'

type SeatReservation = Awaited<ReturnType<typeof matchMaker.reserveSeatFor>>

/** The only ways of the SDK into a room; rooms are made by the server alone. [RM4] */
const EXPOSED = ['joinOrCreate', 'reconnect']

export interface DoorServices {
  authenticate(token: unknown): Promise<{ playerId: PlayerId }>
  /** A place in the hall. */
  enterHall(playerId: PlayerId): Promise<SeatReservation>
  /** A place at a desk of that tier; the game is the room's name. */
  enterDesk(playerId: PlayerId, game: string, tierId: unknown): Promise<Refusal | object>
  readonly games: readonly string[]
  readonly log: Log
}

/**
 * Locks the matchmaking of the base: whoever asks must show a session, and of his options only
 * those in the contract are used. A refusal rejects with its code as message and an HTTP status.
 */
export function lockMatchmaking(services: DoorServices): void {
  const { controller } = matchMaker
  controller.exposedMethods = [...EXPOSED]
  controller.invokeMethod = async (
    method: string,
    roomName: string,
    options: Record<string, unknown> = {},
    context?: AuthContext,
  ) => {
    try {
      return await enter(services, method, roomName, options, context)
    } catch (error) {
      if (!(error instanceof RefusalError)) {
        services.log.error({ err: error, method, roomName }, 'matchmaking failed')
      }
      throw asServerError(error)
    }
  }
}

async function enter(
  services: DoorServices,
  method: string,
  roomName: string,
  options: Record<string, unknown>,
  context: AuthContext | undefined,
): Promise<SeatReservation> {
  if (!EXPOSED.includes(method)) throw new RefusalError(refuse('room/not-exposed'))
  const { playerId } = await services.authenticate(context?.token)
  if (method === 'reconnect') return reconnect(playerId, roomName, options)
  if (roomName === 'hall') return services.enterHall(playerId)
  if (!services.games.includes(roomName)) throw new RefusalError(refuse('room/unknown'))
  const entry = await services.enterDesk(playerId, roomName, options['tierId'])
  if (isRefusal(entry)) throw new RefusalError(entry)
  return entry as SeatReservation
}

/** The room itself checks the session behind the token; `roomName` is the room's id here. */
async function reconnect(
  playerId: PlayerId,
  roomId: string,
  { reconnectionToken }: Record<string, unknown>,
): Promise<SeatReservation> {
  if (typeof reconnectionToken !== 'string') throw new RefusalError(refuse('request/invalid'))
  if (isOfSomebodyElse(playerId, roomId, reconnectionToken)) {
    throw new RefusalError(refuse('login/unauthorized'))
  }
  try {
    return await matchMaker.reconnect(roomId, { reconnectionToken })
  } catch (error) {
    throw new RefusalError(refuse('desk/gone', error instanceof Error ? error.message : undefined))
  }
}

/** The base closes a living connection for whoever has its token: a thief must not get that far. */
function isOfSomebodyElse(playerId: PlayerId, roomId: string, token: string): boolean {
  const room = matchMaker.getLocalRoomById(roomId)
  const owner = room?.clients.find((client) => client.reconnectionToken === token)
  return owner !== undefined && (owner.auth as Visitor | undefined)?.playerId !== playerId
}
