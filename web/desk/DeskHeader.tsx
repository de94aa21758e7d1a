import { lastHand } from '../app/deskModel.ts'
import { dialog } from '../app/dialog.ts'
import { currentTier } from '../app/pageState.ts'
import { leaveDesk } from '../app/seating.ts'
import { Icon } from '../parts/Icons.tsx'
import { LanguageSwitch, SoundSwitch } from '../parts/Switches.tsx'
import { goldText, language, nameIn, words } from '../text/words.ts'

export function DeskHeader() {
  const t = words.value
  const tier = currentTier.value
  return (
    <header class="desk-head">
      <button
        type="button"
        class="icon-button"
        aria-label={t.leave}
        title={t.leave}
        data-testid="leave-desk"
        onClick={leaveDesk}
      >
        <Icon name="back" />
      </button>
      <p class="desk-name">
        <strong>{tier ? nameIn(language.value, tier.name) : t.desk}</strong>
        {tier && (
          <span>
            {t.baseBet} {goldText(tier.baseBet)}
          </span>
        )}
      </p>
      <span class="head-tools">
        <button
          type="button"
          class="pill-button verify-link"
          data-testid="verify-last-hand"
          disabled={!lastHand.value}
          onClick={() => {
            dialog.value = 'verify'
          }}
        >
          <Icon name="shield" /> <span>{t.verify}</span>
        </button>
        <button
          type="button"
          class="icon-button keys-button"
          aria-label={t.keys}
          title={t.keys}
          data-testid="show-keys"
          onClick={() => {
            dialog.value = 'keys'
          }}
        >
          <Icon name="keys" />
        </button>
        <SoundSwitch />
        <LanguageSwitch />
      </span>
    </header>
  )
}
