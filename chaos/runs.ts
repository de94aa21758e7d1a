import type { ChaosRun } from './ChaosRun.ts'
import { dbKill } from './dbKill/dbKill.ts'
import { dbAway, dbStall } from './dbStall/dbStall.ts'
import { fuzz } from './fuzz/fuzz.ts'

/** Every run there is, in the order in which `npm run chaos` goes through them. */
export const CHAOS_RUNS: readonly ChaosRun[] = [dbKill, dbStall, dbAway, fuzz]
