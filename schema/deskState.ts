import { schema, t } from '@colyseus/schema'

/** A cd timer as every viewer sees it; `args` is JSON text. */
export const TimerState = schema(
  {
    id: t.uint32(),
    kind: t.string(),
    seat: t.int8(),
    startedAtMs: t.number(),
    endsAtMs: t.number(),
    args: t.string(),
  },
  'TimerState',
)

/** Fields of a seat that every game has. Gold is a double: exact to 2^53, where integers wrap. */
export const seatFields = {
  index: t.uint8(),
  playerId: t.number(),
  nickname: t.string(),
  avatar: t.uint8(),
  gold: t.float64(),
  status: t.string(),
  isOffline: t.boolean(),
  isLeaving: t.boolean(),
  isBot: t.boolean(),
  result: t.float64(),
  fee: t.float64(),
}

/** Fields of a desk that every game has, beside its `seats`. */
export const deskFields = {
  deskId: t.string(),
  game: t.string(),
  tierId: t.uint32(),
  phase: t.string(),
  handId: t.string(),
  seedHash: t.string(),
  isSettling: t.boolean(),
  seq: t.uint32(),
  serverNowMs: t.float64(),
  timers: t.map(TimerState),
}
