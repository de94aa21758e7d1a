import type { Clock } from '../desk/Scheduler.ts'
import type { HandshakeStore, OpenHandshake } from './HandshakeStore.ts'

/** 20 000 in 60 s is a login storm of 333 a second, and about 6 MB. */
export const MOST_OPEN_HANDSHAKES = 20_000

/** The handshakes of a process that is alone. */
export class MemoryHandshakes implements HandshakeStore {
  readonly #clock: Clock
  readonly #most: number
  /** All live equally long: the oldest expire first. */
  readonly #open = new Map<string, OpenHandshake>()

  constructor(clock: Clock, most = MOST_OPEN_HANDSHAKES) {
    this.#clock = clock
    this.#most = most
  }

  async add(id: string, handshake: OpenHandshake): Promise<boolean> {
    this.#forgetExpired()
    if (this.#open.size >= this.#most) return false
    this.#open.set(id, handshake)
    return true
  }

  async find(id: string): Promise<OpenHandshake | undefined> {
    this.#forgetExpired()
    return this.#open.get(id)
  }

  async prove(id: string): Promise<boolean> {
    const handshake = await this.find(id)
    if (!handshake) return false
    this.#open.set(id, { ...handshake, isProven: true })
    return true
  }

  async take(id: string): Promise<OpenHandshake | undefined> {
    this.#forgetExpired()
    const handshake = this.#open.get(id)
    this.#open.delete(id)
    return handshake
  }

  #forgetExpired(): void {
    const nowMs = this.#clock.nowMs()
    for (const [id, { expiresAtMs }] of this.#open) {
      if (expiresAtMs > nowMs) break
      this.#open.delete(id)
    }
  }
}
