import { type Decoder, decode, type Iterator as Place, Reflection } from '@colyseus/schema'
import { readMsgpack } from './readMsgpack.ts'

/** The frames of the room protocol that carry something to read, by the low five bits. */
const JOIN_ROOM = 10
const ERROR = 11
const ROOM_DATA = 13
const ROOM_STATE = 14
const ROOM_STATE_PATCH = 15
const ROOM_RESPONSE = 22

const CODE_BITS = 0x1f
/** A frame with this bit has two clocks of four bytes before its body. */
const TIMED_BIT = 0x20
const TIMED_BYTES = 8

/** What a client understands of one frame; `kind` is `state` when `value` is the state after it. */
export interface ReadFrame {
  readonly kind: 'state' | 'message' | 'nothing'
  readonly value: unknown
}

const NOTHING: ReadFrame = { kind: 'nothing', value: undefined }

/**
 * Understands the frames of one room as a client does, in the order of receipt. The room keeps its
 * reader over reconnects, where the server leaves out the description of the state.
 */
export class FrameReader {
  #state: Decoder | null = null

  /** Never throws: what cannot be decoded is `nothing`, and its bytes are still there to search. */
  read(bytes: Uint8Array): ReadFrame {
    try {
      return this.#read(bytes)
    } catch {
      return NOTHING
    }
  }

  #read(bytes: Uint8Array): ReadFrame {
    const first = bytes[0] ?? 0
    const place: Place = { offset: first & TIMED_BIT ? 1 + TIMED_BYTES : 1 }
    const code = first & CODE_BITS
    switch (code) {
      case JOIN_ROOM:
        return this.#join(bytes, place)
      case ROOM_STATE:
      case ROOM_STATE_PATCH:
        return this.#change(bytes, place, code === ROOM_STATE)
      case ERROR:
        decode.number(bytes, place)
        return message(bytes, place.offset)
      case ROOM_DATA:
        if (decode.stringCheck(bytes, place)) decode.string(bytes, place)
        else decode.number(bytes, place)
        return message(bytes, place.offset)
      case ROOM_RESPONSE:
        decode.number(bytes, place)
        return message(bytes, place.offset + 1)
      default:
        return NOTHING
    }
  }

  #join(bytes: Uint8Array, place: Place): ReadFrame {
    // The reconnection token and the name of the serializer, each behind its length.
    place.offset += 1 + (bytes[place.offset] ?? 0)
    place.offset += 1 + (bytes[place.offset] ?? 0)
    const length = decode.number(bytes, place)
    if (length > 0) {
      this.#state = Reflection.decode(bytes.subarray(0, place.offset + length), place)
    }
    return NOTHING
  }

  #change(bytes: Uint8Array, place: Place, isWhole: boolean): ReadFrame {
    const decoder = this.#state
    if (!decoder) return NOTHING
    if (isWhole && decoder.root.refs.size > 1) decoder.decodeResync(bytes, place)
    else decoder.decode(bytes, place)
    return { kind: 'state', value: decoder.state.toJSON() }
  }
}

function message(bytes: Uint8Array, at: number): ReadFrame {
  if (at >= bytes.length) return NOTHING
  return { kind: 'message', value: readMsgpack(bytes, at).value }
}
