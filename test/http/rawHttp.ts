import { once } from 'node:events'
import { connect } from 'node:net'

/**
 * Sends these bytes as they are and gives back what came until the server closed, or until it has
 * been silent for `patienceMs`.
 */
export async function rawHttp(port: number, bytes: string, patienceMs = 1000): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => {
    answer += text
  })
  socket.on('error', () => {})
  socket.setTimeout(patienceMs, () => socket.destroy())
  socket.write(bytes, 'latin1')
  await once(socket, 'close')
  return answer
}

/** The status of an answer and its `code` or `error`: `400 request/invalid`; `nothing` without one. */
export function summaryOf(answer: string): string {
  const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]
  const code = /"(?:code|error)":"([^"]+)"/.exec(answer)?.[1]
  return status ? `${status}${code ? ` ${code}` : ''}` : 'nothing'
}

/** So many bytes of blanks as one request without a declared length. */
export function chunkedPost(path: string, bytes: number): string {
  const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`
  const chunk = `1000\r\n${' '.repeat(4096)}\r\n`
  const chunks = chunk.repeat(Math.ceil(bytes / 4096))
  return `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`
}
