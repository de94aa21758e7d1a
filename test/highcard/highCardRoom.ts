import { schema, t } from '@colyseus/schema'
import type { GameRoom } from '../../rooms/GameRoom.ts'
import { deskFields, seatFields } from '../../schema/deskState.ts'
import type { DeskView, SeatView } from '../../src/contract/desk.ts'
import { HighCard } from './HighCard.ts'

export const HighCardSeatState = schema(
  {
    ...seatFields,
    times: t.int8(),
    hasFolded: t.boolean(),
    card: t.array('uint8'),
    // Only for the view of the seat's own player.
    ownCard: t.array('uint8').view(),
  },
  'HighCardSeatState',
)

export const HighCardDeskState = schema(
  { ...deskFields, seats: t.array(HighCardSeatState) },
  'HighCardDeskState',
)

export interface HighCardSeatView extends SeatView {
  readonly times: number
  readonly hasFolded: boolean
  readonly card: Iterable<number> & ArrayLike<number>
  readonly ownCard: Iterable<number> & ArrayLike<number>
}

export type HighCardDeskView = DeskView<HighCardSeatView>

/** The second game as a room: all that has to be written to host it. */
export const highCardRoom: GameRoom = {
  game: HighCard,
  deskSchema: HighCardDeskState,
  seatSchema: HighCardSeatState,
}
