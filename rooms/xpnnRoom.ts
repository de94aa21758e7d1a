import { XpnnDeskState, XpnnSeatState } from '../schema/xpnnState.ts'
import { Xpnn } from '../src/games/xpnn/Xpnn.ts'
import type { GameRoom } from './GameRoom.ts'

export const xpnnRoom: GameRoom = {
  game: Xpnn,
  deskSchema: XpnnDeskState,
  seatSchema: XpnnSeatState,
}
