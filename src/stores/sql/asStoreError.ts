import { StoreError } from '../StoreError.ts'
import type { SqlDialect } from './SqlDialect.ts'

/** Runs `work`; what the database fails with comes out as a `StoreError`, bugs stay as they are. */
export async function asStoreError<T>(dialect: SqlDialect, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreError || isBug(error)) throw error
    const kind = dialect.errorKind(error)
    const isRefused = kind === 'check' || kind === 'duplicate'
    const detail = error instanceof Error ? error.message : String(error)
    throw new StoreError(isRefused ? 'store/bad-row' : 'store/unavailable', detail, {
      cause: error,
    })
  }
}

/** A mistake in the program, which trying again would only repeat. */
export function isBug(error: unknown): boolean {
  return (
    error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  )
}
