import { connection } from '../app/deskModel.ts'
import { type DeskSnapshot, deskTimer } from '../app/deskSnapshot.ts'
import { useNow } from '../app/useNow.ts'
import { words } from '../text/words.ts'

const RADIUS = 44
const ROUND = 2 * Math.PI * RADIUS
const LAST_SECONDS = 2

/** The middle of the table: the phase and how long it lasts. */
export function Centre({ desk }: { desk: DeskSnapshot }) {
  const nowMs = useNow(200)
  const timer = deskTimer(desk)
  const offsetMs = connection.value?.clock.offsetMs ?? 0
  const phase = words.value.phase[desk.phase]
  if (!timer) {
    return (
      <div class="centre" data-testid="centre">
        <p class="centre-phase">{phase}</p>
      </div>
    )
  }
  const lengthMs = Math.max(1, timer.endsAtMs - timer.startedAtMs)
  const leftMs = Math.min(lengthMs, Math.max(0, timer.endsAtMs - offsetMs - nowMs))
  const seconds = Math.ceil(leftMs / 1000)
  return (
    <div class="centre" data-testid="centre" data-late={seconds <= LAST_SECONDS}>
      <svg class="ring" viewBox="0 0 100 100" aria-hidden="true">
        <circle class="ring-back" cx="50" cy="50" r={RADIUS} />
        <circle
          class="ring-left"
          cx="50"
          cy="50"
          r={RADIUS}
          stroke-dasharray={ROUND}
          stroke-dashoffset={ROUND * (1 - leftMs / lengthMs)}
        />
      </svg>
      <p class="centre-phase">{phase}</p>
      <p class="centre-seconds" role="timer" data-testid="countdown">
        {seconds}
      </p>
    </div>
  )
}
