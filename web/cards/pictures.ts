import { signal } from '@preact/signals'

/** Address of a card's picture by its byte, once the card set is loaded. */
export const pictures = signal<((card: number) => string | undefined) | undefined>(undefined)

let loading: Promise<void> | undefined

/** Loads the card set, a chunk of its own that the first paint does not wait for. */
export function loadPictures(): Promise<void> {
  loading ??= import('./cardSet.ts')
    .then(({ pictureOf }) => {
      pictures.value = pictureOf
    })
    .catch(() => {
      // The cards stay readable by rank and suit; the next screen tries again.
      loading = undefined
    })
  return loading
}
