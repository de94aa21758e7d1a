import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Behaviour = (req: IncomingMessage, res: ServerResponse) => void

/** A local server that does to each request what the test says, in order, the last again and again. */
export class StubbornServer {
  /** Method and URL of each request so far. */
  readonly seen: string[] = []
  readonly bodies: string[] = []
  readonly #server = createServer((req, res) => this.#answer(req, res))
  #behaviours: Behaviour[] = []

  static async start(): Promise<StubbornServer> {
    const stub = new StubbornServer()
    stub.#server.listen(0, '127.0.0.1')
    await once(stub.#server, 'listening')
    return stub
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  will(...behaviours: Behaviour[]): void {
    this.seen.length = 0
    this.bodies.length = 0
    this.#behaviours = behaviours
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #answer(req: IncomingMessage, res: ServerResponse): void {
    const behave = this.#behaviours[Math.min(this.seen.length, this.#behaviours.length - 1)]
    this.seen.push(`${req.method} ${req.url}`)
    let body = ''
    req.on('data', (chunk: Buffer) => {
      body += chunk
    })
    req.on('end', () => this.bodies.push(body))
    behave?.(req, res)
  }
}

export const says =
  (status: number, body: string, headers: Record<string, string> = {}): Behaviour =>
  (_req, res) => {
    res.writeHead(status, headers).end(body)
  }
/** Takes the request and says nothing. */
export const stalls: Behaviour = () => {}
/** Begins to answer and stops in the middle. */
export const stallsInBody: Behaviour = (_req, res) => {
  res.writeHead(200, { 'content-length': '100' }).write('{')
}
export const resets: Behaviour = (req) => void req.socket.destroy()
/** Sends more and more until the other side has enough. */
export const floods: Behaviour = (_req, res) => {
  res.writeHead(200)
  const more = () => {
    while (!res.destroyed && res.write('x'.repeat(16_384)));
    if (!res.destroyed) res.once('drain', more)
  }
  more()
}
