import { connect, type Socket } from 'node:net'

/** A TCP connection that takes whatever bytes, and never throws. */
export class RawSocket {
  readonly #socket: Socket
  readonly #closed: Promise<void>
  #answer = ''

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.on('error', () => {})
    this.#socket.on('data', (bytes: Buffer) => {
      if (this.#answer.length < 4096) this.#answer += bytes.toString('latin1')
    })
    this.#closed = new Promise((resolve) => this.#socket.once('close', () => resolve()))
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable
  }

  /** The first 4 KiB of what came back. */
  get answer(): string {
    return this.#answer
  }

  write(bytes: Uint8Array): void {
    if (this.isOpen) this.#socket.write(bytes)
  }

  /** Until the other side closes, or so long. */
  async closed(mostMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, mostMs)
    await Promise.race([this.#closed, promise])
    clearTimeout(timer)
  }

  /** Until something was answered, or so long. */
  async answered(mostMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, mostMs)
    this.#socket.once('data', () => resolve())
    await Promise.race([this.#closed, promise])
    clearTimeout(timer)
  }

  destroy(): void {
    this.#socket.destroy()
  }
}
