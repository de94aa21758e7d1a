import type { LinkEnd } from '../../client/RoomLink.ts'
import { Refused } from '../../client/refused.ts'
import type { Reservation } from '../../src/contract/reservation.ts'
import { words } from '../text/words.ts'
import { client, finish, letGoOfDesk, seating } from './connections.ts'
import { connection, desk, deskStatus, removal, takeEvent, takeState } from './deskModel.ts'
import { loadHall } from './hall.ts'
import { lookingFor, screen, XPNN_GAME_ID } from './pageState.ts'
import { showError, showToast } from './toasts.ts'

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

export async function backToSeat(): Promise<void> {
  const resume = await client.resume()
  if (resume?.reservation) {
    await sitDown({ deskId: resume.deskId, reservation: resume.reservation })
  } else {
    toHall()
  }
}

/** Takes the place a reservation holds, and shows the desk. */
export async function sitDown(entry: { deskId: string; reservation: Reservation }): Promise<void> {
  const mine = letGoOfDesk()
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
function backToHall(): void {
  const why = removal.peek()
  if (screen.peek() === 'desk') toHall()
  if (why && why !== 'left') showToast(words.peek().removed[why], 'bad')
}

export function toHall(): void {
  letGoOfDesk()
  screen.value = 'hall'
  void loadHall()
}
