import type { EpochMs } from '../../contract/ids.ts'
import type { Card } from '../cards.ts'
import type { FairStream } from '../shuffle.ts'

/**
 * What happens in a hand. These go to the journal with every card in them; what of them reaches a
 * viewer is decided in `views.ts`.
 */
export type XpnnEvent =
  | { readonly type: 'dealt'; readonly hands: readonly DealtHand[]; readonly stream: FairStream }
  | ({ readonly type: 'bid'; readonly times: number } & Acted)
  | {
      readonly type: 'banker-chosen'
      readonly seat: number
      /** The highest bid as it was made, 0 to 4. */
      readonly times: number
      /** Those the draw was among; empty without a tie. */
      readonly tiedSeats: readonly number[]
      readonly stream: FairStream
    }
  | ({ readonly type: 'bet'; readonly times: number } & Acted)
  | {
      readonly type: 'fifth-card'
      readonly seat: number
      readonly card: Card
      readonly handType: number
      readonly group: readonly Card[]
    }
  | ({
      readonly type: 'opened'
      readonly cards: readonly Card[]
      readonly handType: number
      readonly group: readonly Card[]
    } & Acted)

export interface DealtHand {
  readonly seat: number
  /** All five, in the order of the deck. */
  readonly cards: readonly Card[]
}

interface Acted {
  readonly seat: number
  readonly atMs: EpochMs
  /** The timer or the leaving of the player acted for him. */
  readonly byDefault: boolean
}
