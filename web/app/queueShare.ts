import type { QueuePlace } from '../../src/contract/http.ts'

/** A line that looks empty looks broken. */
const LEAST_SHARE = 0.04

/**
 * How much of the wait is behind us, 0 to 1: by the places gained or, where that is more, by the
 * time, so that the bar also moves for the head of the line.
 */
export function queueShare(
  place: QueuePlace,
  firstPosition: number,
  waitedSeconds: number,
): number {
  if (place.admitted || place.position === 0) return 1
  const byPlaces = firstPosition > 0 ? 1 - place.position / firstPosition : 0
  const byTime = waitedSeconds / (waitedSeconds + Math.max(1, place.etaSeconds))
  return Math.max(LEAST_SHARE, byPlaces, byTime)
}
