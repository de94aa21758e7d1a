import { type Client, getMessageBytes, Protocol, type ResponseStatus } from '@colyseus/core'
import { decode } from '@colyseus/schema'
import { unpack } from 'msgpackr'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

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
  const type = readType(bytes, at)
  // The base's decoders read on behind the end, where there is nothing.
  if (at.offset > bytes.byteLength) return { kind: 'undecodable' }
  const payload = bytes.byteLength > at.offset ? unpack(bytes.subarray(at.offset)) : undefined
  return { kind: 'message', type, payload, requestId }
}

/** A message type: a string, or a number as text. Throws where the bytes are no string. */
function readType(bytes: Buffer, at: { offset: number }): string {
  if (!decode.stringCheck(bytes, at)) return String(decode.number(bytes, at))
  const start = at.offset
  const { head, length } = stringSize(bytes, start)
  at.offset = start + head + length
  // The base's own reader accepts anything and tells the console about it.
  return utf8.decode(bytes.subarray(start + head, at.offset))
}

/** How a string of the base is headed (MessagePack's prefixes, but little-endian lengths). */
function stringSize(bytes: Buffer, start: number): { head: number; length: number } {
  const prefix = bytes.readUInt8(start)
  if (prefix === 0xd9) return { head: 2, length: bytes.readUInt8(start + 1) }
  if (prefix === 0xda) return { head: 3, length: bytes.readUInt16LE(start + 1) }
  if (prefix === 0xdb) return { head: 5, length: bytes.readUInt32LE(start + 1) }
  return { head: 1, length: prefix & 0x1f }
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
