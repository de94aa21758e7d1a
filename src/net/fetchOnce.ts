import { HttpFault } from './HttpFault.ts'

export interface HttpCall {
  readonly method: 'GET' | 'POST'
  /** Behind the base URL, with its slash; goes into log lines. */
  readonly path: string
  /** May hold secrets: never logged. */
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Sending it twice does no more than sending it once. */
  readonly mayRepeat: boolean
  /** Does this answer, whatever its status, say that the service is too busy just now? */
  readonly isBusy?: (answer: HttpAnswer) => boolean
}

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

export interface FetchLimits {
  readonly service: string
  readonly baseUrl: string
  readonly tryMs: number
  readonly mostAnswerBytes: number
}

/** One try. Everything that goes wrong comes out as an `HttpFault` without a word of the query. */
export async function fetchOnce(
  call: HttpCall,
  limits: FetchLimits,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { service, tryMs } = limits
  const timeout = AbortSignal.timeout(tryMs)
  let answer: HttpAnswer
  try {
    const url = new URL(limits.baseUrl.replace(/\/$/, '') + call.path)
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value)
    const response = await fetch(url, {
      method: call.method,
      // A redirect would carry the secrets of the address elsewhere.
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
      ...(call.headers ? { headers: call.headers } : {}),
      ...(call.body === undefined ? {} : { body: call.body }),
    })
    answer = { status: response.status, body: await readBody(response, limits) }
  } catch (error) {
    if (error instanceof HttpFault) throw error
    if (signal.aborted) throw signal.reason
    if (timeout.aborted) throw new HttpFault('net/timeout', service, `${tryMs} ms`, true)
    throw new HttpFault('net/unreachable', service, reasonOf(error), true)
  }
  if (answer.status >= 500 || answer.status === 429) {
    throw new HttpFault('net/bad-status', service, String(answer.status), true)
  }
  if (call.isBusy?.(answer)) throw new HttpFault('net/busy', service, 'it says so', true)
  return answer
}

async function readBody(response: Response, limits: FetchLimits): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop cancels the rest.
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    if (length > limits.mostAnswerBytes) {
      const detail = `more than ${limits.mostAnswerBytes} bytes`
      throw new HttpFault('net/too-large', limits.service, detail, false)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Only the code of the cause: messages of the network layer may quote the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : 'no answer'
}
