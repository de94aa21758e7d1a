import type { z } from 'zod'
import type { deskEvents } from '../src/contract/desk.ts'
import type { PushTable } from '../src/contract/request.ts'
import type { xpnnEvents } from '../src/contract/xpnn.ts'

type EventsOf<T extends PushTable> = {
  [K in keyof T & string]: { readonly seq: number; readonly type: K } & Readonly<
    z.output<T[K]['payload']>
  >
}[keyof T & string]

/** Everything that `desk/event` may say, told apart by `type`. */
export type DeskEvent = EventsOf<typeof deskEvents> | EventsOf<typeof xpnnEvents>
