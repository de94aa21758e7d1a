import { schema, t } from '@colyseus/schema'

export const TierCountState = schema(
  { tierId: t.uint32(), desks: t.uint32(), players: t.uint32() },
  'TierCountState',
)

export const HallState = schema({ players: t.uint32(), tiers: t.map(TierCountState) }, 'HallState')
