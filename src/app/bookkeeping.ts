import { AUDIT_EVERY_MS, AuditWatch } from '../audit/AuditWatch.ts'
import { OrphanSweep, SWEEP_EVERY_MS } from '../desk/OrphanSweep.ts'
import type { Scheduler } from '../desk/Scheduler.ts'
import { pruneHistory } from '../history/pruneHistory.ts'
import { every } from '../ops/every.ts'
import type { Log } from '../ops/Log.ts'
import type { Metrics } from '../ops/metrics.ts'
import type { Stores } from '../stores/openStores.ts'

const DAY_MS = 24 * 3600_000
const PRUNE_EVERY_MS = 3600_000

export interface BookkeepingParts {
  readonly stores: Pick<Stores, 'ledger' | 'history' | 'audit'>
  readonly scheduler: Scheduler
  readonly log: Log
  readonly metrics: Metrics
  /** 0 keeps all hands. */
  readonly historyDays: number
  /** Whether a desk of that number lives in this process. */
  readonly isLiving: (deskNo: number) => boolean
}

/**
 * What a house does beside play: returns orphaned gold, audits the books, prunes the history.
 * Returns how to stop it all; what is under way is called off or waited for.
 */
export function startBookkeeping(parts: BookkeepingParts): () => Promise<void> {
  const { stores, scheduler, log, metrics, historyDays, isLiving } = parts
  const nowMs = () => scheduler.nowMs()
  const failed = (what: string) => (error: unknown) => log.warn({ err: error }, `${what} failed`)
  let isStopping = false

  const sweep = new OrphanSweep(stores.ledger, isLiving, nowMs)
  const sweepAndTell = async () => {
    const returned = await sweep.sweep()
    if (returned > 0) log.warn({ returned }, 'orphaned stakes were given back')
  }
  const watch = new AuditWatch({ audit: stores.audit(isLiving), log, metrics, nowMs })
  const prune = async () => {
    const beforeMs = nowMs() - historyDays * DAY_MS
    const removed = await pruneHistory(stores.history, beforeMs, () => isStopping)
    if (removed > 0) log.info({ removed }, 'old hands were removed')
  }

  const stops = [
    every(scheduler, SWEEP_EVERY_MS, sweepAndTell, failed('returning orphaned stakes')),
    every(scheduler, AUDIT_EVERY_MS, () => watch.look(), failed('the audit')),
  ]
  if (historyDays > 0) {
    stops.push(every(scheduler, PRUNE_EVERY_MS, prune, failed('pruning the history')))
  }
  return async () => {
    isStopping = true
    watch.close()
    await Promise.all(stops.map((stop) => stop()))
  }
}
