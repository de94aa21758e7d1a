import { z } from 'zod'
import type { RefusalCode } from './refusals.ts'
import { epochMsSchema, goldSchema, playerIdSchema } from './request.ts'
import { resumeSchema } from './reservation.ts'
import { handRecordSchema } from './xpnn.ts'

/** An HTTP body is at most this long, `/matchmake` included. */
export const MAX_BODY_BYTES = 16 * 1024

export const problemSchema = z.looseObject({
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
})
/** `application/problem+json`, the form of every error of our routes. */
export type Problem = z.output<typeof problemSchema>

export const admissionSchema = z.strictObject({
  playerId: playerIdSchema,
  ticket: z.string(),
  admitted: z.boolean(),
  /** 0 means admitted, 1 the head of the queue. */
  position: z.int().min(0),
  etaSeconds: z.int().min(0),
  /** The origin (with scheme) of the process to log in at; advice, any `auth` process will do. */
  loginUrl: z.string(),
  expiresAt: epochMsSchema,
})
export type Admission = z.output<typeof admissionSchema>

export const queuePlaceSchema = z.strictObject({
  admitted: z.boolean(),
  position: z.int().min(0),
  etaSeconds: z.int().min(0),
})
export type QueuePlace = z.output<typeof queuePlaceSchema>

export const sessionSchema = z.strictObject({
  token: z.string(),
  refreshToken: z.string(),
  expiresAt: epochMsSchema,
  /** Origins of other `auth` processes, for when this one is gone. */
  endpoints: z.array(z.string()),
  player: z.strictObject({
    playerId: playerIdSchema,
    nickname: z.string(),
    avatar: z.int(),
    gold: goldSchema,
  }),
  resume: resumeSchema.nullable(),
})
export type SessionAnswer = z.output<typeof sessionSchema>

/** One HTTP route: `body` null where there is none, `answer` null where the answer is no JSON. */
export interface RouteContract<
  B extends z.ZodType | null = z.ZodType | null,
  A extends z.ZodType | null = z.ZodType | null,
> {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly summary: string
  readonly body: B
  readonly status: number
  readonly answer: A
  readonly refusals: readonly RefusalCode[]
  readonly needsSession?: boolean
}

function route<B extends z.ZodType | null, A extends z.ZodType | null>(
  contract: RouteContract<B, A>,
): RouteContract<B, A> {
  return contract
}

export const routes = {
  healthz: route({
    method: 'GET',
    path: '/healthz',
    summary: '200 while the process lives.',
    body: null,
    status: 200,
    answer: z.strictObject({ status: z.literal('alive') }),
    refusals: [],
  }),
  readyz: route({
    method: 'GET',
    path: '/readyz',
    summary: '200 when it can take players; 503 while starting, draining, or without its database.',
    body: null,
    status: 200,
    answer: z.strictObject({ status: z.literal('ready') }),
    refusals: ['server/draining'],
  }),
  metrics: route({
    method: 'GET',
    path: '/metrics',
    summary: 'Prometheus text.',
    body: null,
    status: 200,
    answer: null,
    refusals: [],
  }),
  guest: route({
    method: 'POST',
    path: '/auth/guest',
    summary: 'Signs a device in as a guest, registering it the first time.',
    body: z.strictObject({ deviceId: z.string().min(8).max(128) }),
    status: 200,
    answer: admissionSchema,
    refusals: ['auth/use-account', 'queue/full'],
  }),
  queuePlace: route({
    method: 'GET',
    path: '/auth/queue/:ticket',
    summary: 'Where a ticket stands in the login queue.',
    body: null,
    status: 200,
    answer: queuePlaceSchema,
    refusals: ['queue/ticket-gone'],
  }),
  queueEvents: route({
    method: 'GET',
    path: '/auth/queue/:ticket/events',
    summary: 'The same as server-sent events: `position` again and again and, last, `admitted`.',
    body: null,
    status: 200,
    answer: null,
    refusals: ['queue/ticket-gone'],
  }),
  login: route({
    method: 'POST',
    path: '/login',
    summary: 'Redeems an admitted ticket for a session; ends an earlier session of the player.',
    body: z.strictObject({ ticket: z.string().min(1).max(128) }),
    status: 200,
    answer: sessionSchema,
    refusals: ['queue/not-yet', 'queue/ticket-gone', 'login/expired'],
  }),
  refresh: route({
    method: 'POST',
    path: '/login/refresh',
    summary: 'A new token for the same session, without queueing.',
    body: z.strictObject({ refreshToken: z.string().min(1).max(256) }),
    status: 200,
    answer: sessionSchema,
    refusals: ['login/expired'],
  }),
  logout: route({
    method: 'POST',
    path: '/logout',
    summary: 'Ends the session.',
    body: null,
    status: 204,
    answer: null,
    refusals: ['login/unauthorized'],
    needsSession: true,
  }),
  hand: route({
    method: 'GET',
    path: '/fair/hands/:handId',
    summary: 'The public record of a finished hand, with the seeds to verify its shuffle.',
    body: null,
    status: 200,
    answer: handRecordSchema,
    refusals: ['fair/no-such-hand'],
  }),
} as const
