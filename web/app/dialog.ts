import { signal } from '@preact/signals'

export type DialogName = 'keys' | 'verify' | 'profile'

/** The window that lies over the screen, if any. */
export const dialog = signal<DialogName | undefined>(undefined)
