import { Router } from 'express'
import { routes } from '../contract/http.ts'
import { RefusalError, refuse } from '../contract/refusals.ts'
import type { Ledger } from '../ledger/Ledger.ts'
import { type EndpointParts, endpoint } from './endpoint.ts'

export interface FairParts extends EndpointParts {
  readonly ledger: Pick<Ledger, 'handRecord'>
}

// Longer than any hand id of ours; nothing longer is worth a look into the database.
const LONGEST_HAND_ID = 64

/** The public record of a finished hand, for everybody who wants to verify it. */
export function fairRoutes(parts: FairParts): Router {
  const router = Router()
  endpoint(router, parts, routes.hand, async ({ params }) => {
    const handId = params['handId'] ?? ''
    const isPlausible = handId.length <= LONGEST_HAND_ID
    const record = isPlausible ? await parts.ledger.handRecord(handId) : undefined
    if (!record) throw new RefusalError(refuse('fair/no-such-hand'))
    return record
  })
  return router
}
