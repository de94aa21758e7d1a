import { computed, signal } from '@preact/signals'
import type { LinkEnd, LinkStatus } from '../../client/RoomLink.ts'
import type { Profile, TierRow } from '../../src/contract/hall.ts'
import type { QueuePlace } from '../../src/contract/http.ts'
import { desk } from './deskModel.ts'

export const XPNN_GAME_ID = 101

export type Screen = 'starting' | 'signin' | 'queue' | 'hall' | 'desk' | 'ended'

export const screen = signal<Screen>('starting')
export const isSigningIn = signal(false)
/** Where we stand in the login queue, while we do. */
export const place = signal<QueuePlace | undefined>(undefined)
export const profile = signal<Profile | undefined>(undefined)
export const tiers = signal<readonly TierRow[]>([])
export const online = signal(0)
export const hallStatus = signal<LinkStatus>({ kind: 'open' })
export const endReason = signal<LinkEnd>('left')
/** The tier a seat is being looked for in; 0 for "play now". */
export const lookingFor = signal<number | undefined>(undefined)
export const currentTier = computed(() =>
  tiers.value.find((tier) => tier.tierId === desk.value?.tierId),
)
