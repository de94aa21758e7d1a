/** WebSocket close codes of Parlor; 4000 to 4010 keep the meaning they have in Colyseus. */
export const CLOSE = {
  consented: 4000,
  signedInElsewhere: 4101,
  loggedOut: 4102,
  kicked: 4103,
  idle: 4104,
  moved: 4110,
} as const

/** Why a session ended, as `session/ended { reason }` says it before the connection closes. */
export type SessionEndReason =
  | 'signed-in-elsewhere'
  | 'replaced'
  | 'logged-out'
  | 'kicked'
  | 'idle'
  | 'expired'

export const CLOSE_OF: Readonly<Record<SessionEndReason, number>> = {
  'signed-in-elsewhere': CLOSE.signedInElsewhere,
  replaced: CLOSE.signedInElsewhere,
  'logged-out': CLOSE.loggedOut,
  kicked: CLOSE.kicked,
  idle: CLOSE.idle,
  expired: CLOSE.idle,
}
