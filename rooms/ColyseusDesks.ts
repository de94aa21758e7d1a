import { matchMaker } from '@colyseus/core'
import type { DeskId, PlayerId } from '../src/contract/ids.ts'
import { isRefusal, type Refusal, refuse } from '../src/contract/refusals.ts'
import type { Reservation } from '../src/contract/reservation.ts'
import type { Tier } from '../src/contract/tiers.ts'
import type { DeskHost } from '../src/desk/DeskHost.ts'
import { isInHand } from '../src/games/desk/DeskState.ts'
import type { DeskRooms } from '../src/hall/Seating.ts'
import { deskOptions } from './DeskRoom.ts'

/** Desks as Colyseus rooms, made and reserved only by the server itself. */
export class ColyseusDesks implements DeskRooms {
  /** The engines of this process by desk. */
  readonly hosts = new Map<DeskId, DeskHost>()
  readonly #opened: (host: DeskHost) => Promise<void>

  constructor(opened: (host: DeskHost) => Promise<void>) {
    this.#opened = opened
  }

  async open(tier: Tier): Promise<DeskId> {
    const room = await matchMaker.createRoom(tier.game, deskOptions(tier))
    const host = this.hosts.get(room.roomId)
    // Listed only now: before, the room could not have been reserved.
    if (host) await this.#opened(host)
    return room.roomId
  }

  async reserve(deskId: DeskId, playerId: PlayerId): Promise<Reservation | null> {
    const room = await matchMaker.getRoomById(deskId)
    if (!room || this.hosts.get(deskId)?.desk.isClosed) return null
    return (await matchMaker.reserveSeatFor(room, { playerId })) as Reservation
  }

  async leaveNow(deskId: DeskId, playerId: PlayerId): Promise<Refusal | undefined> {
    const host = this.hosts.get(deskId)
    const seat = host?.seatOf(playerId)
    if (!host || !seat) return undefined
    if (isInHand(host.desk, seat.index)) return refuse('desk/in-play')
    const outcome = await host.submit(
      { type: 'leave', playerId },
      { playerId, traceId: 'change-desk' },
    )
    return isRefusal(outcome) ? outcome : undefined
  }
}
