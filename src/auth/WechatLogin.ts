import type { PlayerId } from '../contract/ids.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Clock } from '../desk/Scheduler.ts'
import type { Ledger } from '../ledger/Ledger.ts'
import type { PlayerRow } from '../stores/PlayerStore.ts'
import type { WechatStore } from '../stores/WechatStore.ts'
import { FIRST_GOLD, newPlayer, type RandomBelow } from './newPlayer.ts'
import type { WechatApi } from './WechatApi.ts'

export interface WechatParts {
  /** Undefined where WeChat is not configured. */
  readonly api: WechatApi | undefined
  readonly wechat: WechatStore
  readonly ledger: Pick<Ledger, 'openPlayer'>
  readonly clock: Clock
  readonly random?: RandomBelow
}

/** Players who prove with a code from WeChat who they are. */
export class WechatLogin {
  readonly #parts: WechatParts

  constructor(parts: WechatParts) {
    this.#parts = parts
  }

  /**
   * [WX3] The player of the openid behind a code, made the first time with 10 000 gold; calls at once
   * get the same one. Refuses `auth/wechat-off`, `auth/wechat-refused` and `auth/slow-down`.
   */
  async signIn(code: string): Promise<PlayerRow> {
    const { wechat, ledger, clock, random } = this.#parts
    const id = await this.#idOf(code)
    const known = await wechat.byWechat(id)
    const named = random ? { random } : {}
    const player = known ?? (await wechat.addWechat(id, newPlayer(clock.nowMs(), named)))
    await ledger.openPlayer(player.playerId, FIRST_GOLD)
    return player
  }

  /**
   * [WX4] Lets a player who is signed in some other way come back through WeChat too. Refuses, beside
   * those of `signIn`, `auth/wechat-taken` where the openid has a player or the player an openid.
   */
  async bind(playerId: PlayerId, code: string): Promise<void> {
    const bound = await this.#parts.wechat.bindWechat(playerId, await this.#idOf(code))
    if (bound === 'bound') return
    const detail = bound === 'taken' ? undefined : 'You have another WeChat id here already.'
    throw new RefusalError(refuse('auth/wechat-taken', detail))
  }

  async #idOf(code: string): Promise<{ appId: string; openId: string }> {
    const { api } = this.#parts
    if (!api) throw new RefusalError(refuse('auth/wechat-off'))
    return { appId: api.appId, openId: await api.openIdOf(code) }
  }
}
