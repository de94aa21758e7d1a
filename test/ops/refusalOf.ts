import assert from 'node:assert/strict'
import { type Refusal, RefusalError } from '../../src/contract/refusals.ts'

/** The refusal a promise rejects with; anything else fails the test. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise
  } catch (error) {
    assert.ok(error instanceof RefusalError, `not a refusal: ${error}`)
    return error.refusal
  }
  assert.fail('was not refused')
}
