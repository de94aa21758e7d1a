import type { LinkStatus } from '../../client/RoomLink.ts'
import { ConnectionLost } from '../../client/refused.ts'
import { client, finish } from './connections.ts'
import { hallStatus, online, profile, tiers, XPNN_GAME_ID } from './pageState.ts'
import { remember } from './stored.ts'
import { showError } from './toasts.ts'

/** Joins the hall and loads what its screen shows. */
export async function enterHall(): Promise<void> {
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
}

export async function loadHall(): Promise<void> {
  const mine = client
  const { hall } = mine
  if (!hall) return
  try {
    const [me, rows] = await Promise.all([
      hall.request('player/me', {}),
      hall.request('tier/list', { gameId: XPNN_GAME_ID }),
    ])
    if (mine !== client) return
    profile.value = me
    remember('nickname', me.nickname)
    remember('avatar', String(me.avatar))
    tiers.value = rows.map((row) => ({ ...row, ...hall.state?.tiers?.get(`${row.tierId}`) }))
  } catch (error) {
    if (mine === client && !(error instanceof ConnectionLost)) showError(error)
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

function takeHallStatus(status: LinkStatus): void {
  const was = hallStatus.peek().kind
  hallStatus.value = status
  if (status.kind === 'ended') finish(status.reason)
  if (status.kind === 'open' && was !== 'open') void loadHall()
}
