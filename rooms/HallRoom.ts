import { HallState, TierCountState } from '../schema/hallState.ts'
import { hallRequests } from '../src/contract/hall.ts'
import type { PlayerId, TierId } from '../src/contract/ids.ts'
import { refuse } from '../src/contract/refusals.ts'
import type { RequestTable } from '../src/contract/request.ts'
import type { HallService } from '../src/hall/HallService.ts'
import type { Notice, Notices } from '../src/hall/Notices.ts'
import type { PlayerQueues } from '../src/requests/PlayerQueues.ts'
import type { Reply } from '../src/requests/ReplyCache.ts'
import { ParlorRoom, type VisitorClient } from './ParlorRoom.ts'
import type { Caller, RoomServices } from './services.ts'

export interface HallRoomServices extends RoomServices {
  readonly hall: HallService
  readonly notices: Notices
  readonly queues: PlayerQueues
  readonly onlinePlayers: () => number
  readonly tierIds: readonly TierId[]
  readonly counts: () => Promise<
    ReadonlyMap<TierId, { readonly desks: number; readonly players: number }>
  >
}

const REFRESH_MS = 1000

/** The hall as a Colyseus room: requests go to the hall service, counts come about once a second. */
export function hallRoomFor(services: HallRoomServices) {
  return class HallRoom extends ParlorRoom {
    protected override readonly services = services
    protected override readonly kind = 'hall'
    protected override readonly requests: RequestTable = hallRequests
    readonly #hall = new HallState()
    readonly #unlisten = new Map<string, () => void>()
    #refresh: NodeJS.Timeout | undefined

    override async onCreate(): Promise<void> {
      await this.#count()
      this.state = this.#hall
      this.#refresh = setInterval(() => void this.#recount(), REFRESH_MS)
    }

    override onDispose(): void {
      clearInterval(this.#refresh)
    }

    override async onJoin(client: VisitorClient): Promise<void> {
      await super.onJoin(client)
      this.#listen(client)
    }

    override async onReconnect(client: VisitorClient): Promise<void> {
      await super.onReconnect(client)
      this.#listen(client)
    }

    override onDrop(client: VisitorClient, code?: number): void {
      super.onDrop(client, code)
      this.#deafen(client)
    }

    override onLeave(client: VisitorClient, code?: number): void {
      super.onLeave(client, code)
      this.#deafen(client)
    }

    protected override answer(
      type: string,
      payload: unknown,
      caller: Caller,
    ): Promise<Reply> | Reply {
      const { playerId } = caller
      const queued = services.queues.run(playerId, () =>
        services.hall.answer(type, payload, playerId),
      )
      return queued ?? refuse('rate/limited')
    }

    protected override again(type: string, answer: Reply, { playerId }: Caller): Promise<Reply> {
      return services.hall.again(type, answer, playerId)
    }

    #listen(client: VisitorClient): void {
      const playerId: PlayerId = client.auth?.playerId ?? 0
      const hear = ({ type, ...fields }: Notice) => client.send(type, fields)
      this.#deafen(client)
      this.#unlisten.set(client.sessionId, services.notices.listen(playerId, hear))
    }

    #deafen(client: VisitorClient): void {
      this.#unlisten.get(client.sessionId)?.()
      this.#unlisten.delete(client.sessionId)
    }

    async #recount(): Promise<void> {
      try {
        await this.#count()
        this.broadcastPatch()
      } catch (error) {
        services.log.warn({ err: error }, 'the hall could not count its tiers')
      }
    }

    async #count(): Promise<void> {
      this.#hall.players = services.onlinePlayers()
      const counts = await services.counts()
      for (const tierId of services.tierIds) {
        const { desks, players } = counts.get(tierId) ?? { desks: 0, players: 0 }
        const key = String(tierId)
        const row = this.#hall.tiers.get(key) ?? new TierCountState()
        if (row.tierId !== tierId) row.tierId = tierId
        if (row.desks !== desks) row.desks = desks
        if (row.players !== players) row.players = players
        if (!this.#hall.tiers.has(key)) this.#hall.tiers.set(key, row)
      }
    }
  }
}
