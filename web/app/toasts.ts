import { signal } from '@preact/signals'
import { ConnectionLost, refusedFrom } from '../../client/refused.ts'
import { language, refusalText, words } from '../text/words.ts'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'plain' | 'bad'
}

/** More at once would cover the table. */
const MOST_TOASTS = 3
const SHOWN_MS = 3_600

export const toasts = signal<readonly Toast[]>([])
let lastId = 0

export function showToast(text: string, tone: Toast['tone'] = 'plain'): void {
  const toast = { id: ++lastId, text, tone }
  const others = toasts.value.filter((shown) => shown.text !== text)
  toasts.value = [...others, toast].slice(-MOST_TOASTS)
  setTimeout(() => {
    toasts.value = toasts.value.filter((shown) => shown.id !== toast.id)
  }, SHOWN_MS)
}

/** Tells the player why something did not happen. */
export function showError(error: unknown): void {
  const refused = refusedFrom(error)
  if (refused) showToast(refusalText(refused.code, language.value, refused.message), 'bad')
  else if (error instanceof ConnectionLost) showToast(words.value.noConnection, 'bad')
  else showToast(words.value.somethingWrong, 'bad')
}
