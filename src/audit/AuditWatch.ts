import type { EpochMs } from '../contract/ids.ts'
import { type Audit, type AuditReport, CHECK_NAMES } from '../ledger/audit/Audit.ts'
import type { Log } from '../ops/Log.ts'
import type { Metrics } from '../ops/metrics.ts'

export const AUDIT_EVERY_MS = 60_000
/** What one log line can carry; all of them are counted. */
const NAMED_BREAKS = 50

/** [AD8] Audits the books of a running house: each break is in the metrics and in the log. */
export class AuditWatch {
  readonly #audit: Audit
  readonly #log: Log
  readonly #nowMs: () => EpochMs
  readonly #stopping = new AbortController()
  #report: AuditReport | undefined
  #doneAtMs = 0

  constructor(parts: { audit: Audit; log: Log; metrics: Metrics; nowMs: () => EpochMs }) {
    this.#audit = parts.audit
    this.#log = parts.log
    this.#nowMs = parts.nowMs
    const { metrics } = parts
    metrics.gauges('parlor_audit_breaks', 'Wrong in the books, by check.', 'check', () =>
      this.#counts(),
    )
    const help = 'When the last audit was done, in seconds since 1970; 0 before the first.'
    metrics.gauge('parlor_audit_done_seconds', help, () => this.#doneAtMs / 1000)
  }

  /** Audits once. Faults of the database reject; the figures stay those of the last audit. */
  async look(): Promise<void> {
    if (this.#stopping.signal.aborted) return
    const report = await this.#audit.run(this.#stopping.signal).catch((error) => {
      if (!this.#stopping.signal.aborted) throw error
    })
    if (!report) return
    this.#report = report
    this.#doneAtMs = this.#nowMs()
    if (report.breaks.length === 0) return
    const breaks = report.breaks.slice(0, NAMED_BREAKS)
    this.#log.error({ breaks, count: report.breaks.length }, 'the books are wrong')
  }

  /** Calls off an audit that is under way. */
  close(): void {
    this.#stopping.abort()
  }

  #counts(): Record<string, number> {
    const breaks = this.#report?.breaks ?? []
    return Object.fromEntries(
      CHECK_NAMES.map((check) => [check, breaks.filter((each) => each.check === check).length]),
    )
  }
}
