/** Gold that goes from one seat to another after a hand. */
export interface GoldMove {
  readonly from: number
  readonly to: number
  readonly amount: number
  /** First the losers pay the banker, then the banker pays the winners. */
  readonly wave: 0 | 1
}

/** Who pays whom: every seat plays against the banker alone. */
export function goldMoves(
  results: readonly { readonly seat: number; readonly result: number }[],
  bankerSeat: number,
): GoldMove[] {
  return results
    .filter(({ seat, result }) => seat !== bankerSeat && result !== 0)
    .map(({ seat, result }) =>
      result < 0
        ? { from: seat, to: bankerSeat, amount: -result, wave: 0 as const }
        : { from: bankerSeat, to: seat, amount: result, wave: 1 as const },
    )
    .sort((a, b) => a.wave - b.wave)
}

/** How many coins fly for an amount: more gold, more coins, but few enough to follow. */
export function coinsFor(amount: number, baseBet: number): number {
  const steps = Math.log2(Math.max(1, amount / Math.max(1, baseBet)))
  return Math.min(12, 3 + Math.round(steps * 1.5))
}
