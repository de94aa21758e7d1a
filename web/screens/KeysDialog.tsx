import { Dialog } from '../parts/Dialog.tsx'
import { words } from '../text/words.ts'

export function KeysDialog() {
  const t = words.value
  return (
    <Dialog title={t.keys} testId="dialog-keys">
      <dl class="key-list">
        {t.keyList.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
