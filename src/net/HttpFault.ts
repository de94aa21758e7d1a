export type HttpFaultCode =
  | 'net/timeout'
  | 'net/unreachable'
  | 'net/bad-status'
  | 'net/too-large'
  | 'net/bad-answer'
  | 'net/busy'
  | 'net/circuit-open'

/**
 * Somebody else's server could not be asked: a fault, never a refusal. Its message names the service
 * and what failed, and never the address with its parameters: those may hold secrets. `net/busy`: the
 * service said so, or too many calls to it are under way; `net/circuit-open`: it failed too often just
 * now and is left alone for a while.
 */
export class HttpFault extends Error {
  readonly code: HttpFaultCode
  /** Another try might do. */
  readonly isPassing: boolean

  constructor(code: HttpFaultCode, service: string, detail: string, isPassing: boolean) {
    super(`${code}: ${service}: ${detail}`)
    this.name = 'HttpFault'
    this.code = code
    this.isPassing = isPassing
  }
}
