import { Router } from 'express'
import { routes } from '../contract/http.ts'
import type { PlayerId } from '../contract/ids.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Ledger } from '../ledger/Ledger.ts'
import type { Whereabout } from '../login/OnlineRecords.ts'
import type { PlayerRow, PlayerStore } from '../stores/PlayerStore.ts'
import { type EndpointParts, endpoint } from './endpoint.ts'

export interface AdminParts extends EndpointParts {
  readonly players: Pick<PlayerStore, 'byId'>
  readonly ledger: Pick<Ledger, 'goldOf'>
  readonly records: Pick<Whereabout, 'whereaboutsOf'>
}

/** What operators may see and do. [OP1] Without `ADMIN_TOKEN` there is nothing at these addresses. */
export function adminRoutes(parts: AdminParts): Router {
  const router = Router()
  const { players, sessions, ledger, records } = parts
  endpoint(router, parts, routes.adminPlayer, async ({ params }) => {
    const { playerId, nickname, account } = await playerOf(players, params['playerId'])
    const gold = (await ledger.goldOf([playerId])).get(playerId) ?? 0
    const open = sessions.ofPlayer(playerId)
    return {
      ...{ playerId, nickname, account, gold },
      whereabouts: await records.whereaboutsOf(playerId),
      session: open
        ? {
            sessionNo: open.sessionNo,
            openedAtMs: open.openedAtMs,
            connections: open.connections,
          }
        : null,
    }
  })
  endpoint(router, parts, routes.adminKick, async ({ params, ctx }) => {
    const { playerId } = await playerOf(players, params['playerId'])
    const kicked = sessions.hasSession(playerId)
    await sessions.endOfPlayer(playerId, 'kicked')
    parts.logFor({ ...ctx, playerId }).info({ kicked }, 'kicked by an operator')
    return { kicked }
  })
  return router
}

async function playerOf(
  players: Pick<PlayerStore, 'byId'>,
  text: string | undefined,
): Promise<PlayerRow> {
  const playerId: PlayerId = /^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) : 0
  const row = playerId === 0 ? null : await players.byId(playerId)
  if (!row) throw new RefusalError(refuse('admin/no-such-player'))
  return row
}
