import { endReason } from '../app/pageState.ts'
import { signInAgain } from '../app/session.ts'
import { CardFan } from '../parts/CardFan.tsx'
import { words } from '../text/words.ts'

export function EndedScreen() {
  const t = words.value
  const isElsewhere = endReason.value === 'signed-in-elsewhere' || endReason.value === 'replaced'
  return (
    <main class="welcome" data-testid="screen-ended" data-reason={endReason.value}>
      <CardFan />
      <h1 class="queue-title">{t.ended[endReason.value]}</h1>
      <button
        type="button"
        class="button button-gold button-large"
        data-testid="sign-in-again"
        onClick={signInAgain}
      >
        {isElsewhere ? t.playHere : t.signInAgain}
      </button>
    </main>
  )
}
