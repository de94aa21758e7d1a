import { isLoopback } from '../ops/IpLimit.ts'
import type { Guess } from './GuessLimits.ts'
import type { GuessPace } from './GuessLog.ts'
import { ipBlockOf } from './ipBlock.ts'

const SECOND_MS = 1000
const doubling = (lastSeconds: number) =>
  [2, 4, 8, 16, 32, 64, lastSeconds]
    .filter((seconds) => seconds <= lastSeconds)
    .map((seconds) => seconds * SECOND_MS)

export const GUESS_PACES = {
  /** Of strangers, whoever and however many they are, on one account: 34 in the first hour, then 24. */
  account: { free: 5, pausesMs: doubling(150), mostAnHour: 40 },
  /** Of one ip on all accounts. Many people may sit behind it, so it has more for free. */
  ip: { free: 15, pausesMs: doubling(120), mostAnHour: 50 },
  /** Of a device that signed in to that account before. */
  device: { free: 5, pausesMs: doubling(64), mostAnHour: 20 },
} satisfies Record<string, GuessPace>

/** One of the allowances that a guess is counted against. */
export interface GuessCount {
  readonly by: keyof typeof GUESS_PACES
  readonly key: string
}

/**
 * [PW5] Strangers share one allowance an account, so that more addresses are not more guesses;
 * [PW6] a known device has one of its own, which no stranger can use up, and is not held back by what
 * others do at its address.
 */
export function countsOf({ account, ip, knownDevice }: Guess): GuessCount[] {
  if (knownDevice) return [{ by: 'device', key: `${account} ${knownDevice}` }]
  const byAccount: GuessCount = { by: 'account', key: account }
  // Behind a proxy that nobody declared everybody has this address: one would stop all.
  if (ip && isLoopback(ip)) return [byAccount]
  return [byAccount, { by: 'ip', key: ipBlockOf(ip) }]
}
