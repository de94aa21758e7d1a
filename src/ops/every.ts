import type { Scheduler } from '../desk/Scheduler.ts'

/**
 * Does a job again and again, `periodMs` after it was done the last time, so it never runs twice at
 * once; the first time after one period. What it throws goes to `onError` and ends nothing. Returns
 * how to stop: no job begins afterwards, and the one under way is waited for.
 */
export function every(
  scheduler: Scheduler,
  periodMs: number,
  job: () => Promise<unknown>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let isStopped = false
  let underWay: Promise<unknown> = Promise.resolve()
  let callOff: () => void = () => {}
  const rest = () => {
    if (!isStopped) callOff = scheduler.at(scheduler.nowMs() + periodMs, run)
  }
  const run = () => {
    underWay = job().catch(onError).then(rest)
  }
  rest()
  return async () => {
    isStopped = true
    callOff()
    await underWay
  }
}
