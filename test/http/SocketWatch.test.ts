import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { beforeEach, test } from 'node:test'
import { SocketWatch } from '../../src/http/SocketWatch.ts'

const HEARTBEAT_MS = 5000
const LOOK_MS = 500

class FakeSocket extends EventEmitter {
  readyState = 1
  bufferedAmount = 0
  pings = 0
  isTerminated = false
  readonly tcp = { bytesRead: 0 }
  ping(): void {
    this.pings++
  }
  terminate(): void {
    this.isTerminated = true
    this.emit('close')
  }
}

let nowMs = 0
let ended: string[] = []
let server: EventEmitter
let watch: SocketWatch

beforeEach(() => {
  nowMs = 1_000_000
  ended = []
  server = new EventEmitter()
  watch = new SocketWatch({
    heartbeatMs: HEARTBEAT_MS,
    nowMs: () => nowMs,
    peerOf: () => '203.0.113.1',
    onEnded: (why) => ended.push(why),
  })
  watch.start(server)
  watch.stop()
})

function open(url = '/process/room?sessionId=a&_authToken=t.o.k'): FakeSocket {
  const socket = new FakeSocket()
  server.emit('connection', socket, { url, socket: socket.tcp } as unknown as IncomingMessage)
  return socket
}

function joined(): FakeSocket {
  const socket = open()
  watch.admitted(socket)
  watch.joined(socket)
  return socket
}

/** Lets time pass as the timer would, until the socket is ended; resolves with how long it took. */
function msUntilEnd(socket: FakeSocket, mostMs: number, each: () => void = () => {}): number {
  for (let ms = LOOK_MS; ms <= mostMs; ms += LOOK_MS) {
    nowMs += LOOK_MS
    each()
    watch.look()
    if (socket.isTerminated) return ms
  }
  return Number.POSITIVE_INFINITY
}

test('[GA9] who is not let in by a room is closed within 2 s, whatever it sends', () => {
  const socket = open()
  const ms = msUntilEnd(socket, 60_000, () => socket.emit('message'))
  assert.ok(ms >= 1000 && ms <= 2000, `${ms}`)
  assert.deepEqual([ended, watch.size()], [['unjoined'], 0])
})

test('[GA9] who was let in has 15 s to say that he is ready', () => {
  const socket = open()
  watch.admitted(socket)
  assert.equal(
    msUntilEnd(socket, 60_000, () => socket.emit('pong')),
    15_000,
  )
})

test('[GA9] of one ip a bounded number may be open without having joined', () => {
  const sockets = Array.from({ length: 1000 }, () => open())
  assert.equal(watch.hasRoomFor('203.0.113.1'), false)
  assert.equal(watch.hasRoomFor('203.0.113.2'), true)
  watch.joined(sockets[0] as FakeSocket)
  assert.equal(watch.hasRoomFor('203.0.113.1'), true)
  for (const socket of sockets.slice(1)) socket.emit('close')
  sockets[0]?.emit('close')
  for (let n = 0; n < 1000; n++) open()
  assert.equal(watch.hasRoomFor('203.0.113.1'), false)
})

test('[GA10] three beats without a sign of life, 15 s, mean dropped', () => {
  const socket = joined()
  assert.equal(msUntilEnd(socket, 60_000), 15_000)
  assert.deepEqual(ended, ['silent'])
  assert.equal(socket.pings, 2)
})

test('[GA10] any frame is a sign of life, and nothing but beats is fine for hours', () => {
  for (const sign of ['pong', 'ping', 'message']) {
    const socket = joined()
    let looks = 0
    const every4s = () => {
      if (++looks % 8 === 0) socket.emit(sign)
    }
    assert.equal(msUntilEnd(socket, 2 * 3600 * 1000, every4s), Number.POSITIVE_INFINITY)
    socket.emit('close')
  }
  assert.deepEqual(ended, [])
})

test('[GA11] control frames and fragments below the message limits are limited too', () => {
  const pinger = joined()
  assert.equal(
    msUntilEnd(pinger, 5000, () => {
      for (let n = 0; n < 1001; n++) pinger.emit('ping')
    }),
    LOOK_MS,
  )
  const pourer = joined()
  assert.equal(
    msUntilEnd(pourer, 5000, () => {
      pourer.tcp.bytesRead += 600_000
    }),
    LOOK_MS,
  )
  const busy = joined()
  const most = () => {
    for (let n = 0; n < 200; n++) busy.emit('message')
    busy.tcp.bytesRead += 200 * 1024
  }
  assert.equal(msUntilEnd(busy, 60_000, most), Number.POSITIVE_INFINITY)
  assert.deepEqual(ended, ['flood', 'flood'])
})

test('[GA11] who does not read what he is sent, or does not answer a close, is cut off', () => {
  const deaf = joined()
  deaf.bufferedAmount = 2 * 1024 * 1024
  assert.equal(msUntilEnd(deaf, 5000), LOOK_MS)
  const stubborn = joined()
  stubborn.readyState = 2
  const ms = msUntilEnd(stubborn, 60_000, () => stubborn.emit('pong'))
  assert.ok(ms <= 3000, `${ms}`)
  assert.deepEqual(ended, ['not-reading', 'not-closing'])
})

test('the token it was opened with is known, and forgotten with it', () => {
  const socket = open()
  assert.equal(watch.tokenOf(socket), 't.o.k')
  socket.emit('close')
  assert.equal(watch.tokenOf(socket), undefined)
  assert.equal(watch.tokenOf(open('/')), undefined)
})
