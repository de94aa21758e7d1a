import { ParlorClient } from '../../client/ParlorClient.ts'
import type { LinkEnd } from '../../client/RoomLink.ts'
import { connection, deskStatus, resetDesk } from './deskModel.ts'
import { endReason, hallStatus, screen } from './pageState.ts'
import { forget, remember } from './stored.ts'

/** A connection is looked after this often. */
const PULSE_MS = 5_000

/** The one client of the page. What an earlier one still says is not heard any more. */
export let client = newClient()
/** Counts the seats taken; what an earlier desk still says is not heard any more. */
export let seating = 0

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

export function restart(): void {
  const old = client
  client = newClient()
  letGoOfDesk()
  old.close()
  hallStatus.value = { kind: 'open' }
}

/** Ends the game on this page and says why. */
export function finish(reason: LinkEnd): void {
  if (screen.peek() === 'signin') return
  if (reason === 'expired' || reason === 'logged-out') forget('refresh', 'session')
  endReason.value = reason
  restart()
  screen.value = 'ended'
}

/** Closes the desk we are at, if any; returns the number by which the next one is known. */
export function letGoOfDesk(): number {
  const before = connection.peek()
  seating += 1
  resetDesk()
  before?.close()
  return seating
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
