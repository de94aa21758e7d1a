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

/** Why something did not happen, in the language of the player. */
export function errorText(error: unknown): string {
  const refused = refusedFrom(error)
  if (refused) return refusalText(refused.code, language.value, refused.message)
  return error instanceof ConnectionLost ? words.value.noConnection : words.value.somethingWrong
}

export function showError(error: unknown): void {
  showToast(errorText(error), 'bad')
}
