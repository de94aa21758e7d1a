import { useRef } from 'preact/hooks'
import { leaveQueue, place } from '../app/flow.ts'
import { CardFan } from '../parts/CardFan.tsx'
import { LanguageSwitch } from '../parts/Switches.tsx'
import { fill, goldText, words } from '../text/words.ts'

const MINUTE_S = 60

export function QueueScreen() {
  const t = words.value
  const now = place.value
  const first = useRef(0)
  if (now) first.current = Math.max(first.current, now.position)
  const share = now && first.current ? 1 - now.position / (first.current + 1) : 0
  const eta = now?.etaSeconds ?? 0
  const time =
    eta < MINUTE_S ? fill(t.seconds, { n: eta }) : fill(t.minutes, { n: Math.ceil(eta / MINUTE_S) })
  return (
    <main class="welcome" data-testid="screen-queue">
      <div class="corner">
        <LanguageSwitch />
      </div>
      <CardFan />
      <h1 class="queue-title">{t.queueTitle}</h1>
      <p class="queue-place">
        {t.queuePosition}
        <strong data-testid="queue-position">{goldText(now?.position ?? 0)}</strong>
        {t.queuePeople}
      </p>
      <progress class="progress" max={1} value={share} aria-label={t.queueTitle} />
      <p class="note" data-testid="queue-eta">
        {fill(t.queueEta, { time })}
      </p>
      <p class="note note-quiet">{t.queueKeep}</p>
      <button type="button" class="button" data-testid="queue-cancel" onClick={leaveQueue}>
        {t.cancel}
      </button>
    </main>
  )
}
