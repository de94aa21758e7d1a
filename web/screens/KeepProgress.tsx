import { useEffect, useState } from 'preact/hooks'
import { accountName, beginForm, problem, type TypedAccount } from '../app/accountEntry.ts'
import { isSigningIn, profile } from '../app/pageState.ts'
import { keepProgress } from '../app/session.ts'
import { Icon } from '../parts/Icons.tsx'
import { fill, words } from '../text/words.ts'
import { AccountForm } from './AccountForm.tsx'

interface KeepProgressProps {
  /** The form is open and has the dialog to itself. */
  readonly isOpen: boolean
  readonly setOpen: (isOpen: boolean) => void
}

/** For guests the way to an account, for accounts their name. */
export function KeepProgress({ isOpen, setOpen }: KeepProgressProps) {
  const t = words.value.account
  const [isKept, setKept] = useState(false)
  const account = profile.value?.account
  useEffect(
    () => () => {
      problem.value = undefined
    },
    [],
  )
  const open = () => {
    accountName.value = ''
    beginForm()
    setOpen(true)
  }
  const send = async (typed: TypedAccount) => {
    if (!(await keepProgress(typed))) return
    setKept(true)
    setOpen(false)
  }
  if (account !== undefined) {
    return (
      <section class="keep">
        <p class="keep-name" data-testid="own-account">
          <Icon name="shield" /> {fill(t.own, { name: account })}
        </p>
        {isKept && (
          <p class="note" role="status" data-testid="progress-kept">
            {t.kept}
          </p>
        )}
      </section>
    )
  }
  return (
    <section class="keep" data-open={isOpen}>
      {isOpen ? (
        <h3 class="keep-title">{t.keep}</h3>
      ) : (
        <button type="button" class="button" data-testid="keep-progress" onClick={open}>
          {t.keep}
        </button>
      )}
      <p class="note">{t.keepNote}</p>
      {isOpen && (
        <>
          <AccountForm kind="upgrade" onSend={send} />
          <button
            type="button"
            class="link-button"
            data-testid="keep-cancel"
            disabled={isSigningIn.value}
            onClick={() => setOpen(false)}
          >
            {words.value.cancel}
          </button>
        </>
      )}
    </section>
  )
}
