import { computed, signal } from '@preact/signals'
import { ParlorClient } from '../../client/ParlorClient.ts'
import type { LinkEnd, LinkStatus } from '../../client/RoomLink.ts'
import { ConnectionLost, Refused } from '../../client/refused.ts'
import type { Profile, TierRow } from '../../src/contract/hall.ts'
import type { QueuePlace, SessionAnswer } from '../../src/contract/http.ts'
import type { Reservation } from '../../src/contract/reservation.ts'
import { words } from '../text/words.ts'
import {
  connection,
  desk,
  deskStatus,
  ownPlayerId,
  removal,
  resetDesk,
  takeEvent,
  takeState,
} from './deskModel.ts'
import { deviceId } from './deviceId.ts'
import { forget, recall, remember } from './stored.ts'
import { showError, showToast } from './toasts.ts'

/** A connection is looked after this often. */
const PULSE_MS = 5_000
const XPNN_GAME_ID = 101

export type Screen = 'starting' | 'signin' | 'queue' | 'hall' | 'desk' | 'ended'

export const screen = signal<Screen>('starting')
export const isSigningIn = signal(false)
export const place = signal<QueuePlace | undefined>(undefined)
export const profile = signal<Profile | undefined>(undefined)
export const tiers = signal<readonly TierRow[]>([])
export const online = signal(0)
export const hallStatus = signal<LinkStatus>({ kind: 'open' })
export const endReason = signal<LinkEnd>('left')
/** The tier a seat is being looked for in; 0 for "play now". */
export const lookingFor = signal<number | undefined>(undefined)
export const currentTier = computed(() =>
  tiers.value.find((tier) => tier.tierId === desk.value?.tierId),
)

let queueAbort: AbortController | undefined
let client = newClient()
/** Counts the seats taken; what an earlier desk still says is not heard any more. */
let seating = 0

function newClient(): ParlorClient {
  const made: ParlorClient = new ParlorClient({
    origin: location.origin,
    pulseMs: PULSE_MS,
    onSession: (session) => {
      if (made === client) remember('refresh', session.refreshToken, 'session')
    },
    onExpired: () => {
      if (made === client) finish('expired')
    },
  })
  return made
}

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

export async function signIn(): Promise<void> {
  if (isSigningIn.value) return
  isSigningIn.value = true
  restart()
  queueAbort = new AbortController()
  try {
    const session = await client.signInAsGuest(deviceId(), {
      signal: queueAbort.signal,
      onPlace: (now) => {
        place.value = now
        screen.value = 'queue'
      },
    })
    await enter(session)
  } catch (error) {
    if (!queueAbort.signal.aborted) showError(error)
    screen.value = 'signin'
  } finally {
    isSigningIn.value = false
    place.value = undefined
  }
}

export function leaveQueue(): void {
  queueAbort?.abort()
  screen.value = 'signin'
}

export async function signOut(): Promise<void> {
  const leaving = client
  forget('refresh', 'session')
  restart()
  screen.value = 'signin'
  await leaving.signOut().catch(() => {}) // Without an answer the session ends by itself.
}

/** Takes a seat: in one tier, or (without) in the highest one the player can afford. */
export async function quickPlay(tierId?: number, notDeskId?: string): Promise<void> {
  if (lookingFor.value !== undefined) return
  lookingFor.value = tierId ?? 0
  try {
    const where = tierId === undefined ? { gameId: XPNN_GAME_ID } : { tierId }
    await sitDown(await client.findDesk(notDeskId ? { ...where, notDeskId } : where))
  } catch (error) {
    if (error instanceof Refused && error.code === 'desk/already-seated') await backToSeat()
    else showError(error)
  } finally {
    lookingFor.value = undefined
  }
}

/** Changes to another desk of the same tier; between hands only. */
export async function changeDesk(): Promise<void> {
  const now = desk.peek()
  if (!now) return
  await quickPlay(now.tierId, now.deskId)
}

export async function leaveDesk(): Promise<void> {
  try {
    const answer = await connection.peek()?.request('desk/leave', {})
    if (answer?.leavesNow) backToHall()
    else showToast(words.peek().leaveAfter)
  } catch (error) {
    if (error instanceof Refused && error.code === 'desk/not-seated') backToHall()
    else showError(error)
  }
}

export async function saveProfile(change: { nickname: string; avatar: number }): Promise<boolean> {
  try {
    profile.value = await client.hall?.request('player/update', change)
    return true
  } catch (error) {
    showError(error)
    return false
  }
}

export function retryConnections(): void {
  client.hall?.retry()
  connection.peek()?.retry()
}

/** The network is gone; the SDK notices it for one of two connections only. */
export function dropConnections(): void {
  client.hall?.drop()
  connection.peek()?.drop()
}

/** The page became visible or the network came back: nobody wants to wait for a timer now. */
export function checkConnections(): void {
  client.hall?.check()
  connection.peek()?.check()
  if (deskStatus.peek().kind === 'lost' || hallStatus.peek().kind === 'lost') retryConnections()
}

async function enter(session: SessionAnswer): Promise<void> {
  ownPlayerId.value = session.player.playerId
  remember('nickname', session.player.nickname)
  remember('avatar', String(session.player.avatar))
  const mine = client
  await client.joinHall({
    onState: (state) => {
      if (mine !== client) return
      online.value = state.players
      tiers.value = tiers.peek().map((tier) => ({ ...tier, ...state.tiers?.get(`${tier.tierId}`) }))
    },
    onNotice: (notice) => {
      if (mine !== client || notice.type !== 'gold/changed' || !profile.peek()) return
      profile.value = { ...profile.peek()!, gold: Number(notice['gold']) }
    },
    onGap: () => void loadHall(),
    onStatus: (status) => mine === client && takeHallStatus(status),
  })
  await loadHall()
  if (session.resume?.reservation) {
    const { deskId, reservation } = session.resume
    await sitDown({ deskId, reservation }).catch(() => toHall())
  } else if (session.resume) {
    await backToSeat()
  } else {
    toHall()
  }
}

async function loadHall(): Promise<void> {
  const { hall } = client
  if (!hall) return
  try {
    const [me, rows] = await Promise.all([
      hall.request('player/me', {}),
      hall.request('tier/list', { gameId: XPNN_GAME_ID }),
    ])
    profile.value = me
    remember('nickname', me.nickname)
    remember('avatar', String(me.avatar))
    tiers.value = rows.map((row) => ({ ...row, ...hall.state?.tiers?.get(`${row.tierId}`) }))
  } catch (error) {
    if (!(error instanceof ConnectionLost)) showError(error)
  }
}

function takeHallStatus(status: LinkStatus): void {
  const was = hallStatus.peek().kind
  hallStatus.value = status
  if (status.kind === 'ended') finish(status.reason)
  if (status.kind === 'open' && was !== 'open') void loadHall()
}

async function backToSeat(): Promise<void> {
  const resume = await client.resume()
  if (resume?.reservation) {
    await sitDown({ deskId: resume.deskId, reservation: resume.reservation })
  } else {
    toHall()
  }
}

async function sitDown(entry: { deskId: string; reservation: Reservation }): Promise<void> {
  letGoOfDesk()
  seating += 1
  const mine = seating
  const joined = await client.joinDesk(entry, {
    onState: (state) => mine === seating && takeState(state),
    onEvent: (event, isLive) => {
      if (mine !== seating) return
      takeEvent(event, isLive)
      if (removal.peek()) backToHall()
    },
    onStatus: (status) => {
      if (mine !== seating) return
      deskStatus.value = status
      if (status.kind === 'ended') deskEnded(status.reason)
    },
  })
  if (mine !== seating) return joined.close()
  connection.value = joined
  if (joined.state) takeState(joined.state)
  screen.value = 'desk'
}

function letGoOfDesk(): void {
  const before = connection.peek()
  seating += 1
  resetDesk()
  before?.close()
}

function deskEnded(reason: LinkEnd): void {
  if (reason === 'left' || reason === 'gone' || reason === 'replaced') {
    const why = removal.peek()
    if (screen.peek() === 'desk') toHall()
    if (why && why !== 'left') showToast(words.peek().removed[why], 'bad')
    else if (reason === 'gone') showToast(words.peek().ended.gone, 'bad')
    return
  }
  finish(reason)
}

/** Lets go of the desk from our side; a seat that is gone already needs no waiting. */
export function backToHall(): void {
  const why = removal.peek()
  if (screen.peek() === 'desk') toHall()
  if (why && why !== 'left') showToast(words.peek().removed[why], 'bad')
}

function toHall(): void {
  letGoOfDesk()
  screen.value = 'hall'
  void loadHall()
}

function finish(reason: LinkEnd): void {
  if (screen.peek() === 'signin') return
  if (reason === 'expired' || reason === 'logged-out') forget('refresh', 'session')
  endReason.value = reason
  restart()
  screen.value = 'ended'
}

/** A fresh client; whatever the old one still says is not heard any more. */
function restart(): void {
  const old = client
  client = newClient()
  letGoOfDesk()
  old.close()
  hallStatus.value = { kind: 'open' }
}
