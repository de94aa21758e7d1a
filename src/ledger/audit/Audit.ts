/** What is checked, and what it means, in the order in which it is told. [AD1] */
export const CHECKS = {
  sum: 'the balances of all accounts sum to zero',
  balance: 'each balance equals its transfers',
  hand: 'results and fees of each hand add up and equal its transfers and its record',
  ending: 'each hand has one end, and each settlement its hand',
  stake: 'escrows hold gold only for a stake',
  pot: 'each pot equals its shares',
  orphan: 'no stake or share lies at a desk that does not live',
} as const

export type Check = keyof typeof CHECKS
export const CHECK_NAMES = Object.keys(CHECKS) as Check[]

/** One thing that is wrong. */
export interface Break {
  readonly check: Check
  /** Which account, hand or desk. */
  readonly what: string
  readonly detail: string
}

export interface AuditReport {
  readonly breaks: readonly Break[]
  /** How many accounts, transfers, hands and stakes were looked at. */
  readonly looked: Readonly<Record<'accounts' | 'operations' | 'transfers' | 'hands', number>>
  /** Checks that could not be made: which desks live is known to a server alone. */
  readonly skipped: readonly Check[]
}

/** Reads the books, changes nothing, and says what is wrong with them. */
export interface Audit {
  /**
   * Runs one audit after another, never two at once. Faults of the database reject, and so does an
   * audit that is called off.
   */
  run(signal?: AbortSignal): Promise<AuditReport>
}
