export { ClockOffset } from './ClockOffset.ts'
export { type DeskCallbacks, DeskConnection } from './DeskConnection.ts'
export type { DeskEvent } from './deskEvents.ts'
export { type HallCallbacks, HallConnection, type HallNotice } from './HallConnection.ts'
export type { Answer, Payload, Requests, RequestType } from './messages.ts'
export { newRid } from './newRid.ts'
export { ParlorClient, type ParlorClientOptions } from './ParlorClient.ts'
export type { LinkEnd, LinkStatus } from './RoomLink.ts'
export { ConnectionLost, Refused, refusedFrom } from './refused.ts'
export {
  type AccountEntry,
  fetchHand,
  registerAccount,
  signInWithAccount,
  signInWithWechat,
  upgradeToAccount,
} from './signIn.ts'
