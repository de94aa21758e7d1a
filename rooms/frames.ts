import { type Client, getMessageBytes, Protocol, type ResponseStatus } from '@colyseus/core'
import { decode } from '@colyseus/schema'
import { unpack } from 'msgpackr'

/** The low five bits of a frame's first byte are its code (Colyseus 0.18, shared-types). */
const CODE_MASK = 0x1f

/** A client's frame as far as a room has to tell them apart. */
export type Frame =
  | {
      readonly kind: 'message'
      readonly type: string
      readonly payload: unknown
      /** Undefined for a plain `send`, which gets no answer. */
      readonly requestId: number | undefined
    }
  /** The client is ready for the whole state. */
  | { readonly kind: 'joined' }
  /** Beats, leaving: the base's own business. */
  | { readonly kind: 'base' }
  | { readonly kind: 'undecodable' }

/** Decodes a frame; never throws, whatever the bytes. */
export function readFrame(bytes: Buffer): Frame {
  const code = (bytes[0] ?? 0) & CODE_MASK
  if (code === Protocol.ROOM_DATA || code === Protocol.ROOM_REQUEST) {
    try {
      return readMessage(bytes, code === Protocol.ROOM_REQUEST)
    } catch {
      return { kind: 'undecodable' }
    }
  }
  if (code === Protocol.JOIN_ROOM) return { kind: 'joined' }
  if (code === Protocol.PING || code === Protocol.LEAVE_ROOM) return { kind: 'base' }
  return { kind: 'undecodable' }
}

function readMessage(bytes: Buffer, isRequest: boolean): Frame {
  const at = { offset: 1 }
  const requestId = isRequest ? decode.number(bytes, at) : undefined
  const type = decode.stringCheck(bytes, at)
    ? decode.string(bytes, at)
    : String(decode.number(bytes, at))
  const payload = bytes.byteLength > at.offset ? unpack(bytes.subarray(at.offset)) : undefined
  return { kind: 'message', type, payload, requestId }
}

/** Answers a request; `status` says whether `payload` is the answer, a refusal, or an error. */
export function reply(
  client: Client,
  requestId: number,
  status: ResponseStatus,
  payload: unknown,
): void {
  client.enqueueRaw(getMessageBytes[Protocol.ROOM_RESPONSE](requestId, status, payload))
}
