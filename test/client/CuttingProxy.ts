import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be cut at any moment, as a network is. */
export interface CuttingProxy {
  readonly port: number
  /** Where connections go from now on. */
  target: number
  /** Ends every connection without a word. */
  cut(): void
  close(): Promise<void>
}

export async function startProxy(): Promise<CuttingProxy> {
  const open = new Set<Socket>()
  const server = createServer((from) => {
    const to = connect(proxy.target, '127.0.0.1')
    for (const socket of [from, to]) {
      open.add(socket)
      socket.on('error', () => {}) // A cut shows as an error on one side or the other.
      socket.on('close', () => {
        open.delete(socket)
        from.destroy()
        to.destroy()
      })
    }
    from.pipe(to).pipe(from)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy()
  }
  const proxy: CuttingProxy = {
    port: (server.address() as AddressInfo).port,
    target: 0,
    cut,
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
  return proxy
}
