import { entry, isDeviceOwned, openEntry } from '../app/accountEntry.ts'
import { signInAccount } from '../app/session.ts'
import { words } from '../text/words.ts'
import { AccountForm } from './AccountForm.tsx'

/** The sign-in screen's form for accounts, old and new. */
export function EntryPanel({ kind }: { kind: 'signin' | 'create' }) {
  const t = words.value.account
  return (
    <section class="entry-panel" aria-label={kind === 'signin' ? t.signIn : t.create}>
      <div class="entry-tabs">
        <EntryTab to="signin" label={t.signIn} />
        <EntryTab to="create" label={t.create} />
      </div>
      {isDeviceOwned.value && kind === 'signin' && (
        <p class="entry-owned" role="status" data-testid="device-owned">
          {t.deviceOwned}
        </p>
      )}
      <AccountForm
        key={kind}
        kind={kind}
        onSend={(typed) => signInAccount(typed, kind === 'create')}
      />
    </section>
  )
}

function EntryTab({ to, label }: { to: 'signin' | 'create'; label: string }) {
  const isChosen = entry.value === to
  return (
    <button
      type="button"
      class="entry-tab"
      aria-pressed={isChosen}
      data-testid={`entry-${to}`}
      onClick={() => !isChosen && openEntry(to)}
    >
      {label}
    </button>
  )
}
