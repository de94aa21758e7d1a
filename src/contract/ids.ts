/** The ids of the contract. Numbers count up and are never reused; strings are opaque. */
export type PlayerId = number
export type GameId = number
export type TierId = number
/** The Colyseus room id of a desk. */
export type DeskId = string
/** Names one hand for ever: the key of its settlement and of its record. */
export type HandId = string
export type SessionId = string
/** A client-made request id, see `ridSchema` in `request.ts`. */
export type Rid = string
/** Milliseconds since 1970. */
export type EpochMs = number
/** Gold is an integer of the smallest unit, at most `MAX_GOLD`. No float ever touches it. */
export type Gold = number

/** The largest amount any account, stake or transfer may reach: 2^53 − 1. */
export const MAX_GOLD = Number.MAX_SAFE_INTEGER

/** `playerId` of a seat nobody holds. */
export const NOBODY: PlayerId = 0
