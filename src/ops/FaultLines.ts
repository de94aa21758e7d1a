/** Faults of one kind that are told at once, and from then on how many a second. */
const BURST = 20
const PER_SECOND = 1
/** Messages are sentences of ours; should one ever hold something else, this bounds it. */
const MOST_KINDS = 500

interface Kind {
  tokens: number
  atMs: number
  untold: number
}

/**
 * [LO6] Keeps a fault that happens a thousand times a second (a database that is away) from filling
 * the disk: each kind of line is told 20 times and then once a second, with how many were not.
 */
export class FaultLines {
  readonly #nowMs: () => number
  readonly #kinds = new Map<string, Kind>()

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** May this line be written? If so, how many of its kind were kept back before it. */
  take(message: string): { readonly untold: number } | undefined {
    const kind = this.#kindOf(message)
    const nowMs = this.#nowMs()
    kind.tokens = Math.min(BURST, kind.tokens + ((nowMs - kind.atMs) * PER_SECOND) / 1000)
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

  #kindOf(message: string): Kind {
    const key = this.#kinds.has(message) || this.#kinds.size < MOST_KINDS ? message : ''
    let kind = this.#kinds.get(key)
    if (!kind) {
      kind = { tokens: BURST, atMs: this.#nowMs(), untold: 0 }
      this.#kinds.set(key, kind)
    }
    return kind
  }
}
