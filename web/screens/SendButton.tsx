import { useEffect } from 'preact/hooks'
import type { FormKind } from '../app/accountEntry.ts'
import { secondsUntil } from '../app/accountRules.ts'
import { announcement } from '../app/announce.ts'
import { isSigningIn } from '../app/pageState.ts'
import { useNow } from '../app/useNow.ts'
import { fill, words } from '../text/words.ts'

/** Often enough that no second is skipped. */
const LOOK_MS = 200

interface SendButtonProps {
  readonly kind: FormKind
  /** Until then it counts down instead of sending. */
  readonly retryAtMs: number
}

/** The button of an account form. */
export function SendButton({ kind, retryAtMs }: SendButtonProps) {
  const t = words.value
  const nowMs = useNow(LOOK_MS)
  const seconds = secondsUntil(retryAtMs, nowMs)
  const isHeldBack = seconds > 0
  useEffect(() => {
    // Said once at the end: every second would talk over everything else.
    if (retryAtMs > 0 && !isHeldBack) announcement.value = words.peek().account.retryNow
  }, [retryAtMs, isHeldBack])
  const { signInNow, createNow, keepNow, creating, retryIn } = t.account
  const label = { signin: signInNow, create: createNow, upgrade: keepNow }[kind]
  const busyLabel = kind === 'signin' ? t.signingIn : creating
  return (
    <button
      type="submit"
      class="button button-gold entry-send"
      data-testid="send-account"
      disabled={isSigningIn.value || isHeldBack}
    >
      {isHeldBack ? fill(retryIn, { n: seconds }) : isSigningIn.value ? busyLabel : label}
    </button>
  )
}
