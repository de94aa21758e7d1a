import { toasts } from '../app/toasts.ts'

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
      {toasts.value.map((toast) => (
        <p key={toast.id} class="toast" data-tone={toast.tone} data-testid="toast">
          {toast.text}
        </p>
      ))}
    </div>
  )
}
