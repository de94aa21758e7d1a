export type StoreErrorCode = 'store/unavailable' | 'store/busy' | 'store/bad-row'

/**
 * A store could not answer: a fault, never a refusal. `store/unavailable`: the database is away or
 * failed; `store/busy`: too many callers wait; `store/bad-row`: it refused the row by a constraint.
 * After `unavailable` a write may or may not have happened.
 */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ? `${code}: ${detail}` : code, options)
    this.name = 'StoreError'
    this.code = code
  }
}
