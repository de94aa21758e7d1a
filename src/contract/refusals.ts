/**
 * The one table of refusal codes: what a player may be told "no" with. A refusal is legal, carries
 * a code from here and never changes state. `status` is what HTTP (and `/matchmake`) answers with.
 */
export const REFUSALS = {
  'request/invalid': [400, 'The request is not of the agreed form.'],
  'request/rid-reused': [409, 'This rid was used before with another request.'],
  'rate/limited': [429, 'Too many requests; slow down and try again.'],
  'server/fault': [500, 'Something failed on our side; nothing was changed. Try again.'],
  'server/draining': [503, 'This process takes nobody new; try another one.'],
  'http/not-found': [404, 'There is nothing at this address.'],
  'http/too-large': [413, 'The body is larger than 16 KiB.'],
  'http/origin-refused': [403, 'Pages of this origin may not use this server.'],
  'auth/bad-key': [400, 'This public key gives no secret; make a new one.'],
  'auth/bad-proof': [401, 'The proof is wrong or the handshake is gone; begin a new one.'],
  'auth/bad-seal': [401, 'The seal is wrong or its handshake is used or gone; begin a new one.'],
  'auth/use-account': [401, 'This device belongs to an account now; sign in with it.'],
  'auth/account-taken': [409, 'This account name has an owner already; choose another one.'],
  'auth/has-account': [409, 'You have an account already.'],
  'auth/weak-password': [400, 'This password is too easy to guess; choose another one.'],
  'auth/bad-credentials': [401, 'The account or the password is wrong.'],
  'auth/slow-down': [429, 'Too many tries; wait a little and try again.'],
  'auth/wechat-refused': [401, 'WeChat does not accept this code; get a new one.'],
  'auth/wechat-off': [501, 'Signing in with WeChat is not set up here.'],
  'auth/wechat-taken': [409, 'This WeChat id and this player cannot be joined: one has another.'],
  'auth/not-allowed': [403, 'You may not play at this time.'],
  'queue/full': [503, 'Too many players are waiting already; try again in a minute.'],
  'queue/not-yet': [425, 'The ticket is not admitted yet.'],
  'queue/ticket-gone': [410, 'The ticket is unknown, used or expired; sign in again.'],
  'login/unauthorized': [401, 'The session token is missing, wrong, expired or revoked.'],
  'login/expired': [401, 'The session is over; sign in again.'],
  'room/not-exposed': [403, 'Rooms are joined by joinOrCreate and reconnect only.'],
  'room/unknown': [404, 'There is no room of this name.'],
  'tier/unknown': [404, 'There is no such tier.'],
  'tier/closed': [409, 'This tier is closed at the moment.'],
  'desk/not-your-turn': [409, 'It is not yours to do this in this phase.'],
  'desk/wrong-phase': [409, 'This cannot be done in the present phase.'],
  'desk/bad-times': [400, 'The number is outside the allowed range.'],
  'desk/already-acted': [409, 'You have done this already in this hand.'],
  'desk/full': [409, 'Every seat of this desk is taken.'],
  'desk/in-play': [409, 'A hand is being played; only waiting desks can be joined.'],
  'desk/too-poor': [409, 'You do not have enough gold for this.'],
  'desk/already-seated': [409, 'You hold a seat already.'],
  'desk/not-seated': [409, 'You hold no seat here, or are not in this hand.'],
  'desk/paused': [503, 'Gold cannot be moved at this moment; try again in a minute.'],
  'desk/gone': [410, 'This desk does not exist any more.'],
  'desk/gap': [409, 'The events you ask for are no longer kept; take the whole state.'],
  'hall/gap': [409, 'The notices you ask for are no longer kept; load everything anew.'],
  'admin/unauthorized': [401, 'The bearer token is not that of an operator.'],
  'admin/no-such-player': [404, 'There is no player of this id.'],
  'fair/no-such-hand': [404, 'There is no finished hand of this id.'],
} as const satisfies Record<string, readonly [status: number, text: string]>

export type RefusalCode = keyof typeof REFUSALS

/** A legal "no" as a value. `detail` is for people, `fields` for programs (`retryAfterMs`, …). */
export interface Refusal {
  readonly refusal: RefusalCode
  readonly detail?: string
  readonly fields?: Readonly<Record<string, unknown>>
}

export function refuse(
  refusal: RefusalCode,
  detail?: string,
  fields?: Readonly<Record<string, unknown>>,
): Refusal {
  return { refusal, ...(detail ? { detail } : {}), ...(fields ? { fields } : {}) }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refusal' in value
}

/** HTTP status of a refusal code. */
export function statusOf(code: RefusalCode): number {
  return REFUSALS[code][0]
}

/** One sentence that tells a person what is wrong and what to do. */
export function textOf(code: RefusalCode): string {
  return REFUSALS[code][1]
}

/** Carries a refusal through code that can only throw; caught at a room or a route. */
export class RefusalError extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.refusal)
    this.name = 'RefusalError'
    this.refusal = refusal
  }
}
