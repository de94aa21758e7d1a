import { checkPlayer, type PlayerChecks } from '../auth/PlayerChecks.ts'
import type { Config } from '../config.ts'
import type { Admission } from '../contract/http.ts'
import type { PlayerId } from '../contract/ids.ts'
import type { Login } from '../login/Login.ts'
import { bearerOf, type Call, type EndpointParts } from './endpoint.ts'
import { originFor } from './origin.ts'

export interface AdmitParts extends EndpointParts {
  readonly config: Pick<Config, 'isProduction' | 'publicAddress'>
  readonly login: Login
  readonly checks: PlayerChecks
}

/**
 * The last step of every way to sign in: [PC2] is he allowed to play now, and where does he stand in
 * the queue. `how` goes into the log.
 */
export async function admit(
  parts: AdmitParts,
  playerId: PlayerId,
  how: 'guest' | 'register' | 'account' | 'wechat',
  { req, ctx }: Pick<Call<never>, 'req' | 'ctx'>,
): Promise<Admission> {
  await checkPlayer(parts.checks, playerId, 'admission')
  const isOperator = hasOperatorToken(parts, req)
  const admission = await parts.login.admit(playerId, { isOperator })
  const log = parts.logFor({ ...ctx, playerId })
  log.info({ how, position: admission.position, ...(isOperator && { isOperator }) }, 'signed in')
  return { ...admission, loginUrl: originFor(req, parts.config) }
}

/** [QU16] Any other bearer, e.g. of an old session, is nobody's mistake: its owner queues. */
function hasOperatorToken({ admitOperator }: EndpointParts, req: Call<never>['req']): boolean {
  const bearer = bearerOf(req)
  if (!admitOperator || bearer === undefined) return false
  try {
    admitOperator(bearer)
    return true
  } catch {
    return false
  }
}
