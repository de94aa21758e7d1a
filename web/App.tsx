import { useEffect } from 'preact/hooks'
import { announcement } from './app/announce.ts'
import { dialog } from './app/dialog.ts'
import { screen } from './app/pageState.ts'
import { Toasts } from './parts/Toasts.tsx'
import { DeskScreen } from './screens/DeskScreen.tsx'
import { EndedScreen } from './screens/EndedScreen.tsx'
import { HallScreen } from './screens/HallScreen.tsx'
import { KeysDialog } from './screens/KeysDialog.tsx'
import { ProfileDialog } from './screens/ProfileDialog.tsx'
import { QueueScreen } from './screens/QueueScreen.tsx'
import { SignInScreen } from './screens/SignInScreen.tsx'
import { language, words } from './text/words.ts'
import { VerifyDialog } from './verify/VerifyDialog.tsx'

export function App() {
  useEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
    document.title = `${words.value.title} · Parlor`
  }, [language.value])
  return (
    <>
      <CurrentScreen />
      {dialog.value === 'keys' && <KeysDialog />}
      {dialog.value === 'profile' && <ProfileDialog />}
      {dialog.value === 'verify' && <VerifyDialog />}
      <Toasts />
      <p class="unseen" aria-live="polite" data-testid="announcement">
        {announcement.value}
      </p>
    </>
  )
}

function CurrentScreen() {
  switch (screen.value) {
    case 'starting':
      return <main class="starting" data-testid="screen-starting" aria-busy="true" />
    case 'signin':
      return <SignInScreen />
    case 'queue':
      return <QueueScreen />
    case 'hall':
      return <HallScreen />
    case 'desk':
      return <DeskScreen />
    case 'ended':
      return <EndedScreen />
  }
}
