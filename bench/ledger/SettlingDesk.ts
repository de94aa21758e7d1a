import type { PlayerId } from '../../src/contract/ids.ts'
import type { Ledger, Settlement } from '../../src/ledger/Ledger.ts'
import { settlementOf } from '../../test/ledger/settlements.ts'

const PLAYERS = 5
const FEE_PERCENT = 5
// Nobody becomes poor in any run: every hand moves gold.
const GOLD = 1_000_000_000_000
const HIGHEST_RESULT = 500
// Bids, bets and opens of five players.
const ACTIONS = 14

/** Five players at one desk whose hands are paid one after another. */
export class SettlingDesk {
  readonly #ledger: Ledger
  readonly #deskNo: number
  readonly #random: () => number
  readonly #players: readonly PlayerId[]
  #hands = 0

  constructor(ledger: Ledger, deskNo: number, random: () => number) {
    this.#ledger = ledger
    this.#deskNo = deskNo
    this.#random = random
    this.#players = Array.from({ length: PLAYERS }, (_, seat) => deskNo * PLAYERS + seat)
  }

  async sitDown(): Promise<void> {
    for (const playerId of this.#players) {
      await this.#ledger.openPlayer(playerId, GOLD)
      const move = { playerId, deskNo: this.#deskNo, atLeast: GOLD }
      await this.#ledger.stake(`bench:${playerId}`, move)
    }
  }

  /** Pays the next hand and gives its id. */
  async settleNext(): Promise<string> {
    const settlement = this.#nextHand()
    await this.#ledger.settle(settlement)
    return settlement.handId
  }

  /** One plays against four, as in Niu Niu; who wins pays a fee. */
  #nextHand(): Settlement {
    const others = this.#players.slice(1).map(() => {
      const size = 1 + Math.floor(this.#random() * HIGHEST_RESULT)
      return this.#random() < 0.5 ? size : -size
    })
    const banker = 0 - others.reduce((sum, result) => sum + result, 0)
    const lines = this.#players.map((playerId, seat) => {
      const result = seat === 0 ? banker : (others[seat - 1] ?? 0)
      return { playerId, result, fee: Math.floor((Math.max(0, result) * FEE_PERCENT) / 100) }
    })
    const settlement = settlementOf(`${this.#deskNo}-${++this.#hands}`, this.#deskNo, lines)
    const actions = Array.from({ length: ACTIONS }, (_, n) => {
      return { atMs: 1_000 + n, seat: n % PLAYERS, type: 'bet', value: 1 + (n % 5) }
    })
    return { ...settlement, record: { ...settlement.record, actions } }
  }
}
