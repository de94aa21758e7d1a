import { z } from 'zod'
import { accountSchema, deviceIdSchema, passwordSchema } from './account.ts'
import { nicknameSchema, whereaboutsSchema } from './hall.ts'
import { handRecordSchema } from './handRecord.ts'
import type { RefusalCode } from './refusals.ts'
import { epochMsSchema, goldSchema, playerIdSchema } from './request.ts'
import { resumeSchema } from './reservation.ts'

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

const sessionPlayerSchema = z.strictObject({
  playerId: playerIdSchema,
  nickname: z.string(),
  avatar: z.int(),
  gold: goldSchema,
})

const accountPlayerSchema = z.strictObject({ ...sessionPlayerSchema.shape, account: z.string() })
/** The player of a session, with the account he has now. */
export type AccountPlayer = z.output<typeof accountPlayerSchema>

const wechatCodeSchema = z.string().min(1).max(512)

export const sessionSchema = z.strictObject({
  token: z.string(),
  refreshToken: z.string(),
  expiresAt: epochMsSchema,
  /** Origins of other `auth` processes, for when this one is gone. */
  endpoints: z.array(z.string()),
  player: sessionPlayerSchema,
  resume: resumeSchema.nullable(),
})
export type SessionAnswer = z.output<typeof sessionSchema>

/** 32 bytes in base64url, with or without its padding. */
const bytes32Schema = z.string().regex(/^[A-Za-z0-9_-]{43}=?$/, 'must be 32 bytes in base64url')

/** Instead of its own body, every `/auth/` call takes one sealed by a handshake. */
export const sealedBodySchema = z.strictObject({
  handshakeId: z.string().min(1).max(64),
  sealed: z.string().min(1).max(MAX_BODY_BYTES),
})
export type SealedBody = z.output<typeof sealedBodySchema>

/** What operators see of a player. */
export const playerRecordSchema = z.strictObject({
  playerId: playerIdSchema,
  nickname: z.string(),
  account: z.string().nullable(),
  gold: goldSchema,
  whereabouts: whereaboutsSchema,
  session: z
    .strictObject({
      sessionNo: z.int(),
      openedAtMs: epochMsSchema,
      connections: z.array(z.string()),
    })
    .nullable(),
})
export type PlayerRecord = z.output<typeof playerRecordSchema>

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
  /** For operators: without `ADMIN_TOKEN` there is nothing at this address. */
  readonly needsAdmin?: boolean
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
  handshake: route({
    method: 'POST',
    path: '/auth/handshake',
    summary: 'Agrees on a key (X25519, raw keys, base64url) that seals one body within 60 s.',
    body: z.strictObject({ publicKey: bytes32Schema }),
    status: 201,
    answer: z.strictObject({
      handshakeId: z.string(),
      publicKey: z.string(),
      challenge: z.string(),
    }),
    refusals: ['auth/bad-key', 'rate/limited'],
  }),
  handshakeProof: route({
    method: 'POST',
    path: '/auth/handshake/:handshakeId',
    summary: 'Proves that the client has the key: HMAC-SHA256 of the challenge.',
    body: z.strictObject({ proof: bytes32Schema }),
    status: 204,
    answer: null,
    refusals: ['auth/bad-proof'],
  }),
  guest: route({
    method: 'POST',
    path: '/auth/guest',
    summary: 'Signs a device in as a guest, registering it the first time.',
    body: z.strictObject({ deviceId: deviceIdSchema }),
    status: 200,
    answer: admissionSchema,
    refusals: ['auth/use-account', 'auth/not-allowed', 'queue/full'],
  }),
  register: route({
    method: 'POST',
    path: '/auth/register',
    summary: 'Makes a player with an account. The case of the name makes no difference.',
    body: z.strictObject({
      account: accountSchema,
      password: passwordSchema,
      nickname: nicknameSchema.optional(),
      deviceId: deviceIdSchema.optional(),
    }),
    status: 201,
    answer: admissionSchema,
    refusals: [
      'auth/account-taken',
      'auth/weak-password',
      'auth/slow-down',
      'auth/not-allowed',
      'queue/full',
    ],
  }),
  signIn: route({
    method: 'POST',
    path: '/auth/login',
    summary: 'Signs in with an account. A known device is not held back by the guesses of others.',
    // Not the rules of a new account: what no account can be is a wrong one.
    body: z.strictObject({
      account: z.string().min(1).max(64),
      password: z.string().min(1).max(128),
      deviceId: deviceIdSchema.optional(),
    }),
    status: 200,
    answer: admissionSchema,
    refusals: ['auth/bad-credentials', 'auth/slow-down', 'auth/not-allowed', 'queue/full'],
  }),
  upgrade: route({
    method: 'POST',
    path: '/auth/upgrade',
    summary: 'Makes a guest an account; he keeps everything, his device then signs in with it.',
    body: z.strictObject({ account: accountSchema, password: passwordSchema }),
    status: 200,
    answer: z.strictObject({ player: accountPlayerSchema }),
    refusals: [
      'login/unauthorized',
      'auth/account-taken',
      'auth/has-account',
      'auth/weak-password',
      'auth/slow-down',
    ],
    needsSession: true,
  }),
  wechat: route({
    method: 'POST',
    path: '/auth/wechat',
    summary: 'Signs in with a code from WeChat, making a player the first time.',
    body: z.strictObject({ code: wechatCodeSchema }),
    status: 200,
    answer: admissionSchema,
    refusals: [
      'auth/wechat-off',
      'auth/wechat-refused',
      'auth/slow-down',
      'auth/not-allowed',
      'queue/full',
    ],
  }),
  bindWechat: route({
    method: 'POST',
    path: '/auth/wechat/bind',
    summary: 'Lets the player of this session sign in with WeChat too.',
    body: z.strictObject({ code: wechatCodeSchema }),
    status: 204,
    answer: null,
    refusals: [
      'login/unauthorized',
      'auth/wechat-off',
      'auth/wechat-refused',
      'auth/wechat-taken',
      'auth/slow-down',
    ],
    needsSession: true,
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
  adminPlayer: route({
    method: 'GET',
    path: '/admin/players/:playerId',
    summary: 'What operators see of a player: where he is and how he is connected.',
    body: null,
    status: 200,
    answer: playerRecordSchema,
    refusals: ['admin/unauthorized', 'admin/no-such-player'],
    needsAdmin: true,
  }),
  adminKick: route({
    method: 'POST',
    path: '/admin/players/:playerId/kick',
    summary: 'Ends the session of a player: its connections close with 4103, he leaves his desk.',
    body: null,
    status: 200,
    answer: z.strictObject({ kicked: z.boolean() }),
    refusals: ['admin/unauthorized', 'admin/no-such-player'],
    needsAdmin: true,
  }),
} as const
