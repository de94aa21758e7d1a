import type { DeskSchema } from '../schema/DeskWriter.ts'
import type { Game } from '../src/games/game.ts'

/** A game and how its state is synced: all that a room needs to host it. */
export interface GameRoom {
  // biome-ignore lint/suspicious/noExplicitAny: a game's own state, events and settings
  readonly game: Game<any, any, any>
  readonly deskSchema: DeskSchema
  readonly seatSchema: DeskSchema
}
