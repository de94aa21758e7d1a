import type { ArraySchema, MapSchema, Schema } from '@colyseus/schema'
import { TimerState } from './deskState.ts'

type Value = string | number | boolean | readonly number[]
type Values = Readonly<Record<string, Value>>
type Fields = Record<string, unknown>

/** The part of a desk's schema class that the writer works with. */
export interface DeskSchema {
  new (): Schema
}

interface TimerValues {
  readonly id: number
  readonly kind: string
  readonly seat: number
  readonly startedAtMs: number
  readonly endsAtMs: number
  readonly args: Readonly<Record<string, unknown>>
}

/**
 * The only writer of a desk's synced state: brings the schema in line with plain values and touches
 * only what differs, so that a patch carries what changed and nothing else. [DV1]
 */
export class DeskWriter {
  readonly state: Schema
  readonly #seats: ArraySchema<Schema>
  readonly #timers: MapSchema<Schema>

  constructor(
    classes: { readonly desk: DeskSchema; readonly seat: DeskSchema },
    fixed: Values,
    seats: number,
  ) {
    this.state = new classes.desk()
    const fields = this.state as unknown as { seats: ArraySchema; timers: MapSchema } & Fields
    this.#seats = fields.seats as ArraySchema<Schema>
    this.#timers = fields.timers as MapSchema<Schema>
    for (let index = 0; index < seats; index++) this.#seats.push(new classes.seat())
    assign(this.state as unknown as Fields, fixed)
  }

  /** The schema of a seat, to be added to the view of the player who sits there. */
  seat(index: number): Schema {
    return this.#seats.at(index) as Schema
  }

  write(desk: Values, seats: readonly Values[], timers: readonly TimerValues[]): void {
    assign(this.state as unknown as Fields, desk)
    seats.forEach((values, index) => {
      assign(this.#seats.at(index) as unknown as Fields, values)
    })
    this.#writeTimers(timers)
  }

  /** `serverNowMs`, set at each patch and just before somebody gets the whole state. */
  setNow(nowMs: number): void {
    ;(this.state as unknown as Fields)['serverNowMs'] = nowMs
  }

  #writeTimers(timers: readonly TimerValues[]): void {
    const living = new Set(timers.map((timer) => String(timer.id)))
    for (const key of [...this.#timers.keys()]) if (!living.has(key)) this.#timers.delete(key)
    for (const timer of timers) {
      const key = String(timer.id)
      if (this.#timers.has(key)) continue
      const state = new TimerState()
      assign(state as unknown as Fields, { ...timer, args: JSON.stringify(timer.args) })
      this.#timers.set(key, state)
    }
  }
}

function assign(target: Fields, values: Values): void {
  for (const name in values) {
    const value = values[name] as Value
    if (typeof value === 'object') writeArray(target[name] as ArraySchema<number>, value)
    else if (target[name] !== value) target[name] = value
  }
}

/** In place: a new array would leave viewers of a hidden field with an empty one for good. */
function writeArray(target: ArraySchema<number>, values: readonly number[]): void {
  if (target.length === values.length && values.every((value, i) => target.at(i) === value)) return
  if (target.length > 0) target.clear()
  if (values.length > 0) target.push(...values)
}
