import { RawSocket } from './RawSocket.ts'
import { anyFrame, frame } from './rawFrames.ts'
import { rawRequest } from './rawRequests.ts'
import { type Chance, strangeName, strangeValue } from './strangeValues.ts'

export interface Target {
  readonly url: string
  readonly port: number
  readonly tierId: number
}

/** What was sent, and what must not come back. */
export interface Tally {
  requests: number
  upgrades: number
  frames: number
  bodies: number
  /** Answers of status 500, with what they were to. */
  readonly faults: string[]
}

export type Attack = (target: Target, chance: Chance, tally: Tally) => Promise<void>

const PATIENCE_MS = 40
const FRAMES_A_CONNECTION = 60
/** The same players again and again: new ones would rightly fill the database. */
export const DEVICES = 30
const JOIN_ROOM = Buffer.from([10])

/** Requests that are none. */
export const httpAttack: Attack = async ({ port }, chance, tally) => {
  const bytes = rawRequest(chance)
  tally.requests++
  const socket = new RawSocket(port)
  socket.write(bytes)
  await socket.closed(PATIENCE_MS)
  socket.destroy()
  if (/^HTTP\/1\.1 500/.test(socket.answer))
    tally.faults.push(bytes.toString('latin1').slice(0, 200))
}

/** Upgrades to nowhere, and frames into a socket that is in no room. */
export const upgradeAttack: Attack = async ({ port }, chance, tally) => {
  const path = chance.pick([
    ...['/', '*:x', '/a', '/a/b', '//', '/a/b?sessionId=%', 'http://[/', '/a/b?_authToken=a.b.c'],
    `/a/${strangeName(chance)}?sessionId=${encodeURIComponent(strangeName(chance))}`,
    `/a/b?sessionId=x&reconnectionToken=${encodeURIComponent(strangeName(chance))}&skipHandshake=1`,
    `/${chance.bytes(20).toString('latin1').replaceAll(/\s/g, '')}`,
  ])
  const key = chance.pick(['dGhlIHNhbXBsZSBub25jZQ==', 'short', '', '\u00ff'.repeat(24)])
  const lines = [
    `${chance.pick(['GET', 'GET', 'GET', 'POST'])} ${path} HTTP/1.1`,
    `Host: ${chance.pick(['a', 'a', 'a', '[', '', 'a:99999'])}`,
    'Connection: Upgrade',
    `Upgrade: ${chance.pick(['websocket', 'websocket', 'WebSocket', 'h2c', ''])}`,
    `Sec-WebSocket-Version: ${chance.pick(['13', '13', '13', '8', '0', '99', 'x'])}`,
    `Sec-WebSocket-Key: ${chance.happens(0.8) ? 'dGhlIHNhbXBsZSBub25jZQ==' : key}`,
    ...(chance.happens(0.2) ? ['Sec-WebSocket-Protocol: a, a, ,'] : []),
    ...(chance.happens(0.2) ? ['Sec-WebSocket-Extensions: permessage-deflate; x=\u0000'] : []),
    ...(chance.happens(0.1) ? ['Origin: https://stranger.example'] : []),
  ]
  tally.upgrades++
  const socket = new RawSocket(port)
  socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'))
  for (let n = chance.below(10); n > 0; n--) {
    tally.frames++
    socket.write(anyFrame(chance))
  }
  await socket.closed(PATIENCE_MS)
  socket.destroy()
}

/** A player who signs in like any other and then sends the hall, or his desk, what he likes. */
export const frameAttack: Attack = async (target, chance, tally) => {
  const token = await signIn(target.url, `fuzz-device-${chance.below(DEVICES)}`)
  const room = chance.happens(0.6) ? 'hall' : 'xpnn'
  const options = { ...Object(strangeValue(chance)), tierId: target.tierId }
  const place = await post(`${target.url}/matchmake/joinOrCreate/${room}`, options, token)
  const { processId, roomId, sessionId } = place as Record<string, string>
  if (!sessionId) return
  const socket = new RawSocket(target.port)
  const path = `/${processId}/${roomId}?sessionId=${sessionId}&_authToken=${token}`
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13'
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  socket.write(Buffer.from(`GET ${path} HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n${key}\r\n\r\n`))
  await socket.answered(1000)
  if (chance.happens(0.9)) socket.write(frame(2, JOIN_ROOM))
  for (let n = 0; n < FRAMES_A_CONNECTION && socket.isOpen; n++) {
    tally.frames++
    socket.write(anyFrame(chance))
    if (n % 10 === 9) await socket.closed(10)
  }
  await socket.closed(PATIENCE_MS)
  socket.destroy()
  // A seat left behind would be in the way of the next one.
  await post(`${target.url}/logout`, {}, token)
}

/** Bodies that are JSON, but not what was agreed. */
export const bodyAttack: Attack = async ({ url }, chance, tally) => {
  const path = chance.pick([
    ...['/auth/guest', '/auth/register', '/auth/login', '/auth/wechat', '/auth/upgrade', '/login'],
    ...['/login/refresh', '/auth/handshake', '/auth/handshake/x', '/matchmake/joinOrCreate/hall'],
  ])
  const key = chance.pick(['deviceId', 'ticket', 'refreshToken', 'publicKey', 'proof', 'account'])
  const odd = strangeValue(chance)
  const sealed = { handshakeId: 'x', sealed: 'A'.repeat(chance.below(9000)) }
  const body = chance.pick([odd, { [key]: odd }, { ...Object(odd), [key]: 'x'.repeat(20) }, sealed])
  tally.bodies++
  const answer = await post(url + path, body)
  const { status, code } = answer as { status?: number; code?: unknown }
  if (status === 500 || code === 500)
    tally.faults.push(`${path} ${JSON.stringify(body)}`.slice(0, 200))
}

async function signIn(url: string, deviceId: string): Promise<string> {
  const { ticket } = (await post(`${url}/auth/guest`, { deviceId })) as {
    ticket: string
  }
  const { token } = (await post(`${url}/login`, { ticket })) as { token: string }
  return token
}

async function post(url: string, body: unknown, token?: string): Promise<object> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body) ?? '',
    signal: AbortSignal.timeout(10_000),
  })
  const text = await response.text()
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
