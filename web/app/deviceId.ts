import { newRid } from '../../client/newRid.ts'
import { recall, remember } from './stored.ts'

let made: string | undefined

/** The id by which this browser is known as a guest, made once. */
export function deviceId(): string {
  made ??= recall('device') ?? `web-${newRid()}`
  remember('device', made)
  return made
}
