import { act, desk, isMyTurn, ownSeat, setReady } from './deskModel.ts'
import { dialog } from './dialog.ts'
import { actionOfKey, type KeyAction } from './keys.ts'
import { screen } from './pageState.ts'

/** Enter on a focused button or link presses that one and nothing else. */
function isForAControl(event: KeyboardEvent): boolean {
  const { target } = event
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input, textarea, select')) return true
  return event.key === 'Enter' && target.matches('button, a, summary')
}

export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isForAControl(event)) return
    if (screen.peek() !== 'desk' || dialog.peek()) return
    const action = actionOfKey(event.key, desk.peek()?.phase ?? '')
    if (!action) return
    event.preventDefault()
    carryOut(action)
  })
}

function carryOut(action: KeyAction): void {
  if (action.type === 'verify' || action.type === 'keys') dialog.value = action.type
  if (action.type === 'ready') {
    const phase = desk.peek()?.phase
    const status = ownSeat.peek()?.status
    const isBetweenHands = phase === 'waiting' || phase === 'ready'
    if (isBetweenHands && status) void setReady(status !== 'ready')
  }
  if (!isMyTurn.peek()) return
  if (action.type === 'bid') void act('xpnn/bid', { times: action.times })
  if (action.type === 'bet') void act('xpnn/bet', { times: action.times })
  if (action.type === 'open') void act('xpnn/open', {})
}
