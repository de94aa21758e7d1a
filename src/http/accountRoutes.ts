import { Router } from 'express'
import type { Accounts } from '../auth/Accounts.ts'
import type { WechatLogin } from '../auth/WechatLogin.ts'
import { routes } from '../contract/http.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Session } from '../login/Session.ts'
import { type AdmitParts, admit } from './admit.ts'
import { endpoint } from './endpoint.ts'

export interface AccountRouteParts extends AdmitParts {
  readonly accounts: Accounts
  readonly wechat: WechatLogin
}

/** Who are you: with an account and a password, or with WeChat. */
export function accountRoutes(parts: AccountRouteParts): Router {
  const router = Router()
  const { accounts, wechat } = parts
  endpoint(router, parts, routes.register, async ({ body, req, ctx }) => {
    const { account, password, nickname, deviceId } = body
    const playerId = await accounts.register({
      ...{ account, password },
      ...(nickname === undefined ? {} : { nickname }),
      ...(deviceId === undefined ? {} : { deviceId }),
    })
    return admit(parts, playerId, 'register', { req, ctx })
  })
  endpoint(router, parts, routes.signIn, async ({ body, req, ctx }) => {
    const { account, password, deviceId } = body
    const playerId = await accounts.logIn({
      ...{ account, password },
      ...(deviceId === undefined ? {} : { deviceId }),
      ...(ctx.ip === undefined ? {} : { ip: ctx.ip }),
    })
    return admit(parts, playerId, 'account', { req, ctx })
  })
  endpoint(router, parts, routes.upgrade, async ({ body, session, ctx }) => {
    const { playerId } = signedIn(session)
    const player = await accounts.upgrade(playerId, body)
    parts.logFor({ ...ctx, playerId }).info('a guest became an account')
    return { player }
  })
  endpoint(router, parts, routes.wechat, async ({ body, req, ctx }) => {
    const { playerId } = await wechat.signIn(body.code)
    return admit(parts, playerId, 'wechat', { req, ctx })
  })
  endpoint(router, parts, routes.bindWechat, async ({ body, session }) => {
    await wechat.bind(signedIn(session).playerId, body.code)
    return undefined
  })
  return router
}

function signedIn(session: Session | undefined): Session {
  if (!session) throw new RefusalError(refuse('login/unauthorized'))
  return session
}
