import { act, isAutoReady, isMyTurn, setReady } from '../app/deskModel.ts'
import type { DeskSnapshot, SeatSnapshot } from '../app/deskSnapshot.ts'
import { lookingFor } from '../app/pageState.ts'
import { changeDesk, leaveDesk } from '../app/seating.ts'
import { Icon } from '../parts/Icons.tsx'
import { fill, words } from '../text/words.ts'

const BIDS = [0, 1, 2, 3, 4] as const
const BETS = [1, 2, 3, 4, 5] as const

interface ControlsProps {
  readonly desk: DeskSnapshot
  readonly own: SeatSnapshot | undefined
}

/** What the player can do now, within reach of a thumb. */
export function Controls({ desk, own }: ControlsProps) {
  return (
    <footer class="controls" data-turn={isMyTurn.value}>
      <p class="prompt" data-testid="prompt">
        {promptOf(desk, own)}
      </p>
      <div class="actions" data-testid="actions">
        <PhaseActions desk={desk} own={own} />
      </div>
      <DeskTools desk={desk} own={own} />
    </footer>
  )
}

function promptOf(desk: DeskSnapshot, own: SeatSnapshot | undefined): string {
  const { prompt, leaveAfter } = words.value
  if (own?.isLeaving) return leaveAfter
  const { phase } = desk
  if (phase === 'waiting') return own?.status === 'unready' ? prompt.waitingUnready : prompt.waiting
  if (phase === 'ready') return own?.status === 'unready' ? prompt.waitingUnready : prompt.ready
  if (phase === 'end') return prompt.end
  if (own?.status !== 'gaming') return prompt.watching
  if (isMyTurn.value) return prompt[phase]
  if (phase === 'bet' && own.index === desk.bankerSeat) return prompt.betBanker
  return prompt[`${phase}Done`]
}

function PhaseActions({ desk, own }: ControlsProps) {
  const t = words.value
  const isBetweenHands = desk.phase === 'waiting' || desk.phase === 'ready'
  if (own && isBetweenHands) {
    const isReady = own.status === 'ready'
    return (
      <button
        type="button"
        class={isReady ? 'button' : 'button button-gold button-wide'}
        data-testid="ready"
        aria-keyshortcuts="R"
        onClick={() => setReady(!isReady)}
      >
        {isReady ? t.cancelReady : t.ready}
      </button>
    )
  }
  if (!isMyTurn.value) return null
  if (desk.phase === 'bid') {
    return BIDS.map((times) => (
      <button
        type="button"
        key={times}
        class={times === 0 ? 'button chip chip-pass' : 'button chip'}
        data-times={times}
        data-testid={`bid-${times}`}
        aria-keyshortcuts={String(times)}
        onClick={() => act('xpnn/bid', { times })}
      >
        {times === 0 ? t.bidNone : fill(t.times, { n: times })}
      </button>
    ))
  }
  if (desk.phase === 'bet') {
    return BETS.map((times) => (
      <button
        type="button"
        key={times}
        class="button chip"
        data-times={times}
        data-testid={`bet-${times}`}
        aria-keyshortcuts={String(times)}
        onClick={() => act('xpnn/bet', { times })}
      >
        {fill(t.times, { n: times })}
      </button>
    ))
  }
  return (
    <button
      type="button"
      class="button button-gold button-wide"
      data-testid="open"
      aria-keyshortcuts="O Enter"
      onClick={() => act('xpnn/open', {})}
    >
      {t.open}
    </button>
  )
}

function DeskTools({ desk, own }: ControlsProps) {
  const t = words.value
  const isBetweenHands = desk.phase === 'waiting' || desk.phase === 'ready'
  const switchAuto = () => {
    const auto = !isAutoReady.value
    const isIn = own?.status === 'gaming' || own?.status === 'ended'
    void setReady(auto || (isIn ? auto : own?.status === 'ready'), auto)
  }
  return (
    <div class="desk-tools">
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={isAutoReady.value}
          aria-checked={isAutoReady.value}
          data-testid="auto-ready"
          onChange={switchAuto}
        />
        <span class="switch-track" />
        {t.autoReady}
      </label>
      <span class="desk-tools-right">
        <button
          type="button"
          class="pill-button"
          data-testid="change-desk"
          disabled={!isBetweenHands || lookingFor.value !== undefined}
          onClick={changeDesk}
        >
          <Icon name="swap" /> {t.changeDesk}
        </button>
        <button type="button" class="pill-button" data-testid="leave" onClick={leaveDesk}>
          <Icon name="out" /> {t.leave}
        </button>
      </span>
    </div>
  )
}
