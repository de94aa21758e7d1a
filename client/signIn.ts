import type { Admission, SessionAnswer } from '../src/contract/http.ts'
import type { HandRecord } from '../src/contract/xpnn.ts'
import { callRoute } from './callRoute.ts'

/** Signs a device in as a guest; the answer says where it stands in the login queue. */
export function signInAsGuest(origin: string, deviceId: string): Promise<Admission> {
  return callRoute(origin, { method: 'POST', path: '/auth/guest', body: { deviceId } })
}

/** Redeems an admitted ticket. Refused `queue/not-yet` or `queue/ticket-gone`. */
export function redeemTicket(origin: string, ticket: string): Promise<SessionAnswer> {
  return callRoute(origin, { method: 'POST', path: '/login', body: { ticket } })
}

/** A new token for the same session. Refused `login/expired`. */
export function refreshSession(origin: string, refreshToken: string): Promise<SessionAnswer> {
  return callRoute(origin, { method: 'POST', path: '/login/refresh', body: { refreshToken } })
}

export function signOut(origin: string, token: string): Promise<void> {
  return callRoute(origin, { method: 'POST', path: '/logout', token })
}

/** The public record of a finished hand. Refused `fair/no-such-hand`. */
export function fetchHand(origin: string, handId: string): Promise<HandRecord> {
  return callRoute(origin, { method: 'GET', path: `/fair/hands/${encodeURIComponent(handId)}` })
}
