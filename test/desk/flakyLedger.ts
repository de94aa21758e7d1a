import { type Ledger, LedgerError } from '../../src/ledger/Ledger.ts'

/** How a call of the ledger goes wrong: not reached at all, or done but the answer is lost. */
export type Failure = 'before' | 'after'

/** A real ledger that fails as told; `failures` is asked at each call by the method's name. */
export function flakyLedger(
  ledger: Ledger,
  failures: (method: keyof Ledger) => Failure | undefined,
): Ledger {
  return new Proxy(ledger, {
    get(target, name) {
      const method = name as keyof Ledger
      const run = target[method] as (...args: unknown[]) => Promise<unknown>
      return async (...args: unknown[]) => {
        const failure = failures(method)
        const away = () => new LedgerError('ledger/unavailable', `${failure} ${method}`)
        if (failure === 'before') throw away()
        const result = await run.apply(target, args)
        if (failure === 'after') throw away()
        return result
      }
    },
  })
}

/** Fails the next `times` calls of one method. */
export function failNext(method: keyof Ledger, times: number, failure: Failure = 'before') {
  let left = times
  return (called: keyof Ledger) => (called === method && left-- > 0 ? failure : undefined)
}
