import type { IncomingMessage } from 'node:http'

/** What is used of a WebSocket of the base's transport. */
interface RawSocket {
  on(event: 'message' | 'ping' | 'pong' | 'close', heard: () => void): unknown
  ping(): void
  terminate(): void
  readonly readyState: number
  readonly bufferedAmount: number
}

interface SocketServer {
  on(event: 'connection', opened: (socket: RawSocket, req: IncomingMessage) => void): unknown
}

/** What is kept of one open WebSocket. */
interface Watched {
  readonly ip: string | undefined
  readonly token: string | undefined
  readonly openedAtMs: number
  readonly bytesRead: () => number
  seenAtMs: number
  pingedAtMs: number
  stage: 'open' | 'admitted' | 'joined'
  /** Frames since the last look. */
  frames: number
  bytes: number
  closingSinceMs: number
}

/** A room lets in within milliseconds who has a reservation; nobody else needs a socket. */
const ADMITTED_WITHIN_MS = 1500
/** From being let in to saying so: one round trip on the worst network. */
const JOINED_WITHIN_MS = 15_000
/** Who was told to go and does not answer, or does not even read. */
const CLOSED_WITHIN_MS = 2000
const LOOK_EVERY_MS = 500
/** Ten times what the message allowance lets pass, beats and all. */
const MOST_FRAMES_A_LOOK = 1000
/** The allowance of a connection is a burst of 40 messages of 4 KiB. */
const MOST_BYTES_A_LOOK = 512 * 1024
/** A client that does not read what it is sent is as good as gone. */
const MOST_UNSENT_BYTES = 1024 * 1024
/** A gateway of a mobile network, all of it coming back at once after an outage. */
const MOST_UNJOINED_OF_IP = 1000
const MISSED_BEATS = 3
const OPEN = 1

export interface SocketWatchParts {
  readonly heartbeatMs: number
  readonly nowMs: () => number
  readonly peerOf: (req: IncomingMessage) => string | undefined
  /** Told why a socket was ended: a word of ours, fit for a metric. */
  readonly onEnded: (why: 'unjoined' | 'silent' | 'flood' | 'not-reading' | 'not-closing') => void
}

/**
 * Looks after every WebSocket, in a room or not. [GA9] Who does not join is closed, [GA10] who is
 * silent for three beats is dropped (any frame is a sign of life), and [GA11] who floods below the
 * level of messages, or does not read, is cut off.
 */
export class SocketWatch {
  readonly #parts: SocketWatchParts
  readonly #sockets = new Map<object, Watched>()
  readonly #unjoinedOfIp = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: SocketWatchParts) {
    this.#parts = parts
  }

  /** Begins, with the transport's server. */
  start(server: SocketServer): void {
    server.on('connection', (socket, req) => this.#opened(socket, req))
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** A room has found that the socket's player may be here. */
  admitted(socket: object): void {
    const watched = this.#sockets.get(socket)
    if (watched?.stage === 'open') this.#setStage(watched, 'admitted')
  }

  /** The client has said that it is ready. */
  joined(socket: object): void {
    const watched = this.#sockets.get(socket)
    if (watched) this.#setStage(watched, 'joined')
  }

  /** The session token the socket was opened with. */
  tokenOf(socket: object): string | undefined {
    return this.#sockets.get(socket)?.token
  }

  /** [GA9] May this ip open one more, with those that have not joined? */
  hasRoomFor(ip: string | undefined): boolean {
    return ip === undefined || (this.#unjoinedOfIp.get(ip) ?? 0) < MOST_UNJOINED_OF_IP
  }

  /** How many are open. */
  size(): number {
    return this.#sockets.size
  }

  /** Looks at each socket once. */
  look(): void {
    const nowMs = this.#parts.nowMs()
    for (const [key, watched] of this.#sockets) {
      const socket = key as RawSocket
      const why = this.#reasonToEnd(socket, watched, nowMs)
      watched.frames = 0
      watched.bytes = watched.bytesRead()
      if (why) {
        this.#parts.onEnded(why)
        socket.terminate()
      } else if (nowMs - watched.pingedAtMs >= this.#parts.heartbeatMs) {
        watched.pingedAtMs = nowMs
        if (socket.readyState === OPEN) socket.ping()
      }
    }
  }

  #reasonToEnd(socket: RawSocket, watched: Watched, nowMs: number) {
    const ageMs = nowMs - watched.openedAtMs
    const withinMs = watched.stage === 'open' ? ADMITTED_WITHIN_MS : JOINED_WITHIN_MS
    if (watched.stage !== 'joined' && ageMs >= withinMs) return 'unjoined'
    if (nowMs - watched.seenAtMs >= MISSED_BEATS * this.#parts.heartbeatMs) return 'silent'
    if (watched.frames > MOST_FRAMES_A_LOOK) return 'flood'
    if (watched.bytesRead() - watched.bytes > MOST_BYTES_A_LOOK) return 'flood'
    if (socket.bufferedAmount > MOST_UNSENT_BYTES) return 'not-reading'
    if (socket.readyState === OPEN) return undefined
    if (watched.closingSinceMs === 0) watched.closingSinceMs = nowMs
    return nowMs - watched.closingSinceMs >= CLOSED_WITHIN_MS ? 'not-closing' : undefined
  }

  #opened(socket: RawSocket, req: IncomingMessage): void {
    const nowMs = this.#parts.nowMs()
    const tcp = req.socket
    const watched: Watched = {
      ip: this.#parts.peerOf(req),
      token: tokenIn(req.url),
      openedAtMs: nowMs,
      bytesRead: () => tcp.bytesRead,
      seenAtMs: nowMs,
      pingedAtMs: nowMs,
      stage: 'open',
      frames: 0,
      bytes: tcp.bytesRead,
      closingSinceMs: 0,
    }
    this.#sockets.set(socket, watched)
    this.#countUnjoined(watched, 1)
    const heard = () => {
      watched.seenAtMs = this.#parts.nowMs()
      watched.frames++
    }
    socket.on('message', heard)
    socket.on('ping', heard)
    socket.on('pong', heard)
    socket.on('close', () => {
      this.#sockets.delete(socket)
      if (watched.stage !== 'joined') this.#countUnjoined(watched, -1)
    })
  }

  #setStage(watched: Watched, stage: 'admitted' | 'joined'): void {
    if (stage === 'joined' && watched.stage !== 'joined') this.#countUnjoined(watched, -1)
    watched.stage = stage
  }

  #countUnjoined({ ip }: Watched, change: 1 | -1): void {
    if (ip === undefined) return
    const count = (this.#unjoinedOfIp.get(ip) ?? 0) + change
    if (count > 0) this.#unjoinedOfIp.set(ip, count)
    else this.#unjoinedOfIp.delete(ip)
  }
}

function tokenIn(url = ''): string | undefined {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('_authToken') ?? undefined
}
