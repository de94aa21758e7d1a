import { z } from 'zod'
import type { RefusalCode } from './refusals.ts'

/** How one message of a room is described: everything a client maker needs to know of it. */
export interface RequestContract<P extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType> {
  /** One line: what it does. */
  readonly summary: string
  readonly payload: P
  readonly answer: A
  /** Refusals beside `request/invalid` and `rate/limited`, which any request may get. */
  readonly refusals: readonly RefusalCode[]
}

export type RequestTable = Readonly<Record<string, RequestContract>>
export type PayloadOf<R extends RequestContract> = z.output<R['payload']>
export type AnswerOf<R extends RequestContract> = z.output<R['answer']>

export function request<P extends z.ZodType, A extends z.ZodType>(
  contract: RequestContract<P, A>,
): RequestContract<P, A> {
  return contract
}

/** A push: a message that the server sends without being asked. */
export interface PushContract<P extends z.ZodType = z.ZodType> {
  readonly summary: string
  readonly payload: P
}
export type PushTable = Readonly<Record<string, PushContract>>

export function push<P extends z.ZodType>(summary: string, payload: P): PushContract<P> {
  return { summary, payload }
}

/** A player sends the same `rid` again to get the first answer again: 1 to 64 characters. */
export const ridSchema = z.string().min(1).max(64)

/** How many requests of a player are remembered by their `rid`. */
export const REMEMBERED_REQUESTS = 128

// Short names for the shapes used everywhere.
export const playerIdSchema = z.int().min(1)
export const goldSchema = z.int().min(0)
export const signedGoldSchema = z.int()
export const epochMsSchema = z.int().min(0)
export const seatIndexSchema = z.int().min(0).max(63)
export const nothingSchema = z.strictObject({})
