import { useEffect, useState } from 'preact/hooks'
import { fetchHand } from '../../client/signIn.ts'
import type { HandRecord } from '../../src/contract/handRecord.ts'
import { lastHand } from '../app/deskModel.ts'
import { showError } from '../app/toasts.ts'
import { PlayingCard } from '../cards/PlayingCard.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { Icon } from '../parts/Icons.tsx'
import { signedGold, words } from '../text/words.ts'
import { OwnSeed } from './OwnSeed.tsx'
import { type Step, type Verdict, verifyHand } from './verifyHand.ts'

/** The steps appear one after the other, so that one can follow them. */
const STEP_MS = 220

export function VerifyDialog() {
  const t = words.value
  const hand = lastHand.value
  const [record, setRecord] = useState<HandRecord>()
  const [verdict, setVerdict] = useState<Verdict>()
  const [shown, setShown] = useState(0)
  useEffect(() => {
    if (!hand) return
    let isCurrent = true
    fetchHand(location.origin, hand.handId)
      .then((found) => {
        if (!isCurrent) return
        setRecord(found)
        setVerdict(verifyHand(found, hand.witness))
      })
      .catch(showError)
    return () => {
      isCurrent = false
    }
  }, [])
  const total = verdict?.steps.length ?? 0
  useEffect(() => {
    if (shown >= total) return
    const timer = setTimeout(() => setShown(shown + 1), STEP_MS)
    return () => clearTimeout(timer)
  }, [shown, total])
  const isDone = total > 0 && shown >= total
  return (
    <Dialog title={t.verifyTitle} testId="dialog-verify">
      <p class="note">{hand ? t.verifyIntro : t.verifyNone}</p>
      {hand && (
        <p class="mono verify-hand" data-testid="verify-hand-id">
          {t.verifyHand} {hand.handId}
        </p>
      )}
      {record && <HandSeats record={record} />}
      <ol class="steps">
        {verdict?.steps.slice(0, shown).map((step) => (
          <StepRow key={step.name} step={step} />
        ))}
      </ol>
      {hand && (
        <p
          class="verdict"
          role="status"
          data-testid="verdict"
          data-right={isDone ? verdict?.isRight : undefined}
        >
          {!isDone ? t.verifyRunning : verdict?.isRight ? t.verifyRight : t.verifyWrong}
        </p>
      )}
      <OwnSeed />
    </Dialog>
  )
}

function StepRow({ step }: { step: Step }) {
  const t = words.value
  return (
    <li class="step" data-right={step.isRight} data-testid={`step-${step.name}`}>
      <details>
        <summary>
          <span class="tick">
            <Icon name={step.isRight ? 'check' : 'close'} />
          </span>
          {t.step[step.name]}
        </summary>
        <pre class="mono">{linesOf(step, t.hand).join('\n')}</pre>
      </details>
    </li>
  )
}

/** Types are told as codes by the verifier; people want their names. */
function linesOf(step: Step, hands: readonly string[]): readonly string[] {
  if (step.name !== 'types') return step.lines
  return step.lines.map((line) => line.replace(/: (\d+)$/, (_, code) => `: ${hands[Number(code)]}`))
}

function HandSeats({ record }: { record: HandRecord }) {
  const t = words.value
  return (
    <ul class="verify-seats">
      {record.seats.map((seat) => (
        <li key={seat.seat}>
          <span class="verify-seat">
            #{seat.seat + 1}
            {seat.seat === record.bankerSeat && <b class="banker">{t.banker}</b>}
          </span>
          <span class="cards cards-still">
            {(seat.cards ?? []).map((card, index) => (
              <PlayingCard key={card} card={card} index={index} />
            ))}
          </span>
          <span>{t.hand[seat.handType ?? 0]}</span>
          <span class="verify-result" data-sign={Math.sign(seat.result)}>
            {signedGold(seat.result)}
          </span>
        </li>
      ))}
    </ul>
  )
}
