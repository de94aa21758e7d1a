import { isSigningIn, signIn } from '../app/flow.ts'
import { recall } from '../app/stored.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { CardFan } from '../parts/CardFan.tsx'
import { Coin, Icon } from '../parts/Icons.tsx'
import { LanguageSwitch } from '../parts/Switches.tsx'
import { fill, words } from '../text/words.ts'

export function SignInScreen() {
  const t = words.value
  const nickname = recall('nickname')
  return (
    <main class="welcome" data-testid="screen-signin">
      <div class="corner">
        <LanguageSwitch />
      </div>
      <CardFan />
      <h1 class="title">
        {t.title}
        <small>PARLOR</small>
      </h1>
      <p class="subtitle">{t.subtitle}</p>
      {nickname && (
        <p class="known" data-testid="known-player">
          <span class="known-avatar">
            <Avatar index={Number(recall('avatar') ?? 0)} />
          </span>
          {fill(t.welcomeBack, { name: nickname })}
        </p>
      )}
      <button
        type="button"
        class="button button-gold button-large"
        data-testid="sign-in-guest"
        disabled={isSigningIn.value}
        onClick={signIn}
      >
        {isSigningIn.value ? t.signingIn : t.signIn}
      </button>
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
