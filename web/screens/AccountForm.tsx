import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import {
  accountName,
  type FormKind,
  passes,
  problem,
  problemAnswered,
  type TypedAccount,
  wantsFocus,
} from '../app/accountEntry.ts'
import type { EntryField } from '../app/accountRules.ts'
import { isSigningIn } from '../app/pageState.ts'
import { words } from '../text/words.ts'
import { PasswordField } from './PasswordField.tsx'
import { SendButton } from './SendButton.tsx'

interface AccountFormProps {
  readonly kind: FormKind
  readonly onSend: (typed: TypedAccount) => Promise<unknown>
}

/** Account and password, to sign in with or to make new. */
export function AccountForm({ kind, onSend }: AccountFormProps) {
  const t = words.value.account
  const [password, setPassword] = useState('')
  const id = useId()
  const accountInput = useRef<HTMLInputElement>(null)
  const passwordInput = useRef<HTMLInputElement>(null)
  const isNew = kind !== 'signin'
  const fault = problem.value
  const isBusy = isSigningIn.value
  const focus = (field: EntryField) =>
    (field === 'account' ? accountInput : passwordInput).current?.focus()
  useLayoutEffect(() => {
    if (!wantsFocus.value || isBusy) return
    wantsFocus.value = false
    focus(accountName.peek() ? 'password' : 'account')
  }, [wantsFocus.value, isBusy])
  useLayoutEffect(() => {
    // The button that was pressed is out of use while we wait, so the focus has to go somewhere.
    if (fault && !isBusy) focus(fault.field)
  }, [fault, isBusy])
  const send = async (event: Event) => {
    event.preventDefault()
    const typed = { account: accountName.peek().trim(), password }
    if (!isBusy && passes(typed, kind)) await onSend(typed)
  }
  const noteOf = (field: EntryField) => {
    if (fault?.field === field) return `${id}-problem`
    return isNew ? `${id}-${field}-rule` : undefined
  }
  const problemLine = (field: EntryField) =>
    fault?.field === field && (
      <p class="entry-problem" id={`${id}-problem`} role="alert" data-testid="entry-problem">
        {fault.say()}
      </p>
    )
  return (
    <form class="entry-form" noValidate onSubmit={send} data-testid={`form-${kind}`}>
      <div class="field">
        <label for={`${id}-account`}>{t.name}</label>
        <input
          ref={accountInput}
          id={`${id}-account`}
          name="username"
          autocomplete="username"
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          value={accountName.value}
          aria-required="true"
          aria-invalid={fault?.field === 'account'}
          aria-describedby={noteOf('account')}
          data-testid="account-input"
          onInput={(event) => {
            accountName.value = event.currentTarget.value
            problemAnswered('account')
          }}
        />
        {problemLine('account')}
        {isNew && fault?.field !== 'account' && (
          <p class="entry-rule" id={`${id}-account-rule`}>
            {t.nameRule}
          </p>
        )}
      </div>
      <div class="field">
        <PasswordField
          id={`${id}-password`}
          input={passwordInput}
          value={password}
          isNew={isNew}
          isWrong={fault?.field === 'password'}
          note={noteOf('password')}
          onType={(typed) => {
            setPassword(typed)
            problemAnswered('password')
          }}
        />
        {problemLine('password')}
        {isNew && fault?.field !== 'password' && (
          <p class="entry-rule" id={`${id}-password-rule`}>
            {t.passwordRule}
          </p>
        )}
      </div>
      <SendButton kind={kind} retryAtMs={fault?.retryAtMs ?? 0} />
    </form>
  )
}
