import type { RefObject } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from '../parts/Icons.tsx'
import { words } from '../text/words.ts'

const SHOWN = { type: 'text' } as const
const HIDDEN = { type: 'password' } as const

interface PasswordFieldProps {
  readonly id: string
  readonly input: RefObject<HTMLInputElement | null>
  readonly value: string
  readonly isNew: boolean
  readonly isWrong: boolean
  /** Id of what describes it: the rule, or what is wrong. */
  readonly note: string | undefined
  readonly onType: (password: string) => void
}

/** A password with a button to see what one types. */
export function PasswordField(props: PasswordFieldProps) {
  const t = words.value.account
  const [isShown, setShown] = useState(false)
  return (
    <>
      <label for={props.id}>{t.password}</label>
      <span class="entry-password">
        <input
          {...(isShown ? SHOWN : HIDDEN)}
          ref={props.input}
          id={props.id}
          name="password"
          autocomplete={props.isNew ? 'new-password' : 'current-password'}
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          value={props.value}
          aria-required="true"
          aria-invalid={props.isWrong}
          aria-describedby={props.note}
          data-testid="password-input"
          onInput={(event) => props.onType(event.currentTarget.value)}
        />
        <button
          type="button"
          class="entry-eye"
          aria-label={t.showPassword}
          title={t.showPassword}
          aria-pressed={isShown}
          data-testid="show-password"
          onClick={() => setShown(!isShown)}
        >
          <Icon name={isShown ? 'eyeShut' : 'eye'} />
        </button>
      </span>
    </>
  )
}
