import type { HandRecord } from '../src/contract/handRecord.ts'
import type { AccountPlayer, Admission, SessionAnswer } from '../src/contract/http.ts'
import { callRoute } from './callRoute.ts'

/** Signs a device in as a guest; the answer says where it stands in the login queue. */
export function signInAsGuest(origin: string, deviceId: string): Promise<Admission> {
  return callRoute(origin, { method: 'POST', path: '/auth/guest', body: { deviceId } })
}

/** An account and its password; with the device, guesses of others do not hold its owner back. */
export interface AccountEntry {
  readonly account: string
  readonly password: string
  readonly deviceId?: string
}

/**
 * Makes a player with an account. Refused `auth/account-taken`, `auth/weak-password`,
 * `auth/slow-down`.
 */
export function registerAccount(
  origin: string,
  entry: AccountEntry & { readonly nickname?: string },
): Promise<Admission> {
  return callRoute(origin, { method: 'POST', path: '/auth/register', body: entry })
}

/** Signs in with an account. Refused `auth/bad-credentials`, and `auth/slow-down` with a time. */
export function signInWithAccount(origin: string, entry: AccountEntry): Promise<Admission> {
  return callRoute(origin, { method: 'POST', path: '/auth/login', body: entry })
}

/**
 * Makes the guest of this session an account; he keeps everything. Refused as `registerAccount`, and
 * `auth/has-account`.
 */
export async function upgradeToAccount(
  origin: string,
  token: string,
  entry: Pick<AccountEntry, 'account' | 'password'>,
): Promise<AccountPlayer> {
  const call = { method: 'POST', path: '/auth/upgrade', body: entry, token } as const
  return (await callRoute<{ player: AccountPlayer }>(origin, call)).player
}

/** Signs in with a code from WeChat. Refused `auth/wechat-refused`, `auth/wechat-off`. */
export function signInWithWechat(origin: string, code: string): Promise<Admission> {
  return callRoute(origin, { method: 'POST', path: '/auth/wechat', body: { code } })
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
