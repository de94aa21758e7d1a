import type { HandRecord } from '../contract/handRecord.ts'
import type { Gold, HandId, PlayerId } from '../contract/ids.ts'

/**
 * Double-entry gold. Gold only moves: from one account to another, by transfers that are never
 * changed, in one transaction an operation. Every operation has a key; the same key with the same
 * content again changes nothing and gives the first result, with other content it is refused with
 * `LedgerError('ledger/key-reused')`. Wallets, escrows and pots are never negative.
 *
 * Accounts: a `wallet` and an `escrow` for each player, a `pot` for a desk (what players who left a
 * hand early have lost in it), and `house` (fees), `mint` (gold given to players), `bots` (gold
 * given to house bots), `payments` (gold bought). `gold` of a player is wallet plus escrow.
 *
 * Faults are `LedgerError`s: the caller may try again with the same key.
 */
export interface Ledger {
  /** Gives a new player his first gold, once. Returns his gold. */
  openPlayer(playerId: PlayerId, amount: Gold): Promise<Gold>
  /** Tops a house bot's wallet up to `amount`, if it holds less. Returns its wallet. */
  fundBot(key: string, playerId: PlayerId, amount: Gold): Promise<Gold>
  /** Wallet plus escrow of each known player. */
  goldOf(playerIds: readonly PlayerId[]): Promise<Map<PlayerId, Gold>>
  /**
   * Moves the whole wallet into the player's escrow at that desk. A player has a stake at one desk
   * at most: at another one it is `LedgerError('ledger/staked-elsewhere')`; less than `atLeast` in
   * the wallet is `LedgerError('ledger/too-poor')`. Returns the stake.
   */
  stake(key: string, move: { playerId: PlayerId; deskNo: number; atLeast: Gold }): Promise<Gold>
  /** Moves what came into the wallet meanwhile into the escrow too. Returns the stake. */
  topUp(key: string, move: { playerId: PlayerId; deskNo: number }): Promise<Gold>
  /**
   * Standing up: the escrow goes back to the wallet, but for `intoPot`, which stays in the desk's
   * pot for the settlement of the hand the player left early. Without a stake there: 0.
   * Returns what came back to the wallet.
   */
  unstake(key: string, move: { playerId: PlayerId; deskNo: number; intoPot?: Gold }): Promise<Gold>
  /**
   * Pays a hand: one transaction, keyed by the hand id, with results, fees and the hand record.
   * Results must sum to zero. Returns the stake of each line afterwards, in the order of the lines
   * (for a line paid from the pot: 0). A hand that was voided is `LedgerError('ledger/hand-void')`.
   */
  settle(settlement: Settlement): Promise<Gold[]>
  /**
   * Declares a hand void, so that it can never be settled; what early leavers left in the pot goes
   * back to their wallets. A settled hand is `LedgerError('ledger/hand-settled')`.
   */
  voidHand(hand: { handId: HandId; deskNo: number; fromPot: readonly PotShare[] }): Promise<void>
  /** Returns every stake at desks that do not live, e.g. after a crash. Returns how many. */
  returnOrphans(isLiving: (deskNo: number) => boolean): Promise<number>
  /** The record of a finished hand. */
  handRecord(handId: HandId): Promise<HandRecord | undefined>
}

export interface PotShare {
  readonly playerId: PlayerId
  readonly amount: Gold
}

export interface SettlementLine {
  readonly playerId: PlayerId
  readonly seat: number
  /** Net win or loss before the fee. */
  readonly result: number
  /** Goes to the house; at most the result. */
  readonly fee: Gold
  /** The player left early: his loss is in the pot already. */
  readonly fromPot: boolean
}

export interface Settlement {
  readonly handId: HandId
  readonly deskNo: number
  readonly tierId: number
  readonly endedAtMs: number
  readonly lines: readonly SettlementLine[]
  readonly record: HandRecord
}

export type LedgerErrorCode =
  | 'ledger/key-reused'
  | 'ledger/bad-amount'
  | 'ledger/unknown-account'
  | 'ledger/too-poor'
  | 'ledger/overflow'
  | 'ledger/staked-elsewhere'
  | 'ledger/not-staked'
  | 'ledger/unbalanced'
  | 'ledger/hand-void'
  | 'ledger/hand-settled'
  | 'ledger/unavailable'

/** What the ledger will not or cannot do; not one row was written. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode
  constructor(code: LedgerErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ? `${code}: ${detail}` : code, options)
    this.name = 'LedgerError'
    this.code = code
  }
}
