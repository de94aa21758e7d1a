import { retryConnections } from '../app/connections.ts'
import { deskStatus } from '../app/deskModel.ts'
import { hallStatus, screen } from '../app/pageState.ts'
import { fill, words } from '../text/words.ts'

/** Says that the connection is being brought back, or offers to try once more. */
export function ConnectionBanner() {
  const atDesk = screen.value === 'desk'
  const status = atDesk && deskStatus.value.kind !== 'open' ? deskStatus.value : hallStatus.value
  if (status.kind !== 'returning' && status.kind !== 'lost') return null
  return (
    <div class="banner" role="alert" data-testid="connection-banner" data-status={status.kind}>
      {status.kind === 'returning' ? (
        <>
          <span class="spinner" aria-hidden="true" />
          {fill(words.value.returning, { n: status.attempt })}
        </>
      ) : (
        <>
          {words.value.lost}
          <button type="button" class="button" data-testid="reconnect" onClick={retryConnections}>
            {words.value.retry}
          </button>
        </>
      )}
    </div>
  )
}
