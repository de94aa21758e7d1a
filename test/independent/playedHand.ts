import { isCard } from './niuHand.ts'
import type { SettledSeat } from './settleHand.ts'

const MAX_GOLD = 2n ** 53n - 1n
const SEEDS_IN_HEX = /^[0-9a-f]{64}$/i
const CLIENT_SEED = /^[A-Za-z0-9_-]{0,64}$/

export interface PlayedSeat extends SettledSeat {
  readonly playerId: number
  readonly clientSeed: string
  readonly handType: number
  readonly result: bigint
  readonly fee: bigint
}

export interface PlayedAction {
  readonly atMs: number
  readonly seat: number
  readonly type: string
  readonly value: number
}

/** A hand record whose fields all have the agreed types and ranges; nothing is recomputed yet. */
export interface PlayedHand {
  readonly baseBet: bigint
  readonly feePercent: bigint
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly seedHash: string
  readonly serverSeed: string
  readonly bankerSeat: number
  readonly seats: readonly PlayedSeat[]
  readonly actions: readonly PlayedAction[]
}

/** Reads a hand record; each field of the wrong shape is told to `report`, and null comes back. */
export function playedHand(
  record: unknown,
  report: (violation: string) => void,
): PlayedHand | null {
  let isRight = true
  const fields = new FieldReader((violation) => {
    isRight = false
    report(`shape: ${violation}`)
  })
  const root = fields.object('record', record)
  if (!root) return null

  fields.text(root, 'handId', /^.+$/)
  fields.text(root, 'game', /^xpnn$/)
  fields.whole(root, 'tierId', 1)
  const hand: PlayedHand = {
    baseBet: BigInt(fields.whole(root, 'baseBet', 1)),
    feePercent: BigInt(fields.whole(root, 'feePercent', 0, 100)),
    startedAtMs: fields.whole(root, 'startedAtMs', 0),
    endedAtMs: fields.whole(root, 'endedAtMs', 0),
    seedHash: fields.text(root, 'seedHash', SEEDS_IN_HEX),
    serverSeed: fields.text(root, 'serverSeed', SEEDS_IN_HEX),
    bankerSeat: fields.whole(root, 'bankerSeat', 0, 4),
    seats: fields.list(root, 'seats').map((seat) => readSeat(fields, seat)),
    actions: fields.list(root, 'actions').map((action) => ({
      atMs: fields.whole(action, 'atMs', 0),
      seat: fields.whole(action, 'seat', 0, 4),
      type: fields.text(action, 'type', /^(bid|bet|open)$/),
      value: fields.whole(action, 'value', Number.MIN_SAFE_INTEGER),
    })),
  }
  return isRight ? hand : null
}

function readSeat(fields: FieldReader, seat: Fields): PlayedSeat {
  return {
    seat: fields.whole(seat, 'seat', 0, 4),
    playerId: fields.whole(seat, 'playerId', 1),
    stake: BigInt(fields.whole(seat, 'stake', 0)),
    clientSeed: fields.text(seat, 'clientSeed', CLIENT_SEED),
    cards: fields.cards(seat, 'cards'),
    handType: fields.whole(seat, 'handType', 0, 12),
    bid: fields.whole(seat, 'bid', 0, 4),
    bet: fields.whole(seat, 'bet', 0, 5),
    result: BigInt(fields.whole(seat, 'result', -Number(MAX_GOLD))),
    fee: BigInt(fields.whole(seat, 'fee', 0)),
  }
}

/** One JSON object and the words that tell where it stands in the record. */
interface Fields {
  readonly where: string
  readonly values: Readonly<Record<string, unknown>>
}

class FieldReader {
  readonly #report: (violation: string) => void

  constructor(report: (violation: string) => void) {
    this.#report = report
  }

  object(where: string, value: unknown): Fields | null {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { where, values: value as Readonly<Record<string, unknown>> }
    }
    this.#report(`${where} is not an object`)
    return null
  }

  list(from: Fields, name: string): Fields[] {
    const value = from.values[name]
    if (!Array.isArray(value)) {
      this.#report(`${from.where}.${name} is not a list`)
      return []
    }
    return value.flatMap((item, k) => this.object(`${name}[${k}]`, item) ?? [])
  }

  text(from: Fields, name: string, form: RegExp): string {
    const value = from.values[name]
    if (typeof value === 'string' && form.test(value)) return value
    this.#report(`${from.where}.${name} is not a text like ${form}`)
    return ''
  }

  whole(from: Fields, name: string, min: number, max = Number(MAX_GOLD)): number {
    const value = from.values[name]
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) {
      return value
    }
    this.#report(`${from.where}.${name} is not a whole number from ${min} to ${max}`)
    return Math.max(min, 0)
  }

  cards(from: Fields, name: string): number[] {
    const value: unknown = from.values[name]
    if (
      Array.isArray(value) &&
      value.length === 5 &&
      value.every((card) => typeof card === 'number' && isCard(card))
    ) {
      return value as number[]
    }
    this.#report(`${from.where}.${name} is not five cards`)
    return []
  }
}
