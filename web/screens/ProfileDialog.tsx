import { useState } from 'preact/hooks'
import { dialog } from '../app/dialog.ts'
import { saveProfile } from '../app/hall.ts'
import { profile } from '../app/pageState.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { words } from '../text/words.ts'
import { KeepProgress } from './KeepProgress.tsx'

/** As many as the contract knows; the number is repeated so that no schema enters the bundle. */
const AVATARS = 16
const LONGEST_NICKNAME = 24

export function ProfileDialog() {
  const t = words.value
  const [nickname, setNickname] = useState(profile.value?.nickname ?? '')
  const [isKeeping, setKeeping] = useState(false)
  const [avatar, setAvatar] = useState(profile.value?.avatar ?? 0)
  const save = async (event: Event) => {
    event.preventDefault()
    if (await saveProfile({ nickname: nickname.trim(), avatar })) dialog.value = undefined
  }
  return (
    <Dialog title={t.profile} testId="dialog-profile">
      <form class="profile" hidden={isKeeping} onSubmit={save}>
        <label class="field">
          {t.nickname}
          <input
            value={nickname}
            maxLength={LONGEST_NICKNAME}
            required
            data-testid="nickname-input"
            onInput={(event) => setNickname(event.currentTarget.value)}
          />
        </label>
        <fieldset class="avatars">
          <legend>{t.avatar}</legend>
          {Array.from({ length: AVATARS }, (_, index) => (
            <label key={index} class="avatar-choice">
              <input
                type="radio"
                name="avatar"
                checked={avatar === index}
                aria-label={`${t.avatar} ${index + 1}`}
                onChange={() => setAvatar(index)}
              />
              <Avatar index={index} />
            </label>
          ))}
        </fieldset>
        <button type="submit" class="button button-gold" data-testid="save-profile">
          {t.save}
        </button>
      </form>
      <KeepProgress isOpen={isKeeping} setOpen={setKeeping} />
    </Dialog>
  )
}
