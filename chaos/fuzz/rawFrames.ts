import { pack } from 'msgpackr'
import { deskRequests } from '../../src/contract/desk.ts'
import { hallRequests } from '../../src/contract/hall.ts'
import { xpnnRequests } from '../../src/contract/xpnn.ts'
import { type Chance, strangeName, strangeValue } from './strangeValues.ts'

const TYPES = [
  ...Object.keys(hallRequests),
  ...Object.keys(deskRequests),
  ...Object.keys(xpnnRequests),
]
  // Leaving on purpose would be the end of a connection that has more to send.
  .filter((type) => type !== 'desk/leave')
/** Frame codes of the base, as a client writes them. */
const ROOM_DATA = 13
const ROOM_REQUEST = 21

/** MessagePack that claims more than it has, or nests without end. */
const BOMBS: readonly Buffer[] = [
  Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]),
  Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff]),
  Buffer.from([0xdb, 0xff, 0xff, 0xff, 0xff]),
  Buffer.from([0xc6, 0xff, 0xff, 0xff, 0xff]),
  Buffer.from([0xc9, 0xff, 0xff, 0xff, 0xff, 0x01]),
  Buffer.alloc(3500, 0x91),
  Buffer.alloc(3500, 0x81),
  Buffer.concat([
    Buffer.from([0x81, 0xa9]),
    Buffer.from('__proto__'),
    Buffer.from([0x81, 0xa1, 97, 1]),
  ]),
  Buffer.from([0xd4, 0x72, 0x40]),
  Buffer.from([0xd6, 0xff, 0, 0, 0, 0]),
  Buffer.from([0xc1]),
]

/** What the room is sent, before it is put into a frame. */
export function roomMessage(chance: Chance): Buffer {
  const kind = chance.below(10)
  if (kind === 0) return chance.bytes(chance.below(80))
  if (kind === 1) return Buffer.from([chance.below(32), ...chance.bytes(chance.below(20))])
  const isRequest = chance.happens(0.5)
  const type = chance.happens(0.8) ? chance.pick(TYPES) : strangeName(chance)
  const head = [isRequest ? ROOM_REQUEST : ROOM_DATA, ...(isRequest ? [chance.below(128)] : [])]
  const name = Buffer.from(type)
  const named = name.length < 32 ? [0xa0 | name.length, ...name] : [0xd9, name.length, ...name]
  const payload = kind === 2 ? chance.pick(BOMBS) : pack(strangeValue(chance))
  return Buffer.concat([Buffer.from([...head, ...named]), payload])
}

/** One WebSocket frame as RFC 6455 has it, from a client. */
export function frame(
  opcode: number,
  payload: Uint8Array,
  more: { isFinal?: boolean } = {},
): Buffer {
  const { isFinal = true } = more
  return framed((isFinal ? 0x80 : 0) | opcode, payload, true)
}

/** A frame, mostly good so that rooms get to see what is in it; else wrong in every way there is. */
export function anyFrame(chance: Chance): Buffer {
  const message = roomMessage(chance)
  switch (chance.below(40)) {
    case 0:
      return framed(0x82, message, false)
    case 1:
      return framed(chance.below(256), message, true)
    case 2:
      return frame(2, Buffer.alloc(4097 + chance.below(3000)))
    case 3:
      return Buffer.from([0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4])
    case 4:
      return Buffer.concat([frame(2, message, { isFinal: false }), frame(0, message)])
    case 5:
      return frame(0, message)
    case 6:
      return Buffer.concat(
        Array.from({ length: 200 }, (_, n) =>
          frame(n === 0 ? 2 : 0, message.subarray(0, 1), { isFinal: false }),
        ),
      )
    case 7:
      return frame(1, chance.bytes(20))
    case 8:
      return frame(8, Buffer.from([chance.below(256), chance.below(256), ...chance.bytes(5)]))
    case 9:
      return frame(9, chance.bytes(126))
    case 10:
      return Buffer.concat(Array.from({ length: 100 }, () => frame(9, Buffer.alloc(0))))
    case 11:
      return frame(10, chance.bytes(10))
    case 12:
      return chance.bytes(chance.below(60))
    default:
      return frame(2, message)
  }
}

function framed(first: number, payload: Uint8Array, isMasked: boolean): Buffer {
  const { length } = payload
  const mask = isMasked ? 0x80 : 0
  const size = length < 126 ? [mask | length] : [mask | 126, length >> 8, length & 255]
  // A mask of zeros is a mask: the payload stands as it is.
  return Buffer.concat([Buffer.from([first, ...size, ...(isMasked ? [0, 0, 0, 0] : [])]), payload])
}
