import { readFileSync } from 'node:fs'

/** Cases made by an independent implementation of the rules; see `test/vectors`. */
export interface ShuffleVector {
  readonly serverSeed: string
  readonly seedHash: string
  readonly clientSeeds: readonly string[]
  readonly deck: readonly number[]
  /** [n, the next uniform number below n], in the order drawn. */
  readonly nextUniform: readonly (readonly [number, number])[]
}

export interface HandsVector {
  readonly a: readonly number[]
  readonly b: readonly number[]
  readonly typeA: number
  readonly typeB: number
  readonly aBeatsB: boolean
}

export interface SettlementVector {
  readonly baseBet: number
  readonly feePercent: number
  readonly bankerSeat: number
  readonly seats: readonly {
    readonly seat: number
    readonly stake: number
    readonly cards: readonly number[]
    readonly bid: number
    readonly bet: number
    readonly handType: number
    readonly result: number
    readonly fee: number
  }[]
}

export const shuffleVectors = read<ShuffleVector>('shuffle')
export const handsVectors = read<HandsVector>('hands')
export const settlementVectors = read<SettlementVector>('settlement')

function read<T>(name: string): readonly T[] {
  const cases = JSON.parse(
    readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'),
  ) as readonly T[]
  if (cases.length === 0) throw new Error(`${name}.json holds no case`)
  return cases
}
