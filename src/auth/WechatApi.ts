import { z } from 'zod'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { HttpAnswer, HttpClient } from '../net/HttpClient.ts'
import { HttpFault } from '../net/HttpFault.ts'
import type { WechatSettings } from './WechatSettings.ts'

export const WECHAT_SERVICE = 'wechat'

// https://developers.weixin.qq.com/minigame/dev/api-backend/open-api/login/auth.code2Session.html and
// https://developers.weixin.qq.com/doc/oplatform/en/Mobile_App/WeChat_Login/Development_Guide.html
const ENDPOINTS = {
  'mini-program': { path: '/sns/jscode2session', codeName: 'js_code' },
  oauth: { path: '/sns/oauth2/access_token', codeName: 'code' },
} as const

const BUSY = -1
/** Missing, not valid, expired, used before; a player whom WeChat itself has blocked. */
const REFUSED = new Set([41008, 40029, 42003, 40163, 40226])
/** More than 100 a minute of one player. */
const TOO_OFTEN = 45011
const TOO_OFTEN_MS = 60_000

// More fields come with it (session_key, access_token, …); none of them is kept.
const answerSchema = z.looseObject({
  openid: z
    .string()
    .regex(/^[\w-]{1,128}$/)
    .optional(),
  errcode: z.int().optional(),
})

/** What we ask of WeChat. */
export class WechatApi {
  readonly #settings: WechatSettings
  readonly #client: HttpClient

  constructor(settings: WechatSettings, client: HttpClient) {
    this.#settings = settings
    this.#client = client
  }

  get appId(): string {
    return this.#settings.appId
  }

  /**
   * [WX1] The openid of the player who got this code, which is good once. [WX2] Busy is asked again,
   * within the deadline. Refuses `auth/wechat-refused`, also for a code that a lost answer used up,
   * and `auth/slow-down`; throws an `HttpFault` for all that is not the player's fault.
   */
  async openIdOf(code: string): Promise<string> {
    const { appId, secret, flow } = this.#settings
    const { path, codeName } = ENDPOINTS[flow]
    const answer = await this.#client.send({
      method: 'GET',
      path,
      query: { appid: appId, secret, [codeName]: code, grant_type: 'authorization_code' },
      mayRepeat: true,
      isBusy: (each) => readAnswer(each)?.errcode === BUSY,
    })
    const read = readAnswer(answer)
    const errcode = read?.errcode ?? 0
    if (REFUSED.has(errcode)) throw new RefusalError(refuse('auth/wechat-refused'))
    if (errcode === TOO_OFTEN) {
      throw new RefusalError(refuse('auth/slow-down', undefined, { retryAfterMs: TOO_OFTEN_MS }))
    }
    // A wrong app id, a wrong secret, our address not on their list: the operator reads it in the log.
    if (answer.status !== 200 || errcode !== 0 || !read?.openid) {
      const detail = `status ${answer.status}, errcode ${read ? errcode : 'none'}`
      throw new HttpFault('net/bad-answer', WECHAT_SERVICE, detail, false)
    }
    return read.openid
  }
}

/** WeChat says `text/plain` of its JSON, and 200 of its errors. */
function readAnswer({ body }: HttpAnswer): z.output<typeof answerSchema> | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}
