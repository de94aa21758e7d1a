import {
  type AuthContext,
  type Client,
  ClientState,
  CloseCode,
  ResponseStatus,
  Room,
  type RoomException,
  ServerError,
} from '@colyseus/core'
import { checkForm } from '../src/contract/checkForm.ts'
import { CLOSE_OF, type SessionEndReason } from '../src/contract/close.ts'
import {
  isRefusal,
  type Refusal,
  RefusalError,
  refuse,
  statusOf,
  textOf,
} from '../src/contract/refusals.ts'
import type { RequestTable } from '../src/contract/request.ts'
import { ridSchema } from '../src/contract/request.ts'
import type { RequestContext } from '../src/ops/RequestContext.ts'
import { traceIdOf } from '../src/ops/traceId.ts'
import type { Reply } from '../src/requests/ReplyCache.ts'
import { readFrame, reply } from './frames.ts'
import { MessageAllowance } from './MessageAllowance.ts'
import type { Caller, Connection, RoomServices } from './services.ts'

/** Who is behind a connection, for as long as it lives. */
export interface Visitor {
  readonly playerId: number
  readonly sessionId: string
  readonly ip: string | undefined
  readonly traceId: string
}

export type VisitorClient = Client<{ auth: Visitor; userData: Link }>

/** What a room keeps of one connection. */
interface Link {
  readonly connection: Connection
  readonly allowance: MessageAllowance
  requests: number
  /** Ended on purpose: no reconnection is kept for it. */
  isEnded: boolean
}

interface JoinOptions {
  readonly playerId?: number
}

/**
 * What all rooms share: who may enter, how messages are read, limited, validated, deduplicated and
 * answered, and how a session ends here. A room itself only names its requests and answers them.
 */
export abstract class ParlorRoom extends Room<{ client: VisitorClient }> {
  protected abstract readonly services: RoomServices
  protected abstract readonly kind: Connection['kind']
  protected abstract readonly requests: RequestTable
  override autoDispose = false
  // The largest delay a timer takes: no patch timer. Null would arm a faster one.
  override patchRate = 0x7fffffff
  // Held places of dropped clients count; seats are counted by the desk itself.
  override maxClients = Number.MAX_SAFE_INTEGER

  /** Both this and the instance's own run only if this returns true. */
  static override async onAuth(): Promise<unknown> {
    return true
  }

  /** Answers a request that has the agreed form. `again` freshens a remembered answer. */
  protected abstract answer(type: string, payload: unknown, caller: Caller): Reply | Promise<Reply>
  protected again(_type: string, answer: Reply, _caller: Caller): Promise<Reply> {
    return Promise.resolve(answer)
  }
  /** The client is about to get the whole state. */
  protected beforeFullState(_client: VisitorClient): void {}

  /** [RM1] A reservation is for one player: the token must be his, whoever else holds it. */
  override async onAuth(
    client: VisitorClient,
    options: JoinOptions,
    context: AuthContext,
  ): Promise<Visitor> {
    try {
      const { sessionId, playerId } = await this.services.sessions.authenticate(context.token)
      if (options?.playerId !== playerId) throw new RefusalError(refuse('login/unauthorized'))
      this.services.sockets.admitted(client.ref)
      const ip = Array.isArray(context.ip) ? context.ip[0] : context.ip
      const traceId = traceIdOf(context.headers?.get('x-trace-id'))
      return { playerId, sessionId, ip, traceId }
    } catch (error) {
      throw asServerError(error)
    }
  }

  override onJoin(client: VisitorClient): void | Promise<void> {
    this.#link(client)
  }

  override async onReconnect(client: VisitorClient): Promise<void> {
    try {
      const { sessions, sockets } = this.services
      const { sessionId } = client.auth as Visitor
      await sessions.checkReturn(sessionId, sockets.tokenOf(client.ref))
      sockets.admitted(client.ref)
    } catch (error) {
      throw asServerError(error)
    }
    this.#link(client)
  }

  override onDrop(client: VisitorClient, _code?: number): void | Promise<void> {
    this.#unlink(client)
    if (client.userData?.isEnded) return
    // Rejects when the window is over or the room ends; the base then runs onLeave.
    this.allowReconnection(client, this.services.resumeSeconds).catch(() => {})
  }

  override onLeave(client: VisitorClient, _code?: number): void | Promise<void> {
    this.#unlink(client)
  }

  /**
   * What one client's coming or going threw: his affair alone, told to the log. The base would end
   * the process. A refused join comes here too, and is nobody's fault.
   */
  override onUncaughtException(error: RoomException, where: string): void {
    const { roomId, roomName } = this
    if (error.cause instanceof ServerError && error.cause.code < 500) return
    this.services.log.error({ err: error.cause ?? error, roomId, roomName, where }, 'room failed')
  }

  /** Says why, then closes this connection for good. */
  protected endConnection(client: VisitorClient, reason: SessionEndReason): void {
    client.send('session/ended', { reason })
    this.closeConnection(client, CLOSE_OF[reason])
  }

  protected closeConnection(client: VisitorClient, code: number): void {
    if (client.userData) client.userData.isEnded = true
    this.kickClient(client.sessionId, code)
  }

  /** Every frame of a client passes here. [RM2] Nothing a client sends can throw into the base. */
  receive(client: VisitorClient, bytes: Buffer, base: (bytes: Buffer) => void): void {
    const frame = readFrame(bytes)
    if (frame.kind === 'joined') {
      this.services.sockets.joined(client.ref)
      this.beforeFullState(client)
    }
    if (frame.kind === 'joined' || frame.kind === 'base') return base(bytes)
    // A client that comes back may ask before it has acknowledged; the answer waits for that.
    if (client.state === ClientState.LEAVING) return
    if (frame.kind === 'undecodable') {
      this.closeConnection(client, CloseCode.WITH_ERROR)
      return
    }
    const { type, payload, requestId } = frame
    const allowance = client.userData?.allowance.take(this.services.nowMs()) ?? 'pass'
    if (allowance === 'close') return this.endConnection(client, 'kicked')
    if (allowance === 'refuse') return this.#refuse(client, requestId, refuse('rate/limited'))
    if (!Object.hasOwn(this.requests, type)) return this.#unknownType(client, type, requestId)
    this.#dispatch(client, type, payload, requestId)
  }

  #dispatch(
    client: VisitorClient,
    type: string,
    raw: unknown,
    requestId: number | undefined,
  ): void {
    const startedAt = performance.now()
    const parsed = this.#parse(type, raw)
    if (isRefusal(parsed)) {
      this.services.observe(type, parsed.refusal, 0)
      this.#refuse(client, requestId, parsed)
      return this.#countBad(client)
    }
    const caller = this.#callerOf(client, parsed.rid)
    const { payload } = parsed
    const done = (answer: Reply) => {
      const seconds = (performance.now() - startedAt) / 1000
      this.services.observe(type, isRefusal(answer) ? answer.refusal : 'ok', seconds)
      if (this.services.isDebug) {
        const outcome = isRefusal(answer) ? answer.refusal : 'ok'
        this.services.log.debug({ type, outcome, ...caller, roomId: this.roomId }, 'answered')
      }
      this.#answer(client, requestId, answer)
    }
    const failed = (error: unknown) => done(this.#refusalOf(error, type, caller))
    try {
      const answer = this.services.replies.run(
        caller.playerId,
        parsed.rid,
        { type, payload },
        () => this.answer(type, payload, caller),
        (remembered) => this.again(type, remembered, caller),
      )
      if (answer instanceof Promise) answer.then(done, failed)
      else done(answer)
    } catch (error) {
      failed(error)
    }
  }

  /** The payload without its `rid`, checked; or `request/invalid` and what is wrong. */
  #parse(type: string, raw: unknown): Refusal | { rid: string | undefined; payload: unknown } {
    const contract = this.requests[type]
    if (!contract) return refuse('request/invalid')
    if (raw !== undefined && (typeof raw !== 'object' || raw === null || Array.isArray(raw))) {
      return refuse('request/invalid', 'the payload must be an object')
    }
    const { rid, ...rest } = (raw ?? {}) as { rid?: unknown }
    if (rid !== undefined && 'mistake' in checkForm(ridSchema, rid)) {
      return refuse('request/invalid', 'rid must be a string of 1 to 64 characters')
    }
    const checked = checkForm(contract.payload, rest)
    if ('mistake' in checked) return refuse('request/invalid', checked.mistake)
    return { rid: rid as string | undefined, payload: checked.value }
  }

  #callerOf(client: VisitorClient, rid: string | undefined): Caller {
    const { playerId, sessionId, ip, traceId } = client.auth as Visitor
    const link = client.userData
    const number = link ? ++link.requests : 0
    return { playerId, sessionId, ip, traceId: `${traceId}.${number}`, rid }
  }

  #refusalOf(error: unknown, type: string, caller: Caller): Refusal {
    if (error instanceof RefusalError) return error.refusal
    const context: RequestContext = { ...caller, deskId: this.roomId }
    this.services.log.error({ err: error, type, ...context }, 'a request failed')
    return refuse('server/fault', `trace ${caller.traceId}`)
  }

  #answer(client: VisitorClient, requestId: number | undefined, answer: Reply): void {
    if (isRefusal(answer)) return this.#refuse(client, requestId, answer)
    if (requestId !== undefined) reply(client, requestId, ResponseStatus.OK, answer)
  }

  #refuse(client: VisitorClient, requestId: number | undefined, no: Refusal): void {
    if (requestId === undefined) return
    const message = no.detail ?? textOf(no.refusal)
    const reason = { code: no.refusal, message, ...no.fields }
    reply(client, requestId, ResponseStatus.REJECTED, reason)
  }

  #unknownType(client: VisitorClient, type: string, requestId: number | undefined): void {
    if (requestId !== undefined) {
      const message = `room "${this.roomName}" has no request "${type.slice(0, 64)}"`
      reply(client, requestId, ResponseStatus.ERROR, { name: 'no_handler', message })
    }
    this.#countBad(client)
  }

  #countBad(client: VisitorClient): void {
    if (client.userData?.allowance.countBad()) this.endConnection(client, 'kicked')
  }

  #link(client: VisitorClient): void {
    const { sessionId } = client.auth as Visitor
    const connection: Connection = {
      kind: this.kind,
      end: (reason) => this.endConnection(client, reason),
    }
    client.userData = {
      connection,
      allowance: new MessageAllowance(this.services.nowMs()),
      requests: 0,
      isEnded: false,
    }
    this.services.sessions.attach(sessionId, connection)
  }

  #unlink(client: VisitorClient): void {
    if (!client.auth || !client.userData) return
    this.services.sessions.detach(client.auth.sessionId, client.userData.connection)
  }
}

/** Joins reject with the refusal code as message and an HTTP status as code. */
export function asServerError(error: unknown): ServerError {
  if (error instanceof RefusalError) {
    return new ServerError(statusOf(error.refusal.refusal), error.refusal.refusal)
  }
  return new ServerError(statusOf('server/fault'), 'server/fault', { cause: error })
}

type BaseReceive = (this: Room, client: VisitorClient, bytes: Buffer) => void

// The base has no hook for frames: every client's are bound to this private method when it joins.
const baseReceive = (Room.prototype as unknown as { _onMessage: BaseReceive })._onMessage
Object.defineProperty(ParlorRoom.prototype, '_onMessage', {
  value(this: ParlorRoom, client: VisitorClient, bytes: Buffer) {
    this.receive(client, bytes, (frame) => baseReceive.call(this, client, frame))
  },
})
