import { useState } from 'preact/hooks'
import { newRid } from '../../client/newRid.ts'
import { desk, ownSeat, sendSeed } from '../app/deskModel.ts'
import { showToast } from '../app/toasts.ts'
import { words } from '../text/words.ts'

const SEED_FORM = /^[A-Za-z0-9_-]{1,64}$/
const LONGEST_SEED = 64

/** Lets the player add a seed of his own to the next shuffle. */
export function OwnSeed() {
  const t = words.value
  const [seed, setSeed] = useState('')
  const canSend = Boolean(ownSeat.value)
  const send = async (event: Event) => {
    event.preventDefault()
    if (await sendSeed(seed)) showToast(words.value.seedSaved)
  }
  return (
    <form class="own-seed" onSubmit={send}>
      <label class="field">
        {t.seedLabel}
        <span class="field-row">
          <input
            class="mono"
            value={seed}
            maxLength={LONGEST_SEED}
            placeholder="A-Z a-z 0-9 - _"
            data-testid="seed-input"
            onInput={(event) => setSeed(event.currentTarget.value.trim())}
          />
          <button
            type="button"
            class="button"
            data-testid="seed-random"
            onClick={() => setSeed(newRid())}
          >
            {t.seedRandom}
          </button>
          <button
            type="submit"
            class="button button-gold"
            data-testid="seed-send"
            disabled={!canSend || !SEED_FORM.test(seed)}
          >
            {t.seedSet}
          </button>
        </span>
      </label>
      <p class="note note-quiet">{t.seedNote}</p>
      {desk.value?.seedHash && (
        <p class="mono seed-hash" title={t.seedHash}>
          {t.seedHash}: {desk.value.seedHash}
        </p>
      )}
    </form>
  )
}
