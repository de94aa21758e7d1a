import type { RemovalReason } from '../../contract/desk.ts'
import type { Gold, PlayerId } from '../../contract/ids.ts'

/** Everything a desk can be asked to do, by players, by its timers, or by the server. */
export type DeskCommand =
  | {
      readonly type: 'sit'
      readonly playerId: PlayerId
      readonly nickname: string
      readonly avatar: number
      /** The stake, already in escrow. */
      readonly gold: Gold
      readonly isBot: boolean
      readonly isAutoReady: boolean
    }
  | {
      readonly type: 'ready'
      readonly playerId: PlayerId
      readonly ready: boolean
      readonly auto?: boolean
    }
  | { readonly type: 'leave'; readonly playerId: PlayerId }
  | { readonly type: 'drop'; readonly playerId: PlayerId }
  | { readonly type: 'return'; readonly playerId: PlayerId }
  | { readonly type: 'seed'; readonly playerId: PlayerId; readonly seed: string }
  | {
      readonly type: 'move'
      readonly playerId: PlayerId
      readonly move: string
      readonly payload: unknown
    }
  | { readonly type: 'timer'; readonly timerId: number }
  /** The ledger has paid the hand; `gold` by seat. */
  | { readonly type: 'settled'; readonly gold: Readonly<Record<number, Gold>> }
  | { readonly type: 'raise-stake'; readonly playerId: PlayerId; readonly gold: Gold }
  /** Ends the desk: a hand in play is void, everybody is removed. */
  | { readonly type: 'close'; readonly reason: Extract<RemovalReason, 'voided' | 'closed'> }

/** What a decision may need from outside: the time, and chance it may use. */
export interface DecideContext {
  readonly nowMs: number
  /** A fresh server seed, 32 random bytes in hex; used when a seed is to be committed. */
  readonly freshSeed: () => string
  /** Gold cannot be moved at the moment: no hand may start. */
  readonly isPaused?: boolean
}
