import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * What becomes of a piece that a client sends: `pass` it on; `lose` it and cut the line; pass it on and
 * cut the line instead of passing the answer (`lose-answer`); cut the client off and pass the piece on
 * later (`late`); or keep it and say nothing, line open (`swallow`).
 */
export type Fate = 'pass' | 'lose' | 'lose-answer' | 'late' | 'swallow'

export interface TcpProxy {
  readonly port: number
  /** Asked for each piece, of any connection, in the order they come. */
  decide: (piece: Buffer) => Fate
  /** Cuts all connections. */
  stop(): Promise<void>
}

const LATE_MS = 150

/** Stands between clients and a server on this machine, and passes everything until told otherwise. */
export async function startTcpProxy(serverPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const listener = createServer((client) => {
    const server = connect(serverPort, '127.0.0.1')
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    join(client, server, (piece) => proxy.decide(piece))
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const proxy: TcpProxy = {
    port: (listener.address() as AddressInfo).port,
    decide: () => 'pass',
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
  return proxy
}

function join(client: Socket, server: Socket, decide: (piece: Buffer) => Fate): void {
  let isCut = false
  const cut = () => {
    isCut = true
    client.destroy()
    server.destroy()
  }
  const acts: Record<Fate, (piece: Buffer) => void> = {
    pass: (piece) => server.write(piece),
    lose: cut,
    'lose-answer': (piece) => {
      isCut = true
      server.once('data', cut)
      server.write(piece)
    },
    late: (piece) => {
      isCut = true
      client.destroy()
      setTimeout(() => server.end(piece), LATE_MS)
    },
    swallow: () => {},
  }
  client.on('data', (piece) => {
    if (!isCut) acts[decide(piece)](piece)
  })
  server.on('data', (piece) => {
    if (!isCut) client.write(piece)
  })
  client.on('close', () => {
    if (!isCut) server.destroy()
  })
  server.on('close', () => client.destroy())
}
