import type { Gold, HandId, PlayerId } from '../../src/contract/ids.ts'
import { LedgerError, type PotShare, type Settlement } from '../../src/ledger/Ledger.ts'

/**
 * The ledger as a page of plain arithmetic, to compare the real ones with. It tells whether a call
 * is refused (by throwing) and what it returns; which code a refusal has is not its matter.
 */
export class LedgerModel {
  readonly wallets = new Map<PlayerId, Gold>()
  readonly stakes = new Map<PlayerId, { deskNo: number; gold: Gold }>()
  readonly shares: { deskNo: number; playerId: PlayerId; gold: Gold }[] = []
  readonly #done = new Map<string, { content: string; result: unknown }>()

  openPlayer(playerId: PlayerId, amount: Gold): Gold {
    whole(amount)
    return this.#once(`player ${playerId}`, ['open', amount], () => {
      this.wallets.set(playerId, amount)
      return amount
    })
  }

  fundBot(key: string, playerId: PlayerId, amount: Gold): Gold {
    refuseUnless(amount !== 0)
    whole(amount)
    return this.#once(key, ['fund', playerId, amount], () => {
      const wallet = Math.max(this.#wallet(playerId), amount)
      refuseUnless(Number.isSafeInteger(wallet + this.#staked(playerId)))
      this.wallets.set(playerId, wallet)
      return wallet
    })
  }

  stake(key: string, move: { playerId: PlayerId; deskNo: number; atLeast: Gold }): Gold {
    whole(move.atLeast)
    return this.#once(key, ['stake', move], () => this.#moveIn(move, move.atLeast))
  }

  topUp(key: string, move: { playerId: PlayerId; deskNo: number }): Gold {
    return this.#once(key, ['top-up', move], () => {
      refuseUnless(this.stakes.has(move.playerId))
      return this.#moveIn(move, 0)
    })
  }

  unstake(key: string, move: { playerId: PlayerId; deskNo: number; intoPot: Gold }): Gold {
    const { playerId, deskNo, intoPot } = move
    whole(intoPot)
    return this.#once(key, ['unstake', move], () => {
      const wallet = this.#wallet(playerId)
      const stake = this.stakes.get(playerId)
      if (stake?.deskNo !== deskNo) return 0
      refuseUnless(intoPot <= stake.gold)
      this.stakes.delete(playerId)
      this.wallets.set(playerId, wallet + stake.gold - intoPot)
      if (intoPot > 0) this.shares.push({ deskNo, playerId, gold: intoPot })
      return stake.gold - intoPot
    })
  }

  settle(settlement: Settlement): Gold[] {
    const { handId, deskNo, lines } = settlement
    const results = lines.map(({ result }) => result)
    refuseUnless(lines.length > 0 && results.every(Number.isSafeInteger))
    refuseUnless(results.reduce((sum, result) => sum + result, 0) === 0)
    refuseUnless(new Set(lines.map(({ playerId }) => playerId)).size === lines.length)
    for (const { result, fee, fromPot } of lines) {
      whole(fee)
      refuseUnless(fee <= Math.max(0, result) && !(fromPot && result > 0))
    }
    return this.#once(`hand ${handId}`, ['settle', settlement], () => {
      for (const line of lines) {
        const inPot = this.shareOf(deskNo, line.playerId)
        const stake = this.stakes.get(line.playerId)
        this.#wallet(line.playerId)
        if (line.fromPot) refuseUnless(inPot + line.result >= 0)
        else refuseUnless(stake?.deskNo === deskNo && stake.gold + line.result >= 0)
      }
      const leavers = new Set(lines.filter((line) => line.fromPot).map((line) => line.playerId))
      refuseUnless(this.leaversOf(deskNo).every((playerId) => leavers.has(playerId)))
      const stakes = lines.map(({ playerId, result, fee, fromPot }) => {
        if (fromPot) {
          const rest = this.shareOf(deskNo, playerId) + result
          this.wallets.set(playerId, this.#wallet(playerId) + rest)
          return 0
        }
        const gold = this.#staked(playerId) + result - fee
        this.stakes.set(playerId, { deskNo, gold })
        return gold
      })
      this.#clearPot(deskNo)
      return stakes
    })
  }

  voidHand(hand: { handId: HandId; deskNo: number; fromPot: readonly PotShare[] }): void {
    this.#once(`hand ${hand.handId}`, ['void', hand.deskNo], () => {
      this.#returnPot(hand.deskNo)
      return null
    })
  }

  returnOrphans(isLiving: (deskNo: number) => boolean): number {
    let returned = 0
    for (const [playerId, { deskNo, gold }] of this.stakes) {
      if (isLiving(deskNo)) continue
      this.wallets.set(playerId, this.#wallet(playerId) + gold)
      this.stakes.delete(playerId)
      returned++
    }
    const dead = new Set(this.shares.map(({ deskNo }) => deskNo).filter((desk) => !isLiving(desk)))
    for (const deskNo of dead) this.#returnPot(deskNo)
    return returned
  }

  gold(): Map<PlayerId, Gold> {
    return new Map([...this.wallets].map(([id, gold]) => [id, gold + this.#staked(id)]))
  }

  stakersAt(deskNo: number): PlayerId[] {
    return [...this.stakes].filter(([, stake]) => stake.deskNo === deskNo).map(([id]) => id)
  }

  leaversOf(deskNo: number): PlayerId[] {
    const owners = this.shares.filter((share) => share.deskNo === deskNo)
    return [...new Set(owners.map(({ playerId }) => playerId))]
  }

  shareOf(deskNo: number, playerId: PlayerId): Gold {
    return this.shares
      .filter((share) => share.deskNo === deskNo && share.playerId === playerId)
      .reduce((sum, { gold }) => sum + gold, 0)
  }

  #moveIn(move: { playerId: PlayerId; deskNo: number }, atLeast: Gold): Gold {
    const { playerId, deskNo } = move
    const wallet = this.#wallet(playerId)
    refuseUnless((this.stakes.get(playerId)?.deskNo ?? deskNo) === deskNo)
    const gold = this.#staked(playerId) + wallet
    refuseUnless(gold >= atLeast)
    this.stakes.set(playerId, { deskNo, gold })
    this.wallets.set(playerId, 0)
    return gold
  }

  #returnPot(deskNo: number): void {
    for (const playerId of this.leaversOf(deskNo)) {
      const back = this.shareOf(deskNo, playerId)
      this.wallets.set(playerId, this.#wallet(playerId) + back)
    }
    this.#clearPot(deskNo)
  }

  #clearPot(deskNo: number): void {
    for (let at = this.shares.length - 1; at >= 0; at--) {
      if (this.shares[at]?.deskNo === deskNo) this.shares.splice(at, 1)
    }
  }

  #wallet(playerId: PlayerId): Gold {
    const gold = this.wallets.get(playerId)
    if (gold === undefined) throw new LedgerError('ledger/unknown-account')
    return gold
  }

  #staked(playerId: PlayerId): Gold {
    return this.stakes.get(playerId)?.gold ?? 0
  }

  #once<Result>(key: string, content: unknown, run: () => Result): Result {
    const text = JSON.stringify(content)
    const done = this.#done.get(key)
    if (done) {
      refuseUnless(done.content === text)
      return done.result as Result
    }
    const result = run()
    this.#done.set(key, { content: text, result })
    return result
  }
}

function whole(amount: number): void {
  refuseUnless(Number.isSafeInteger(amount) && amount >= 0)
}

function refuseUnless(isAllowed: boolean): void {
  if (!isAllowed) throw new LedgerError('ledger/bad-amount')
}
