import { desk, ownSeat } from '../app/deskModel.ts'
import { placeOf } from '../app/deskSnapshot.ts'
import { Centre } from '../desk/Centre.tsx'
import { Controls } from '../desk/Controls.tsx'
import { DeskHeader } from '../desk/DeskHeader.tsx'
import { GoldFlight } from '../desk/GoldFlight.tsx'
import { Seat } from '../desk/Seat.tsx'
import { ConnectionBanner } from '../parts/ConnectionBanner.tsx'
import { words } from '../text/words.ts'

export function DeskScreen() {
  const now = desk.value
  const own = ownSeat.value
  if (!now) {
    return <main class="starting" data-testid="screen-desk" data-phase="joining" aria-busy="true" />
  }
  const places = now.seats.length
  return (
    <div
      class="desk"
      data-testid="screen-desk"
      data-phase={now.phase}
      data-hand={now.handId}
      data-desk={now.deskId}
    >
      <DeskHeader />
      <ConnectionBanner />
      <main class="arena" aria-label={words.value.desk}>
        <div class="table" aria-hidden="true">
          <div class="felt">
            <span class="felt-mark">牛</span>
          </div>
        </div>
        <Centre desk={now} />
        <ul class="seats" data-places={places}>
          {now.seats.map((seat) => (
            <Seat
              key={seat.index}
              desk={now}
              seat={seat}
              isOwn={seat === own}
              place={placeOf(seat.index, own?.index ?? 0, places)}
            />
          ))}
        </ul>
        <GoldFlight />
        {now.isSettling && (
          <p class="settling" role="status" data-testid="settling">
            <span class="spinner" aria-hidden="true" />
            {words.value.settling}
          </p>
        )}
      </main>
      <Controls desk={now} own={own} />
    </div>
  )
}
