/** So many of the latest samples are compared; clocks drift, so old ones must go. */
const SAMPLES = 24

/**
 * How far the server's clock is ahead of ours. A sample arrives late, never early, so the largest
 * of the latest is nearest to the truth.
 */
export class ClockOffset {
  readonly #samplesMs: number[] = []

  add(serverNowMs: number, localNowMs: number): void {
    if (serverNowMs <= 0) return
    this.#samplesMs.push(serverNowMs - localNowMs)
    if (this.#samplesMs.length > SAMPLES) this.#samplesMs.shift()
  }

  get offsetMs(): number {
    return this.#samplesMs.length ? Math.max(...this.#samplesMs) : 0
  }
}
