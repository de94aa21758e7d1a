/** The desk's own countdowns; every other kind belongs to the game. */
export const READY_BEGIN = 'ready-begin'
export const GAME_END = 'game-end'
/** Of an unready seat in `waiting`. [RD4] */
export const SEAT_READY = 'seat-ready'
/** Of a dropped seat. [DS8] */
export const KEEP_SEAT = 'keep-seat'
