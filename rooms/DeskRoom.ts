import { CloseCode, matchMaker } from '@colyseus/core'
import { StateView } from '@colyseus/schema'
import { DeskWriter } from '../schema/DeskWriter.ts'
import { CLOSE } from '../src/contract/close.ts'
import { deskRequests } from '../src/contract/desk.ts'
import type { PlayerId } from '../src/contract/ids.ts'
import { isRefusal, RefusalError } from '../src/contract/refusals.ts'
import type { RequestTable } from '../src/contract/request.ts'
import type { Tier } from '../src/contract/tiers.ts'
import type { DeskHost, DeskListener, Outcome, Sitter } from '../src/desk/DeskHost.ts'
import type { DeskCommand } from '../src/games/desk/DeskCommand.ts'
import { type DeskState, isInHand } from '../src/games/desk/DeskState.ts'
import { deskFields, seatFields } from '../src/games/desk/project.ts'
import { messageFor, type NumberedPush } from '../src/games/desk/publish.ts'
import type { Reply } from '../src/requests/ReplyCache.ts'
import type { GameRoom } from './GameRoom.ts'
import { asServerError, ParlorRoom, type Visitor, type VisitorClient } from './ParlorRoom.ts'
import type { Caller, RoomServices } from './services.ts'

/** What a desk room gets from the process, beside what every room gets. */
export interface DeskRoomServices extends RoomServices {
  /** Makes the engine of a new desk of that tier. */
  openDesk(tierId: number, deskId: string, kind: GameRoom, room: DeskListener): Promise<DeskHost>
  deskChanged(host: DeskHost, pushes: readonly NumberedPush[]): void
  deskClosed(host: DeskHost): void
  /** How the player sits down: his name, his picture, whether he is ready by himself. */
  sitterOf(playerId: PlayerId): Promise<Sitter>
  satDown(host: DeskHost, playerId: PlayerId): void
  stoodUp(host: DeskHost, playerId: PlayerId): void
  autoReadySet(playerId: PlayerId, isAutoReady: boolean): void
}

/** The desk closes the connection of a removed player after this long. */
const REMOVED_STAYS_MS = 5000

/** A desk as a Colyseus room: carries requests to the engine, and its changes to the clients. */
export function deskRoomFor(kind: GameRoom, services: DeskRoomServices) {
  return class DeskRoom extends ParlorRoom implements DeskListener {
    protected override readonly services = services
    protected override readonly kind = 'desk'
    protected override readonly requests: RequestTable = { ...deskRequests, ...kind.game.moves }
    #host!: DeskHost
    #writer!: DeskWriter

    override async onCreate(options: { tierId: number }): Promise<void> {
      this.#host = await services.openDesk(options.tierId, this.roomId, kind, this)
      try {
        this.#showFirst()
      } catch (error) {
        // No room, no desk: or it would stay in the process without one.
        this.#host.close('voided')
        throw error
      }
    }

    #showFirst(): void {
      const { deskId, tier } = this.#host.desk
      const classes = { desk: kind.deskSchema, seat: kind.seatSchema }
      const fixed = { deskId, game: tier.game, tierId: tier.tierId }
      this.#writer = new DeskWriter(classes, fixed, tier.seats)
      this.#write(this.#host.desk)
      this.state = this.#writer.state
    }

    get host(): DeskHost {
      return this.#host
    }

    override async onJoin(client: VisitorClient): Promise<void> {
      const { playerId, traceId } = client.auth as Visitor
      const meta = { playerId, traceId }
      const outcome = this.#host.seatOf(playerId)
        ? await this.#host.submit({ type: 'return', playerId }, meta)
        : await this.#sit(playerId, meta)
      if (isRefusal(outcome)) throw asServerError(new RefusalError(outcome))
      this.#replaceOthers(client)
      await super.onJoin(client)
      this.#showOwnSeat(client)
    }

    override async onReconnect(client: VisitorClient): Promise<void> {
      await super.onReconnect(client)
      const { playerId, traceId } = client.auth as Visitor
      const outcome = await this.#host.submit({ type: 'return', playerId }, { playerId, traceId })
      if (isRefusal(outcome)) throw asServerError(new RefusalError(outcome))
      this.#showOwnSeat(client)
    }

    override async onDrop(client: VisitorClient, code?: number): Promise<void> {
      super.onDrop(client, code)
      this.#connectionLost(client)
    }

    override async onLeave(client: VisitorClient, code?: number): Promise<void> {
      super.onLeave(client, code)
      client.view?.dispose()
      const playerId = client.auth?.playerId
      if (playerId === undefined || this.#isHere(playerId)) return
      // `room.leave()` of the client is leaving the desk; anything else is a drop.
      if (code === CLOSE.consented && !client.userData?.isEnded) {
        await this.#host.submit({ type: 'leave', playerId }, { playerId, traceId: 'consented' })
      }
      this.#connectionLost(client)
    }

    override onBeforeShutdown(): void {
      if (this.#host.desk.isClosed) void this.disconnect(CloseCode.SERVER_SHUTDOWN)
      else this.#host.close('closed')
    }

    changed(desk: DeskState, pushes: readonly NumberedPush[]): void {
      if (!this.#writer) return
      const bug = this.#show(desk, pushes)
      for (const push of pushes) this.#send(push)
      services.deskChanged(this.#host, pushes)
      if (bug && !desk.isClosed) this.#host.fail(bug.cause)
    }

    seatFreed(playerId: PlayerId): void {
      services.stoodUp(this.#host, playerId)
      setTimeout(() => this.#closeRemoved(playerId), REMOVED_STAYS_MS).unref()
    }

    closed(): void {
      services.deskClosed(this.#host)
      const isStopping = matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN
      if (isStopping) return void this.disconnect(CloseCode.SERVER_SHUTDOWN)
      setTimeout(() => void this.disconnect(CLOSE.consented), REMOVED_STAYS_MS).unref()
    }

    protected override answer(
      type: string,
      payload: unknown,
      caller: Caller,
    ): Reply | Promise<Reply> {
      if (type === 'desk/since') {
        const { seq } = payload as { seq: number }
        const events = this.#host.since(seq, caller.playerId)
        return isRefusal(events) ? events : { events }
      }
      const { playerId, traceId, rid } = caller
      const command = commandOf(type, payload, playerId)
      const outcome = this.#host.submit(command, { playerId, traceId, ...(rid ? { rid } : {}) })
      if (command.type !== 'ready' || command.auto === undefined) return outcome
      return this.#rememberAuto(playerId, command.auto, outcome)
    }

    /** Auto-ready is the player's own wish: it holds at his next desk too. */
    async #rememberAuto(
      playerId: PlayerId,
      isAutoReady: boolean,
      outcome: Outcome | Promise<Outcome>,
    ): Promise<Outcome> {
      const known = await outcome
      if (!isRefusal(known)) services.autoReadySet(playerId, isAutoReady)
      return known
    }

    protected override beforeFullState(): void {
      this.#writer.setNow(services.nowMs())
    }

    async #sit(playerId: PlayerId, meta: { traceId: string }): Promise<Outcome> {
      const sitter = await services.sitterOf(playerId)
      const outcome = await this.#host.sit(sitter, meta)
      if (!isRefusal(outcome)) services.satDown(this.#host, playerId)
      return outcome
    }

    /** [RM3] A player has one connection to a desk: the newest. */
    #replaceOthers(client: VisitorClient): void {
      for (const other of [...this.clients]) {
        if (other === client || other.auth?.playerId !== client.auth?.playerId) continue
        this.endConnection(other, 'replaced')
      }
    }

    #connectionLost(client: VisitorClient): void {
      const playerId = client.auth?.playerId
      if (playerId === undefined || this.#isHere(playerId) || !this.#host.seatOf(playerId)) return
      void this.#host.submit({ type: 'drop', playerId }, { playerId, traceId: 'dropped' })
    }

    #isHere(playerId: PlayerId): boolean {
      return this.clients.some((client) => client.auth?.playerId === playerId)
    }

    #showOwnSeat(client: VisitorClient): void {
      const seat = this.#host.seatOf(client.auth?.playerId ?? 0)
      client.view?.dispose()
      client.view = new StateView()
      if (seat) client.view.add(this.#writer.seat(seat.index))
    }

    /** A seat leaves its player's view before anybody else can sit on it. */
    #updateViews(pushes: readonly NumberedPush[]): void {
      for (const push of pushes) {
        if (push.type !== 'seat-removed') continue
        const { seat, playerId } = push.fields as { seat: number; playerId: number }
        for (const client of this.clients) {
          if (client.auth?.playerId === playerId) client.view?.remove(this.#writer.seat(seat))
        }
      }
    }

    /** [IS1] A game whose fields cannot be shown is a bug of this desk; it is told of its end. */
    #show(desk: DeskState, pushes: readonly NumberedPush[]): { cause: unknown } | undefined {
      try {
        this.#updateViews(pushes)
        this.#write(desk)
        this.broadcastPatch()
        return undefined
      } catch (cause) {
        return { cause }
      }
    }

    #write(desk: DeskState): void {
      const seats = desk.seats.map((seat) => seatFields(desk, seat, kind.game))
      this.#writer.write(deskFields(desk, kind.game), seats, desk.timers)
      this.#writer.setNow(services.nowMs())
    }

    #send(push: NumberedPush): void {
      if (!push.own) return this.broadcast('desk/event', messageFor(push, 0))
      for (const client of this.clients) {
        client.send('desk/event', messageFor(push, client.auth?.playerId ?? 0))
      }
    }

    #closeRemoved(playerId: PlayerId): void {
      if (this.#host.seatOf(playerId)) return
      for (const client of [...this.clients]) {
        if (client.auth?.playerId === playerId) this.closeConnection(client, CLOSE.consented)
      }
    }

    /** Whether the player is in a hand, so that he cannot just go elsewhere. */
    isBound(playerId: PlayerId): boolean {
      const seat = this.#host.seatOf(playerId)
      return seat !== undefined && isInHand(this.#host.desk, seat.index)
    }
  }
}

export type DeskRoomClass = ReturnType<typeof deskRoomFor>

/** A tier's id is all that a new desk is told; the rest it looks up itself. */
export function deskOptions(tier: Tier): { tierId: number } {
  return { tierId: tier.tierId }
}

function commandOf(type: string, payload: unknown, playerId: PlayerId): DeskCommand {
  switch (type) {
    case 'desk/ready':
      return { type: 'ready', playerId, ...(payload as { ready: boolean; auto?: boolean }) }
    case 'desk/leave':
      return { type: 'leave', playerId }
    case 'fair/seed':
      return { type: 'seed', playerId, seed: (payload as { seed: string }).seed }
    default:
      return { type: 'move', playerId, move: type, payload }
  }
}
