import { Refused } from '../../client/refused.ts'
import {
  signOut as endSession,
  registerAccount,
  signInAsGuest,
  signInWithAccount,
  upgradeToAccount,
} from '../../client/signIn.ts'
import type { Admission, SessionAnswer } from '../../src/contract/http.ts'
import {
  isDeviceOwned,
  openEntry,
  problem,
  rememberAccount,
  showProblem,
  type TypedAccount,
} from './accountEntry.ts'
import { client, restart } from './connections.ts'
import { ownPlayerId } from './deskModel.ts'
import { deviceId } from './deviceId.ts'
import { enterHall } from './hall.ts'
import { isSigningIn, place, profile, screen } from './pageState.ts'
import { backToSeat, sitDown, toHall } from './seating.ts'
import { forget, recall, remember } from './stored.ts'
import { showError } from './toasts.ts'

const { origin } = location

let queueAbort: AbortController | undefined

/** Begins the page: back to where the tab was, or to the sign-in screen. */
export async function start(): Promise<void> {
  const refreshToken = recall('refresh', 'session')
  if (!refreshToken) {
    screen.value = 'signin'
    return
  }
  try {
    await enter(await client.takeUp(refreshToken))
  } catch {
    forget('refresh', 'session')
    restart()
    screen.value = 'signin'
  }
}

export async function signInGuest(): Promise<void> {
  try {
    await getIn(() => signInAsGuest(origin, deviceId()))
  } catch (error) {
    if (error instanceof Refused && error.code === 'auth/use-account') {
      openEntry('signin')
      isDeviceOwned.value = true
    } else {
      showError(error)
    }
  }
}

/** Signs in with an account, or makes it first; the form shows what is wrong. */
export async function signInAccount(typed: TypedAccount, isNew: boolean): Promise<void> {
  const ask = isNew ? registerAccount : signInWithAccount
  problem.value = undefined
  try {
    await getIn(async () => {
      const admission = await ask(origin, { ...typed, deviceId: deviceId() })
      rememberAccount(typed.account)
      return admission
    })
  } catch (error) {
    showProblem(error)
  }
}

/** Makes the guest who plays an account. True when he has it. */
export async function keepProgress(typed: TypedAccount): Promise<boolean> {
  const token = client.session?.token
  const me = profile.peek()
  if (isSigningIn.value || !token || !me) return false
  isSigningIn.value = true
  problem.value = undefined
  try {
    const { account } = await upgradeToAccount(origin, token, typed)
    profile.value = { ...(profile.peek() ?? me), account }
    rememberAccount(account)
    return true
  } catch (error) {
    showProblem(error)
    return false
  } finally {
    isSigningIn.value = false
  }
}

/** From the screen of the end: guests sign in at once, accounts by their session or their form. */
export async function signInAgain(): Promise<void> {
  if (profile.peek()?.account === undefined) await signInGuest()
  else await start()
}

export function leaveQueue(): void {
  queueAbort?.abort()
  screen.value = 'signin'
}

export async function signOut(): Promise<void> {
  // Read before the restart: a client that is closed knows no session any more.
  const token = client.session?.token
  forget('refresh', 'session')
  restart()
  profile.value = undefined
  screen.value = 'signin'
  // Without an answer the session ends by itself.
  if (token) await endSession(origin, token).catch(() => {})
}

/** However one asks to be let in: through the queue to the hall or back to the seat. */
async function getIn(ask: () => Promise<Admission>): Promise<void> {
  if (isSigningIn.value) return
  isSigningIn.value = true
  restart()
  const abort = new AbortController()
  queueAbort = abort
  try {
    const onPlace = (now: Admission | NonNullable<typeof place.value>) => {
      if (abort.signal.aborted) return
      place.value = now
      screen.value = 'queue'
    }
    await enter(await client.enter(await ask(), { signal: abort.signal, onPlace }))
  } catch (error) {
    screen.value = 'signin'
    if (!abort.signal.aborted) throw error
  } finally {
    isSigningIn.value = false
    place.value = undefined
  }
}

async function enter(session: SessionAnswer): Promise<void> {
  ownPlayerId.value = session.player.playerId
  remember('nickname', session.player.nickname)
  remember('avatar', String(session.player.avatar))
  await enterHall()
  if (session.resume?.reservation) {
    const { deskId, reservation } = session.resume
    await sitDown({ deskId, reservation }).catch(() => toHall())
  } else if (session.resume) {
    await backToSeat()
  } else {
    toHall()
  }
}
