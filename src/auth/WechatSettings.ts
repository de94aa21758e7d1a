/** Where a code comes from: `wx.login` of a mini program or mini game, or the OAuth page of an app. */
export const WECHAT_FLOWS = ['mini-program', 'oauth'] as const
export type WechatFlow = (typeof WECHAT_FLOWS)[number]

export interface WechatSettings {
  readonly appId: string
  readonly secret: string
  readonly baseUrl: string
  readonly flow: WechatFlow
}
