/** The first pause of a series and the one it never grows beyond. */
const FIRST_PAUSE_MS = 300
const LONGEST_PAUSE_MS = 6_000

/**
 * Growing pauses between tries, spread by chance so that the players of a process that died do not
 * all come back in the same instant.
 *
 * @param attempt counts from 0
 * @param random a number of [0, 1)
 * @returns milliseconds, between half and the whole of the step
 */
export function pauseMs(attempt: number, random: number): number {
  const step = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)
  return Math.round(step * (0.5 + random / 2))
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
