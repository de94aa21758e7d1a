/** What a desk tells its viewers; see `desk/event`. */
interface ToldEvent {
  readonly type: string
  readonly [field: string]: unknown
}

/** [CH5] Each hand of a desk that began before the one before it was paid, in one line. */
export function handDisorder(deskId: string, events: readonly ToldEvent[]): string[] {
  const wrong: string[] = []
  let open: unknown
  for (const { type, handId } of events) {
    if (type === 'hand-started') {
      if (open !== undefined) wrong.push(`desk ${deskId}: ${handId} began before ${open} was paid`)
      open = handId
    }
    if (type === 'settled') open = undefined
  }
  return wrong
}
