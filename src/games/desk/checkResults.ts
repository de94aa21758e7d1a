import type { SeatResult } from '../game.ts'
import type { Hand } from './DeskState.ts'

/**
 * [ST9] What a game may end a hand with: one result for each player, all integers, their sum
 * exactly zero, nobody losing more than his stake, fees out of winnings only. Anything else is a
 * bug of the game: it throws, and the desk voids the hand instead of paying nonsense.
 */
export function checkResults(hand: Hand, results: readonly SeatResult[]): void {
  const wrong = (why: string) => new Error(`hand ${hand.handId}: ${why}`)
  if (hand.results) throw wrong('was finished before')
  if (results.length !== hand.players.length) throw wrong('needs one result a player')
  let sum = 0
  for (const player of hand.players) {
    const line = results.find((r) => r.seat === player.seat)
    if (!line) throw wrong(`seat ${player.seat} has no result`)
    if (!Number.isSafeInteger(line.result) || !Number.isSafeInteger(line.fee)) {
      throw wrong(`seat ${player.seat} has a result that is not an integer`)
    }
    if (line.result < -player.stake) throw wrong(`seat ${player.seat} loses more than its stake`)
    if (line.fee < 0 || line.fee > Math.max(line.result, 0)) {
      throw wrong(`seat ${player.seat} pays a fee that is not out of its winnings`)
    }
    if (player.finishedWith !== undefined && line.result !== player.finishedWith) {
      throw wrong(`seat ${player.seat} was finished with another result`)
    }
    sum += line.result
  }
  if (sum !== 0) throw wrong(`results sum to ${sum}`)
}

/** [ST10] A hand may end early only for one who lost, with no more than his stake. */
export function checkEarlyResult(hand: Hand, seat: number, result: number): void {
  const player = hand.players.find((p) => p.seat === seat)
  if (!player || player.finishedWith !== undefined || hand.results) {
    throw new Error(`hand ${hand.handId}: seat ${seat} cannot be finished`)
  }
  if (!Number.isSafeInteger(result) || result > 0 || result < -player.stake) {
    throw new Error(`hand ${hand.handId}: seat ${seat} cannot end early with ${result}`)
  }
}
