interface Kind {
  tokens: number
  atMs: number
  untold: number
}

/** Kinds beyond it are forgotten, the oldest first: their next line is told again. */
const MOST_KINDS = 10_000

/**
 * Keeps what happens a thousand times a second (a database that is away, somebody who signs in in a
 * loop) from filling the disk: of each kind so many lines at once, then one a second.
 */
export class LineAllowance {
  readonly #burst: number
  readonly #nowMs: () => number
  readonly #kinds = new Map<string, Kind>()

  constructor(burst: number, nowMs: () => number) {
    this.#burst = burst
    this.#nowMs = nowMs
  }

  /** May this line be written? If so, how many of its kind were kept back before it. */
  take(key: string): { readonly untold: number } | undefined {
    const kind = this.#kindOf(key)
    const nowMs = this.#nowMs()
    kind.tokens = Math.min(this.#burst, kind.tokens + (nowMs - kind.atMs) / 1000)
    kind.atMs = nowMs
    if (kind.tokens < 1) {
      kind.untold++
      return undefined
    }
    kind.tokens--
    const { untold } = kind
    kind.untold = 0
    return { untold }
  }

  #kindOf(key: string): Kind {
    const known = this.#kinds.get(key)
    if (known) return known
    const [oldest] = this.#kinds.keys()
    if (oldest !== undefined && this.#kinds.size >= MOST_KINDS) this.#kinds.delete(oldest)
    const kind = { tokens: this.#burst, atMs: this.#nowMs(), untold: 0 }
    this.#kinds.set(key, kind)
    return kind
  }
}
