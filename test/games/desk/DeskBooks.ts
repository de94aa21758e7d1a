import assert from 'node:assert/strict'
import type { DeskEvent } from '../../../src/games/desk/DeskEvent.ts'
import type { DeskState } from '../../../src/games/desk/DeskState.ts'

/** What the events of a desk mean in gold, as a ledger would book it. */
export class DeskBooks {
  /** Gold that came to the desk: with who sat down, and what joined stakes later. */
  goldIn = 0
  /** Gold that left it: with who stood up, as fees, and what a void hand gave back. */
  goldOut = 0
  #pot = 0
  readonly #stakes = new Map<number, number>()

  /** `before` is the desk before the command that brought the event. */
  book(event: DeskEvent, before: DeskState): void {
    switch (event.type) {
      case 'seat-taken':
        this.goldIn += event.gold
        this.#stakes.set(event.playerId, event.gold)
        return
      case 'stake-raised': {
        const { playerId, gold } = before.seats[event.seat]!
        this.goldIn += event.gold - gold
        this.#stakes.set(playerId, event.gold)
        return
      }
      case 'seat-removed': {
        const stake = this.#stakes.get(event.playerId) ?? Number.NaN
        assert.ok(event.intoPot >= 0 && event.intoPot <= stake)
        this.goldOut += stake - event.intoPot
        this.#pot += event.intoPot
        this.#stakes.delete(event.playerId)
        return
      }
      case 'hand-voided':
        this.goldOut += this.#pot
        this.#pot = 0
        return
      case 'settled':
        this.#pay(event, before)
        return
    }
  }

  #pay(event: DeskEvent & { type: 'settled' }, { hand }: DeskState): void {
    for (const { seat, result, fee, gold } of event.results) {
      const player = hand?.players.find((each) => each.seat === seat)
      assert.ok(player)
      this.goldOut += fee
      if (player.hasLeft) {
        this.#pot += result - fee
        continue
      }
      const stake = (this.#stakes.get(player.playerId) ?? Number.NaN) + result - fee
      assert.equal(gold, stake, `stake of seat ${seat} after the hand`)
      this.#stakes.set(player.playerId, stake)
    }
    assert.equal(this.#pot, 0, 'the pot is empty after a hand')
  }
}
