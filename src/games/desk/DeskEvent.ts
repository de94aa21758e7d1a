import type { RemovalReason } from '../../contract/desk.ts'
import type { EpochMs, Gold, HandId, PlayerId } from '../../contract/ids.ts'
import type { GameEvent, SeatResult } from '../game.ts'
import type { CdTimer } from '../timers.ts'

/** Everything that can happen to a desk. Events are facts: applied in order they make the state. */
export type DeskEvent =
  | {
      readonly type: 'seat-taken'
      readonly seat: number
      readonly playerId: PlayerId
      readonly nickname: string
      readonly avatar: number
      readonly gold: Gold
      readonly isBot: boolean
      readonly isAutoReady: boolean
    }
  | { readonly type: 'seat-readied'; readonly seat: number; readonly isReady: boolean }
  | { readonly type: 'auto-ready-set'; readonly seat: number; readonly isAutoReady: boolean }
  | { readonly type: 'seat-left'; readonly seat: number; readonly playerId: PlayerId }
  | { readonly type: 'seat-dropped'; readonly seat: number; readonly atMs: EpochMs }
  | { readonly type: 'seat-returned'; readonly seat: number }
  | {
      readonly type: 'seat-removed'
      readonly seat: number
      readonly playerId: PlayerId
      readonly reason: RemovalReason
      /** What stays in the pot: the loss of one who left before the hand was over. */
      readonly intoPot: Gold
    }
  | { readonly type: 'stake-raised'; readonly seat: number; readonly gold: Gold }
  | { readonly type: 'client-seed-set'; readonly seat: number; readonly seed: string }
  | { readonly type: 'seed-committed'; readonly serverSeed: string; readonly seedHash: string }
  | { readonly type: 'phase-entered'; readonly phase: string }
  | { readonly type: 'timer-set'; readonly timer: CdTimer }
  | { readonly type: 'timer-cleared'; readonly timerId: number }
  | {
      readonly type: 'hand-started'
      readonly handId: HandId
      readonly atMs: EpochMs
      readonly seats: readonly number[]
    }
  /** Something of the game's own. */
  | { readonly type: 'played'; readonly event: GameEvent }
  | { readonly type: 'seat-finished'; readonly seat: number; readonly result: number }
  | {
      readonly type: 'hand-finished'
      readonly atMs: EpochMs
      readonly results: readonly SeatResult[]
      /** Seats that did something themselves. */
      readonly active: readonly number[]
    }
  /** The ledger has paid the hand; `gold` is each seat's stake after it. */
  | {
      readonly type: 'settled'
      readonly handId: HandId
      readonly results: readonly (SeatResult & { readonly gold: Gold })[]
    }
  /** `end` is over: what belonged to the hand is gone. */
  | { readonly type: 'hand-cleared' }
  | { readonly type: 'hand-voided'; readonly handId: HandId }
  | { readonly type: 'desk-closed' }
