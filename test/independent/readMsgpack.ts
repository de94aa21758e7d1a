/** One value and where the next begins. */
interface Read {
  readonly value: unknown
  readonly end: number
}

/**
 * Reads one MessagePack value: maps as objects with text keys, binary and extension values as their
 * bytes. Throws a RangeError where the bytes end too early or begin with no known type.
 * Source of the format: the MessagePack specification, github.com/msgpack/msgpack.
 */
export function readMsgpack(bytes: Uint8Array, at: number): Read {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = view.getUint8(at)
  if (type <= 0x7f) return { value: type, end: at + 1 }
  if (type <= 0x8f) return readMap(bytes, at + 1, type & 15)
  if (type <= 0x9f) return readArray(bytes, at + 1, type & 15)
  if (type <= 0xbf) return readText(bytes, at + 1, type & 31)
  if (type >= 0xe0) return { value: type - 256, end: at + 1 }

  const one = (): number => view.getUint8(at + 1)
  const two = (): number => view.getUint16(at + 1)
  const four = (): number => view.getUint32(at + 1)
  const number = (value: number | bigint, size: number): Read => ({
    value: Number(value),
    end: at + 1 + size,
  })
  switch (type) {
    case 0xc0:
      return { value: null, end: at + 1 }
    case 0xc2:
    case 0xc3:
      return { value: type === 0xc3, end: at + 1 }
    case 0xc4:
      return readBytes(bytes, at + 2, one())
    case 0xc5:
      return readBytes(bytes, at + 3, two())
    case 0xc6:
      return readBytes(bytes, at + 5, four())
    case 0xc7:
      return readBytes(bytes, at + 3, one())
    case 0xc8:
      return readBytes(bytes, at + 4, two())
    case 0xc9:
      return readBytes(bytes, at + 6, four())
    case 0xca:
      return number(view.getFloat32(at + 1), 4)
    case 0xcb:
      return number(view.getFloat64(at + 1), 8)
    case 0xcc:
      return number(one(), 1)
    case 0xcd:
      return number(two(), 2)
    case 0xce:
      return number(four(), 4)
    case 0xcf:
      return number(view.getBigUint64(at + 1), 8)
    case 0xd0:
      return number(view.getInt8(at + 1), 1)
    case 0xd1:
      return number(view.getInt16(at + 1), 2)
    case 0xd2:
      return number(view.getInt32(at + 1), 4)
    case 0xd3:
      return number(view.getBigInt64(at + 1), 8)
    case 0xd9:
      return readText(bytes, at + 2, one())
    case 0xda:
      return readText(bytes, at + 3, two())
    case 0xdb:
      return readText(bytes, at + 5, four())
    case 0xdc:
      return readArray(bytes, at + 3, two())
    case 0xdd:
      return readArray(bytes, at + 5, four())
    case 0xde:
      return readMap(bytes, at + 3, two())
    case 0xdf:
      return readMap(bytes, at + 5, four())
    default:
      // 0xd4 to 0xd8 are extensions of 1, 2, 4, 8 and 16 bytes; 0xc1 is never used.
      if (type === 0xc1) throw new RangeError('0xc1 begins no value')
      return readBytes(bytes, at + 2, 1 << (type - 0xd4))
  }
}

function readBytes(bytes: Uint8Array, at: number, length: number): Read {
  if (at + length > bytes.length) throw new RangeError('the bytes end inside a value')
  return { value: bytes.subarray(at, at + length), end: at + length }
}

function readText(bytes: Uint8Array, at: number, length: number): Read {
  const { value, end } = readBytes(bytes, at, length)
  return { value: new TextDecoder().decode(value as Uint8Array), end }
}

function readArray(bytes: Uint8Array, at: number, length: number): Read {
  const value: unknown[] = []
  let end = at
  for (let k = 0; k < length; k += 1) {
    const item = readMsgpack(bytes, end)
    value.push(item.value)
    end = item.end
  }
  return { value, end }
}

function readMap(bytes: Uint8Array, at: number, length: number): Read {
  const entries: [string, unknown][] = []
  let end = at
  for (let k = 0; k < length; k += 1) {
    const key = readMsgpack(bytes, end)
    const item = readMsgpack(bytes, key.end)
    entries.push([String(key.value), item.value])
    end = item.end
  }
  return { value: Object.fromEntries(entries), end }
}
