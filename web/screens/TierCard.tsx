import type { TierRow } from '../../src/contract/hall.ts'
import { lookingFor } from '../app/pageState.ts'
import { quickPlay } from '../app/seating.ts'
import { Coin, Icon } from '../parts/Icons.tsx'
import { fill, goldText, language, nameIn, words } from '../text/words.ts'

interface TierCardProps {
  readonly tier: TierRow
  readonly gold: number
  /** 0 for the lowest stakes; decides the colours. */
  readonly rank: number
}

export function TierCard({ tier, gold, rank }: TierCardProps) {
  const t = words.value
  const missing = tier.minEnter - gold
  const reason = !tier.isOpen
    ? t.closed
    : missing > 0
      ? fill(t.tooPoor, { n: goldText(missing) })
      : undefined
  const isLooking = lookingFor.value !== undefined
  return (
    <li class="tier" data-rank={rank % 4} data-testid={`tier-${tier.tierId}`}>
      <div class="tier-emblem" aria-hidden="true">
        {'♦♣♥♠'[rank % 4]}
      </div>
      <h3>{nameIn(language.value, tier.name)}</h3>
      <p class="tier-bet">
        <span>{t.baseBet}</span>
        <strong data-testid="tier-bet">{goldText(tier.baseBet)}</strong>
      </p>
      <dl class="tier-facts">
        <div>
          <dt>{t.minEnter}</dt>
          <dd>
            <Coin /> {goldText(tier.minEnter)}
          </dd>
        </div>
        <div>
          <dt>{t.players}</dt>
          <dd data-testid="tier-players">
            <Icon name="people" /> {goldText(tier.players)}
          </dd>
        </div>
        <div>
          <dt>{t.desks}</dt>
          <dd data-testid="tier-desks">
            <Icon name="table" /> {goldText(tier.desks)}
          </dd>
        </div>
      </dl>
      <button
        type="button"
        class="button tier-play"
        data-testid={`quick-play-${tier.tierId}`}
        disabled={reason !== undefined || isLooking}
        onClick={() => quickPlay(tier.tierId)}
      >
        {reason ?? (lookingFor.value === tier.tierId ? t.looking : t.quickPlay)}
      </button>
    </li>
  )
}
