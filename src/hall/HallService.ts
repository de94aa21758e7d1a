import type { HallRequests, Profile, TierRow, Whereabouts } from '../contract/hall.ts'
import type { PlayerId, TierId } from '../contract/ids.ts'
import { isRefusal, type Refusal, refuse } from '../contract/refusals.ts'
import type { PayloadOf } from '../contract/request.ts'
import type { Tier } from '../contract/tiers.ts'
import type { Ledger } from '../ledger/Ledger.ts'
import type { Locator } from '../locator/Locator.ts'
import type { HandHistory, PlayedHand } from '../stores/HandHistory.ts'
import type { PlayerStore } from '../stores/PlayerStore.ts'
import type { Notice, Notices } from './Notices.ts'
import type { Entry, Seating } from './Seating.ts'

type Payload<T extends keyof HallRequests> = PayloadOf<HallRequests[T]>

export interface HallParts {
  readonly players: PlayerStore
  readonly ledger: Ledger
  readonly history: HandHistory
  readonly locator: Locator
  readonly seating: Seating
  readonly notices: Notices
  readonly tiers: ReadonlyMap<TierId, Tier>
  readonly online: {
    whereaboutsOf(playerId: PlayerId): Promise<Whereabouts>
    statesOf(playerIds: readonly PlayerId[]): Promise<Record<string, Whereabouts['state']>>
  }
}

/** What the hall answers, one method a request. Knows no connection and no room. */
export class HallService {
  readonly #parts: HallParts

  constructor(parts: HallParts) {
    this.#parts = parts
  }

  /** The answer to a hall request of that type; the payload has its agreed form. */
  async answer(type: string, payload: unknown, playerId: PlayerId): Promise<Answer> {
    switch (type as keyof HallRequests) {
      case 'player/me':
        return this.profile(playerId)
      case 'player/update':
        return this.update(playerId, payload as Payload<'player/update'>)
      case 'player/online':
        return this.#parts.online.statesOf((payload as Payload<'player/online'>).playerIds)
      case 'tier/list':
        return this.tierList(payload as Payload<'tier/list'>)
      case 'desk/quick':
        return this.#parts.seating.quick(playerId, payload as Payload<'desk/quick'>)
      case 'desk/resume':
        return this.#parts.seating.resume(playerId)
      case 'hand/history':
        return this.hands(playerId, payload as Payload<'hand/history'>)
      case 'hall/since':
        return this.since(playerId, payload as Payload<'hall/since'>)
    }
  }

  /** A remembered answer again: reservations in it are made anew. */
  async again(type: string, answer: Answer, playerId: PlayerId): Promise<Answer> {
    if (isRefusal(answer) || answer === null) return answer
    if (type === 'desk/quick') return this.#parts.seating.again(playerId, answer as Entry)
    if (type === 'desk/resume') return this.#parts.seating.resume(playerId)
    return answer
  }

  async profile(playerId: PlayerId): Promise<Profile> {
    const { players, ledger, online } = this.#parts
    const row = await players.byId(playerId)
    if (!row) throw new Error(`player ${playerId} has a session but no row`)
    const gold = (await ledger.goldOf([playerId])).get(playerId) ?? 0
    const { nickname, avatar, sex, account, createdAtMs } = row
    const whereabouts = await online.whereaboutsOf(playerId)
    return {
      playerId,
      nickname,
      avatar,
      sex,
      gold,
      ...(account === null ? {} : { account }),
      createdAtMs,
      whereabouts,
    }
  }

  async update(playerId: PlayerId, change: Payload<'player/update'>): Promise<Profile> {
    await this.#parts.players.update(playerId, change)
    return this.profile(playerId)
  }

  async tierList({ gameId }: Payload<'tier/list'>): Promise<TierRow[]> {
    const counts = await this.#parts.locator.counts()
    return [...this.#parts.tiers.values()]
      .filter((tier) => gameId === undefined || tier.gameId === gameId)
      .map(({ tierId, gameId, game, gameType, name, baseBet, minEnter, seats, isOpen }) => ({
        tierId,
        gameId,
        game,
        gameType,
        name,
        baseBet,
        minEnter,
        seats,
        desks: counts.get(tierId)?.desks ?? 0,
        players: counts.get(tierId)?.players ?? 0,
        isOpen,
      }))
  }

  /** [HH1] His own hands, the one paid last first. */
  async hands(
    playerId: PlayerId,
    page: Payload<'hand/history'>,
  ): Promise<Refusal | { hands: readonly PlayedHand[] }> {
    const hands = await this.#parts.history.page(playerId, page)
    return hands ? { hands } : refuse('fair/no-such-hand')
  }

  since(
    playerId: PlayerId,
    { seq }: Payload<'hall/since'>,
  ): Refusal | { events: readonly Notice[] } {
    const events = this.#parts.notices.since(playerId, seq)
    return events ? { events } : refuse('hall/gap')
  }
}

export type Answer = Refusal | object | null
