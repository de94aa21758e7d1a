import { dialog } from '../app/dialog.ts'
import { lookingFor, online, profile, tiers } from '../app/pageState.ts'
import { quickPlay } from '../app/seating.ts'
import { signOut } from '../app/session.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { CardFan } from '../parts/CardFan.tsx'
import { ConnectionBanner } from '../parts/ConnectionBanner.tsx'
import { Coin, Icon } from '../parts/Icons.tsx'
import { LanguageSwitch, SoundSwitch } from '../parts/Switches.tsx'
import { fill, goldText, words } from '../text/words.ts'
import { TierCard } from './TierCard.tsx'

export function HallScreen() {
  const t = words.value
  const gold = profile.value?.gold ?? 0
  const affordable = tiers.value.some((tier) => tier.isOpen && gold >= tier.minEnter)
  const isLooking = lookingFor.value !== undefined
  return (
    <div class="hall" data-testid="screen-hall">
      <ConnectionBanner />
      <HallHeader />
      <main class="hall-main">
        <section class="hero">
          <div>
            <h1 class="title title-small">
              {t.title}
              <small>PARLOR</small>
            </h1>
            <p class="note">
              <Icon name="people" />
              <span data-testid="hall-online">
                {fill(t.hallOnline, { n: goldText(online.value) })}
              </span>
            </p>
          </div>
          <div class="hero-cards">
            <CardFan />
          </div>
          <button
            type="button"
            class="button button-gold button-large"
            data-testid="play-now"
            disabled={!affordable || isLooking}
            onClick={() => quickPlay()}
          >
            {lookingFor.value === 0 ? t.looking : t.playNow}
            <small>{t.playNowNote}</small>
          </button>
        </section>
        <h2 class="hall-title">{t.hallTitle}</h2>
        <ul class="tiers">
          {tiers.value.map((tier, rank) => (
            <TierCard key={tier.tierId} tier={tier} gold={gold} rank={rank} />
          ))}
        </ul>
        <button type="button" class="link-button" data-testid="sign-out" onClick={signOut}>
          <Icon name="out" /> {t.signOut}
        </button>
      </main>
    </div>
  )
}

function HallHeader() {
  const t = words.value
  const me = profile.value
  return (
    <header class="hall-head">
      <button
        type="button"
        class="me"
        aria-label={t.profile}
        data-testid="open-profile"
        onClick={() => {
          dialog.value = 'profile'
        }}
      >
        <span class="me-avatar">
          <Avatar index={me?.avatar ?? 0} />
        </span>
        <span class="me-text">
          <strong data-testid="nickname">{me?.nickname ?? '…'}</strong>
          <span class="gold-text">
            <Coin />
            <span data-testid="own-gold">{me ? goldText(me.gold) : '…'}</span>
          </span>
        </span>
      </button>
      <span class="head-tools">
        <SoundSwitch />
        <LanguageSwitch />
      </span>
    </header>
  )
}
