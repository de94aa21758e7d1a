import { randomInt } from 'node:crypto'
import { AVATARS } from '../contract/hall.ts'
import type { EpochMs } from '../contract/ids.ts'
import type { NewPlayer } from '../stores/PlayerStore.ts'
import { guestName } from './guestName.ts'

/** What every new player, guest or not, starts with, once. */
export const FIRST_GOLD = 10_000

/** An integer from 0 to `below` − 1. */
export type RandomBelow = (below: number) => number

/** Somebody who comes for the first time: a friendly nickname, unless he has one, and an avatar. */
export function newPlayer(
  createdAtMs: EpochMs,
  { nickname, random = randomInt }: { nickname?: string; random?: RandomBelow } = {},
): NewPlayer {
  return {
    nickname: nickname ?? guestName(random),
    avatar: random(AVATARS),
    sex: 0,
    isBot: false,
    createdAtMs,
  }
}
