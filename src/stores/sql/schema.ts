import type { Generated, Kysely, Transaction } from 'kysely'

/** The tables as the code sees them; `migrations/` makes them. Integers are whole and ≤ 2^53 − 1. */
export interface Schema {
  players: {
    id: Generated<number>
    nickname: string
    avatar: number
    sex: number
    is_bot: number
    account: string | null
    created_at_ms: number
  }
  devices: { device_key: string; player_id: number }
  /** Hashes in the PHC form; whose account it is stands in `players.account`. */
  passwords: { player_id: number; hash: string }
  /** Devices that signed in to an account before. */
  account_devices: { player_id: number; device_key: string; seen_at_ms: number }
  wechat_players: { app_id: string; open_id: string; player_id: number }
  sequences: { name: string; last_given: number }
  accounts: { id: number; kind: string; owner: number; balance: number }
  /** One row an operation, for ever: its key decides that it happens at most once. */
  operations: {
    id: Generated<number>
    op_key: string
    kind: string
    digest: string
    result: string
    at_ms: number
  }
  /** Insert-only. `amount` leaves the debit account and enters the credit account. */
  transfers: {
    operation_id: number
    line: number
    debit_id: number
    credit_id: number
    amount: number
    kind: string
    reference: string
  }
  /** Where a player's escrow is staked; `operation_id` is the operation that staked it. */
  stakes: { player_id: number; desk_no: number; operation_id: number }
  /** To whom the gold in a desk's pot belongs until its hand is settled. */
  pot_shares: { desk_no: number; player_id: number; amount: number; operation_id: number }
  hands: {
    operation_id: number
    hand_id: string
    desk_no: number
    tier_id: number
    ended_at_ms: number
    record: string
  }
  hand_players: {
    player_id: number
    operation_id: number
    seat: number
    result: number
    fee: number
  }
  /** Notices of what was committed, until they are dispatched. `payload` is JSON. */
  outbox: {
    id: Generated<number>
    player_id: number
    type: string
    payload: string
    at_ms: number
  }
  /** The login queue of a server without Redis, in the order of `place`. */
  queue_tickets: { place: number; player_id: number; seed: string; is_admitted: number }
}

export type Db = Kysely<Schema>
export type Trx = Transaction<Schema>
