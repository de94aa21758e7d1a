import { randomBytes } from 'node:crypto'
import type { ColyseusDesks } from '../../rooms/ColyseusDesks.ts'
import type { DeskRoomServices } from '../../rooms/DeskRoom.ts'
import type { RoomServices } from '../../rooms/services.ts'
import type { HouseBots } from '../bots/HouseBots.ts'
import type { PlayerId, TierId } from '../contract/ids.ts'
import type { Tier } from '../contract/tiers.ts'
import type { DeskHost, DeskServices } from '../desk/DeskHost.ts'
import { openDeskHost } from '../desk/openDeskHost.ts'
import { CLAIM_LEASE_MS, type Locator } from '../locator/Locator.ts'
import type { OnlineRecords } from '../login/OnlineRecords.ts'
import type { PlayerStore, Sequence } from '../stores/PlayerStore.ts'

/** When a claim made now is over; a claim on a new desk is made a little after the desk. */
const LOOK_AGAIN_MS = CLAIM_LEASE_MS + 500

export interface DeskWiring {
  readonly tiers: ReadonlyMap<TierId, Tier>
  readonly desks: ColyseusDesks
  readonly locator: Locator
  readonly records: OnlineRecords
  /** Gold was paid: the notices of it are in the outbox. */
  readonly tellCommitted: () => void
  readonly bots: HouseBots
  readonly players: PlayerStore
  readonly sequence: Sequence
  readonly engine: Omit<DeskServices, 'freshSeed'>
}

/** What desk rooms need, tied together: engine, directory, online records, bots, notices. */
export function deskServices(rooms: RoomServices, wiring: DeskWiring): DeskRoomServices {
  const { tiers, desks, locator, records, tellCommitted, bots, players, sequence, engine } = wiring
  /** Who switched auto-ready off in this process, until he switches it on again. */
  const notAutoReady = new Set<PlayerId>()

  /** [SG5] An emptied desk is closed, except where its tier keeps so many or somebody is coming. */
  const closeIfNotKept = async (host: DeskHost): Promise<void> => {
    if (!host.isDeserted() || host.desk.isClosed) return
    const { deskId, tier } = host.desk
    if ((await locator.freeSeats(deskId)) < tier.seats) return lookAgain(host)
    const desksOfTier = (await locator.counts()).get(tier.tierId)?.desks ?? 0
    if (host.isDeserted() && desksOfTier > tier.minDesks) host.close('closed')
  }
  /** Who has claimed a seat and never comes must not keep a desk open. */
  const lookAgain = (host: DeskHost) => {
    const { scheduler } = engine
    scheduler.at(scheduler.nowMs() + LOOK_AGAIN_MS, () => void closeIfNotKept(host))
  }

  return {
    ...rooms,
    openDesk: async (tierId, deskId, kind, room) => {
      const tier = tiers.get(tierId)
      if (!tier) throw new Error(`there is no tier ${tierId}`)
      const deskNo = await sequence.next('desk')
      const services = { ...engine, freshSeed: () => randomBytes(32).toString('hex') }
      const host = openDeskHost({ deskId, deskNo, tier }, kind.game, services, room)
      desks.hosts.set(deskId, host)
      lookAgain(host)
      return host
    },
    deskChanged: (host, pushes) => {
      void locator.update(host.desk.deskId, host.listing())
      bots.deskChanged(host)
      if (pushes.some((push) => push.type === 'settled')) tellCommitted()
      if (host.isDeserted()) void closeIfNotKept(host)
    },
    deskClosed: ({ desk: { deskId } }) => {
      desks.hosts.delete(deskId)
      bots.deskClosed(deskId)
      void locator.remove(deskId)
    },
    sitterOf: async (playerId) => {
      const row = await players.byId(playerId)
      if (!row) throw new Error(`player ${playerId} has a session but no row`)
      const { nickname, avatar } = row
      return { playerId, nickname, avatar, isBot: false, isAutoReady: !notAutoReady.has(playerId) }
    },
    satDown: ({ desk: { deskId, tier } }, playerId) => {
      void locator.release(deskId, playerId)
      void records.setDesk(playerId, { deskId, tierId: tier.tierId, gameId: tier.gameId })
    },
    stoodUp: ({ desk: { deskId } }, playerId) => {
      void records.clearDesk(playerId, deskId)
      tellCommitted()
      bots.stoodUp(playerId)
    },
    autoReadySet: (playerId, isAutoReady) => {
      if (isAutoReady) notAutoReady.delete(playerId)
      else notAutoReady.add(playerId)
    },
  }
}
