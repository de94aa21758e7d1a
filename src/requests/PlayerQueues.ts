import type { PlayerId } from '../contract/ids.ts'

/** Requests one player may have waiting; a client that keeps order has one or two. */
const MAX_WAITING = 64

/** [RQ3] Runs the requests of one player strictly one after another, whatever room they come from. */
export class PlayerQueues {
  readonly #tails = new Map<PlayerId, { last: Promise<unknown>; length: number }>()

  /** Undefined if too many of this player's requests wait already. */
  run<T>(playerId: PlayerId, work: () => Promise<T>): Promise<T> | undefined {
    const queue = this.#tails.get(playerId) ?? { last: Promise.resolve(), length: 0 }
    if (queue.length >= MAX_WAITING) return undefined
    queue.length++
    const result = queue.last.then(work)
    queue.last = result.then(
      () => this.#done(playerId, queue),
      () => this.#done(playerId, queue),
    )
    this.#tails.set(playerId, queue)
    return result
  }

  #done(playerId: PlayerId, queue: { length: number }): void {
    queue.length--
    if (queue.length === 0) this.#tails.delete(playerId)
  }
}
