import type { deskRequests } from '../src/contract/desk.ts'
import type { HallRequests } from '../src/contract/hall.ts'
import type { AnswerOf, PayloadOf } from '../src/contract/request.ts'
import type { xpnnRequests } from '../src/contract/xpnn.ts'

/** Every request that a client may send in some room; the tables are the server's own. */
export type Requests = HallRequests & typeof deskRequests & typeof xpnnRequests
export type RequestType = keyof Requests
export type Payload<T extends RequestType> = PayloadOf<Requests[T]>
export type Answer<T extends RequestType> = AnswerOf<Requests[T]>
