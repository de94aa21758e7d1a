import type { PlayerId } from '../contract/ids.ts'
import type { NewPlayer, PlayerRow } from './PlayerStore.ts'

/** Who somebody is at WeChat: an openid is one person in one app. */
export interface WechatId {
  readonly appId: string
  readonly openId: string
}

/** Players by their WeChat id. One id is one player, and one player has at most one id an app. */
export interface WechatStore {
  byWechat(id: WechatId): Promise<PlayerRow | undefined>
  /** The player of that id, added if there is none; callers at once get the same one. */
  addWechat(id: WechatId, player: NewPlayer): Promise<PlayerRow>
  /**
   * Lets a player sign in with that id as well; again changes nothing. `taken`: the id is another
   * player's; `has-wechat`: the player has another id.
   */
  bindWechat(playerId: PlayerId, id: WechatId): Promise<'bound' | 'taken' | 'has-wechat'>
}
