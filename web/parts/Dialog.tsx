import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { dialog } from '../app/dialog.ts'
import { words } from '../text/words.ts'
import { Icon } from './Icons.tsx'

interface DialogProps {
  readonly title: string
  readonly testId: string
  readonly children: ComponentChildren
}

/** A window over the screen: keeps the focus inside, Escape or a click outside closes it. */
export function Dialog({ title, testId, children }: DialogProps) {
  const place = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    place.current?.showModal()
  }, [])
  const close = () => {
    dialog.value = undefined
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={place}
      class="dialog"
      aria-label={title}
      data-testid={testId}
      onClose={close}
      onClick={(event) => event.target === place.current && close()}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2>{title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label={words.value.close}
            data-testid="dialog-close"
            onClick={close}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
