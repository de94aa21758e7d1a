/** [LM1] 20 messages a second, bursts of 40; who keeps on beyond it for 10 s is a flood. */
const PER_SECOND = 20
const BURST = 40
const FLOOD_MS = 10_000
/** [LM2] Malformed or unknown messages a connection may send before it is closed. */
const MAX_BAD_MESSAGES = 20

/** What one connection may send. Two numbers a connection, no timer. */
export class MessageAllowance {
  #tokens = BURST
  #atMs: number
  #floodSinceMs = 0
  #bad = 0

  constructor(nowMs: number) {
    this.#atMs = nowMs
  }

  /** Counts a message: it passes, is refused, or is one too many. */
  take(nowMs: number): 'pass' | 'refuse' | 'close' {
    this.#tokens = Math.min(BURST, this.#tokens + ((nowMs - this.#atMs) * PER_SECOND) / 1000)
    this.#atMs = nowMs
    if (this.#tokens >= 1) {
      this.#tokens -= 1
      // A flood is over when the bucket has had time to fill a little again.
      if (this.#tokens > PER_SECOND / 2) this.#floodSinceMs = 0
      return 'pass'
    }
    if (this.#floodSinceMs === 0) this.#floodSinceMs = nowMs
    return nowMs - this.#floodSinceMs >= FLOOD_MS ? 'close' : 'refuse'
  }

  /** Counts a bad message; true when it was one too many. */
  countBad(): boolean {
    this.#bad++
    return this.#bad >= MAX_BAD_MESSAGES
  }
}
