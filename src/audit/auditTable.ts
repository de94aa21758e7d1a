import { type AuditReport, CHECK_NAMES, CHECKS } from '../ledger/audit/Audit.ts'

/** An audit for people: a line a check, then every account or hand that is wrong. */
export function auditTable(report: AuditReport): string {
  const { accounts, operations, transfers, hands } = report.looked
  const rows = CHECK_NAMES.map((check) => {
    const wrong = report.breaks.filter((each) => each.check === check)
    const isSkipped = report.skipped.includes(check)
    const sign = isSkipped ? '–' : wrong.length > 0 ? '✗' : '✓'
    const count = wrong.length > 0 ? ` (${wrong.length} wrong)` : ''
    const note = isSkipped ? ' (a running server knows; with --stopped none does)' : ''
    return `${sign} ${check.padEnd(8)} ${CHECKS[check]}${count}${note}`
  })
  const looked = `${operations} operations, ${transfers} transfers, ${accounts} accounts, ${hands} hands`
  const named = report.breaks.map(({ check, what, detail }) => `✗ ${check}: ${what}: ${detail}`)
  return [...rows, '', looked, ...(named.length > 0 ? ['', ...named] : [])].join('\n')
}
