import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WechatSettings } from '../../src/auth/WechatSettings.ts'
import { StubbornServer, says } from '../net/StubbornServer.ts'

export const WECHAT_SECRET = 'wechat-app-secret-51'
const APP_ID = 'wx4f28b4b2dc'

/** WeChat's errors come with status 200. */
export const wechatError = (errcode: number, errmsg: string) =>
  says(200, JSON.stringify({ errcode, errmsg }), { 'content-type': 'text/plain' })

/**
 * Answers as WeChat does: a code `code-of-NAME` is good once and stands for `openid-of-NAME`; app id,
 * secret and grant type must be right; everything is `text/plain`.
 */
export class FakeWechat {
  readonly server: StubbornServer
  readonly #used = new Set<string>()

  private constructor(server: StubbornServer) {
    this.server = server
  }

  static async start(): Promise<FakeWechat> {
    const fake = new FakeWechat(await StubbornServer.start())
    fake.works()
    return fake
  }

  settings(change: Partial<WechatSettings> = {}): WechatSettings {
    const { url: baseUrl } = this.server
    return { appId: APP_ID, secret: WECHAT_SECRET, baseUrl, flow: 'mini-program', ...change }
  }

  /** From now on it works, after doing these things to as many requests. */
  works(...first: Parameters<StubbornServer['will']>): void {
    this.server.will(...first, (req, res) => this.#answer(req, res))
  }

  #answer(req: IncomingMessage, res: ServerResponse): void {
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://wechat')
    const isMini = pathname === '/sns/jscode2session'
    const code = searchParams.get(isMini ? 'js_code' : 'code') ?? ''
    const fail = (errcode: number, errmsg: string) => wechatError(errcode, errmsg)(req, res)
    if (!isMini && pathname !== '/sns/oauth2/access_token') return says(404, '')(req, res)
    if (searchParams.get('appid') !== APP_ID) return fail(40013, 'invalid appid')
    if (searchParams.get('secret') !== WECHAT_SECRET) return fail(40125, 'invalid appsecret')
    if (searchParams.get('grant_type') !== 'authorization_code') return fail(40002, 'grant_type')
    const name = /^code-of-(\w+?)(-\d+)?$/.exec(code)?.[1]
    if (!name) return fail(40029, 'invalid code')
    if (this.#used.has(code)) return fail(40163, 'code been used')
    this.#used.add(code)
    const openid = `openid-of-${name}`
    const answer = isMini
      ? { session_key: 'c2Vzc2lvbi1rZXk=', openid, unionid: `union-${name}` }
      : { access_token: 'ACCESS', expires_in: 7200, refresh_token: 'R', openid, scope: 'base' }
    says(200, JSON.stringify(answer), { 'content-type': 'text/plain' })(req, res)
  }
}
