// Often enough to see that it lives, seldom enough for a log.
const LINE_EVERY_MS = 5_000

/** What runs at this moment, for who watches: one line that changes, or plain lines in a log. */
export class Progress {
  readonly #out: NodeJS.WriteStream
  #lastLineAtMs = Number.NEGATIVE_INFINITY

  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.#out = out
  }

  show(text: string): void {
    if (this.#out.isTTY) {
      this.#out.write(`\r\x1b[K${text.slice(0, this.#out.columns - 1)}`)
      return
    }
    const nowMs = performance.now()
    if (nowMs - this.#lastLineAtMs < LINE_EVERY_MS) return
    this.#lastLineAtMs = nowMs
    this.#out.write(`${text}\n`)
  }

  /** Takes the changing line away, before something that stays is printed. */
  clear(): void {
    if (this.#out.isTTY) this.#out.write('\r\x1b[K')
    this.#lastLineAtMs = Number.NEGATIVE_INFINITY
  }
}

/** For runs nobody watches. */
export const SILENT = new (class extends Progress {
  override show(): void {}
  override clear(): void {}
})()
