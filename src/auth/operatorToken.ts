import { createHash, timingSafeEqual } from 'node:crypto'
import { RefusalError, refuse } from '../contract/refusals.ts'

/**
 * [OP2] Compares with the operators' token in constant time, its length included: both are hashed
 * first. Throws the refusal `admin/unauthorized`.
 */
export function operatorToken(adminToken: string): (bearer: string | undefined) => void {
  const expected = digestOf(adminToken)
  return (bearer) => {
    if (bearer !== undefined && timingSafeEqual(digestOf(bearer), expected)) return
    throw new RefusalError(refuse('admin/unauthorized'))
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
