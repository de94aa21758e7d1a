import { isSoundOn, switchSound } from '../app/sounds.ts'
import { switchLanguage, words } from '../text/words.ts'
import { Icon } from './Icons.tsx'

export function LanguageSwitch() {
  return (
    <button
      type="button"
      class="pill-button"
      aria-label={words.value.languageName}
      data-testid="switch-language"
      onClick={switchLanguage}
    >
      {words.value.language}
    </button>
  )
}

export function SoundSwitch() {
  const label = isSoundOn.value ? words.value.soundOn : words.value.soundOff
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={isSoundOn.value}
      data-testid="switch-sound"
      onClick={switchSound}
    >
      <Icon name={isSoundOn.value ? 'soundOn' : 'soundOff'} />
    </button>
  )
}
