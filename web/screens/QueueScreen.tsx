import { useEffect, useRef } from 'preact/hooks'
import { announcement } from '../app/announce.ts'
import { place } from '../app/pageState.ts'
import { queueShare } from '../app/queueShare.ts'
import { leaveQueue } from '../app/session.ts'
import { useNow } from '../app/useNow.ts'
import { CardFan } from '../parts/CardFan.tsx'
import { LanguageSwitch } from '../parts/Switches.tsx'
import { fill, goldText, words } from '../text/words.ts'

const MINUTE_S = 60
const SECOND_MS = 1_000
/** In a quick line every place would talk over the one before. */
const SAY_EVERY_MS = 10_000

export function QueueScreen() {
  const t = words.value
  const now = place.value
  const nowMs = useNow(SECOND_MS)
  const first = useRef({ position: 0, atMs: nowMs })
  const shown = useRef(0)
  const saidAtMs = useRef(0)
  if (now) {
    first.current.position = Math.max(first.current.position, now.position)
    const waitedSeconds = (nowMs - first.current.atMs) / SECOND_MS
    // An estimate may grow; a bar that goes back would look like a lost place.
    shown.current = Math.max(shown.current, queueShare(now, first.current.position, waitedSeconds))
  }
  const position = now?.position ?? 0
  useEffect(() => {
    if (position === 0 || Date.now() - saidAtMs.current < SAY_EVERY_MS) return
    saidAtMs.current = Date.now()
    const { queuePosition, queuePeople } = words.peek()
    announcement.value = `${queuePosition} ${position} ${queuePeople}`.trim()
  }, [position])
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
      <p class="queue-place" data-inline={t.queuePeople !== ''}>
        {t.queuePosition}
        <strong data-testid="queue-position">{goldText(position)}</strong>
        {t.queuePeople}
      </p>
      <progress class="progress" max={1} value={shown.current} aria-label={t.queueTitle} />
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
