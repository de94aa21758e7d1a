import { schema, t } from '@colyseus/schema'
import { deskFields, seatFields } from './deskState.ts'

export const XpnnSeatState = schema(
  {
    ...seatFields,
    bid: t.int8(),
    bet: t.int8(),
    isOpen: t.boolean(),
    cards: t.array('uint8'),
    // Only for the view of the seat's own player.
    ownCards: t.array('uint8').view(),
    handType: t.int8(),
  },
  'XpnnSeatState',
)

export const XpnnDeskState = schema(
  { ...deskFields, bankerSeat: t.int8(), seats: t.array(XpnnSeatState) },
  'XpnnDeskState',
)
