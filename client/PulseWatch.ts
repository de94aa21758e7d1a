import type { Room } from '@colyseus/sdk'

/** Close code of the SDK for a connection given up in order to reconnect. */
const MAY_TRY_RECONNECT = 4010

/**
 * Notices a connection that died without a word (a phone that changed cells, a laptop that slept):
 * a ping unanswered for two intervals closes it, and the way back begins.
 */
export class PulseWatch {
  readonly #room: Room
  readonly #everyMs: number
  readonly #timer: ReturnType<typeof setInterval>
  #silentSinceMs: number | undefined

  constructor(room: Room, everyMs: number) {
    this.#room = room
    this.#everyMs = everyMs
    this.#timer = setInterval(() => this.beat(performance.now()), everyMs)
  }

  beat(nowMs: number): void {
    if (!this.#room.connection?.isOpen) {
      this.#silentSinceMs = undefined
      return
    }
    if (this.#silentSinceMs === undefined) {
      this.#silentSinceMs = nowMs
      this.#room.ping(() => {
        this.#silentSinceMs = undefined
      })
    } else if (nowMs - this.#silentSinceMs >= this.#everyMs * 2) {
      this.#silentSinceMs = undefined
      this.#room.connection.close(MAY_TRY_RECONNECT)
    }
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
