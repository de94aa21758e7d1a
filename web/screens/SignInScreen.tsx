import { entry, openEntry } from '../app/accountEntry.ts'
import { isSigningIn } from '../app/pageState.ts'
import { signInGuest } from '../app/session.ts'
import { recall } from '../app/stored.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { CardFan } from '../parts/CardFan.tsx'
import { Coin, Icon } from '../parts/Icons.tsx'
import { LanguageSwitch } from '../parts/Switches.tsx'
import { fill, words } from '../text/words.ts'
import { EntryPanel } from './EntryPanel.tsx'

export function SignInScreen() {
  const t = words.value
  const nickname = recall('nickname')
  const shown = entry.value
  return (
    <main class="welcome" data-testid="screen-signin" data-entry={shown}>
      <div class="corner">
        <LanguageSwitch />
      </div>
      <CardFan />
      <h1 class="title">
        {t.title}
        <small>PARLOR</small>
      </h1>
      <p class="subtitle">{t.subtitle}</p>
      {nickname && shown !== 'create' && (
        <p class="known" data-testid="known-player">
          <span class="known-avatar">
            <Avatar index={Number(recall('avatar') ?? 0)} />
          </span>
          {fill(t.welcomeBack, { name: nickname })}
        </p>
      )}
      {shown === 'guest' ? <GuestEntry /> : <EntryPanel kind={shown} />}
      {shown !== 'guest' && (
        <button
          type="button"
          class="link-button"
          data-testid="sign-in-guest"
          disabled={isSigningIn.value}
          onClick={signInGuest}
        >
          {t.account.asGuest}
        </button>
      )}
      {!nickname && (
        <p class="note">
          <Coin /> {t.welcome}
        </p>
      )}
      <p class="note note-quiet">
        <Icon name="shield" /> {t.fairLine}
      </p>
    </main>
  )
}

function GuestEntry() {
  const t = words.value
  return (
    <>
      <button
        type="button"
        class="button button-gold button-large"
        data-testid="sign-in-guest"
        disabled={isSigningIn.value}
        onClick={signInGuest}
      >
        {isSigningIn.value ? t.signingIn : t.signIn}
      </button>
      <p class="entry-links">
        <button
          type="button"
          class="pill-button"
          data-testid="entry-signin"
          onClick={() => openEntry('signin')}
        >
          {t.account.signIn}
        </button>
        <button
          type="button"
          class="pill-button"
          data-testid="entry-create"
          onClick={() => openEntry('create')}
        >
          {t.account.create}
        </button>
      </p>
    </>
  )
}
