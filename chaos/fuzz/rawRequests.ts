import { routes } from '../../src/contract/http.ts'
import { type Chance, strangeJson, strangeName } from './strangeValues.ts'

const METHODS = [
  ...['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE', 'CONNECT', 'PRI'],
  ...['get', 'G\u0000T', '', 'XXXXXXXXXXXXXXXXXXXX', 'PROPFIND'],
]
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'http/1.1', 'HTTP/1.', '', 'X/9']
const HOSTS = [
  ...['a', '127.0.0.1', 'a:80', '[', '[::1]', 'a:99999', 'u:p@a', '', ' ', 'a b', '\u00ff', '*'],
  ...['a,b', 'a#b', 'a?b', 'a/b', '%', '[::', 'a:', ':', 'a:-1', 'x'.repeat(3000)],
]
const TARGETS = [
  ...['/', '*', '*:x', '//', '///a', 'http://a/', 'http://[', '/%', '/%00', '/%ff%fe', '/..'],
  ...['/../../etc/passwd', '/a?%', '/?=', '/#', '/\u00ff', '/ a', '', '?', 'a', '/__healthcheck'],
  ...['/matchmake', '/matchmake/', '/matchmake/joinOrCreate/__proto__', '/matchmake/x/y/z'],
  ...['/matchmake/constructor/hall', '/matchmake/joinOrCreate/hall?x=%', '/assets/%2e%2e/x'],
  ...['/auth/queue/%', '/auth/queue/x/events', '/auth/queue/__proto__', '/fair/hands/%00'],
  ...[
    '/admin/players/1/kick',
    '/auth/handshake/__proto__',
    `/${'a/'.repeat(2000)}`,
    '/favicon.ico',
  ],
]
const HEADERS = [
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Content-Length: 0x10',
  'Content-Length: 1, 2',
  'Content-Length: 3\r\nContent-Length: 4',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, chunked',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: identity\r\nContent-Length: 5',
  'Transfer-Encoding : chunked',
  'Content-Encoding: gzip',
  'Content-Encoding: br, br, br',
  'Content-Type: application/json',
  'Content-Type: application/json; charset=utf-7',
  'Content-Type: multipart/form-data; boundary=',
  'Content-Type: \u00ff',
  'Expect: 100-continue',
  'Expect: miracles',
  'Connection: keep-alive',
  'Connection: close, upgrade',
  'Upgrade: h2c',
  'Upgrade: websocket',
  'Authorization: Bearer',
  'Authorization: Bearer a.b.c',
  'Authorization: Bearer eyJhbGciOiJub25lIn0.e30.',
  'Origin: null',
  'Origin: https://stranger.example',
  'X-Forwarded-For: 1.2.3.4, [::, \u00ff',
  'X-Forwarded-Proto: [',
  'X-Trace-Id: \u00ff',
  `X-Trace-Id: ${'x'.repeat(5000)}`,
  'Range: bytes=0-0,1-1,2-2',
  'If-None-Match: *',
  'If-Modified-Since: yesterday',
  'Cookie: a=b; __proto__=c',
  '__proto__: x',
  'constructor: x',
  ': nameless',
  'no colon',
  'A\u0000B: c',
  ' folded: x',
  `Long: ${'x'.repeat(20_000)}`,
  'Many: x\r\n'.repeat(300).trimEnd(),
]
const PATHS = Object.values(routes).map(({ method, path }) => ({ method, path }))

/** The bytes of one request, or of several behind one another, most of them wrong somewhere. */
export function rawRequest(chance: Chance): Buffer {
  const kind = chance.below(12)
  if (kind === 0) return chance.bytes(chance.below(400))
  if (kind === 1) return Buffer.concat([wrongRequest(chance), wrongRequest(chance)])
  if (kind <= 5) return bodyRequest(chance)
  if (kind === 6) return chunkedRequest(chance)
  if (kind === 7) {
    const whole = wrongRequest(chance)
    return whole.subarray(0, chance.below(whole.length))
  }
  return wrongRequest(chance)
}

function wrongRequest(chance: Chance): Buffer {
  const lines = [`${chance.pick(METHODS)} ${target(chance)} ${chance.pick(VERSIONS)}`]
  if (chance.happens(0.9)) lines.push(`Host: ${chance.pick(HOSTS)}`)
  for (let n = chance.below(5); n > 0; n--) lines.push(chance.pick(HEADERS))
  const end = chance.pick(['\r\n', '\r\n', '\r\n', '\n', '\r'])
  return Buffer.concat([
    Buffer.from(`${lines.join(end)}${end}${end}`, 'latin1'),
    strangeJson(chance),
  ])
}

/** Right but for its body, so that the route itself gets to see it. */
function bodyRequest(chance: Chance): Buffer {
  const { method, path } = chance.pick(PATHS)
  const isMatchmaking = chance.happens(0.3)
  const where = isMatchmaking ? '/matchmake/joinOrCreate/hall' : withNames(path, chance)
  const body = strangeJson(chance)
  const head = [
    `${isMatchmaking ? 'POST' : method} ${where} HTTP/1.1`,
    'Host: a',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

function chunkedRequest(chance: Chance): Buffer {
  const { path } = chance.pick(PATHS)
  const sizes = ['5', '0', 'ffffffff', '-1', 'zz', '5;ext=\u0000', '10000000000000000', '']
  const chunks = Array.from({ length: chance.below(6) }, () => `${chance.pick(sizes)}\r\nhello\r\n`)
  const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`
  return Buffer.from(
    `${head}Transfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`,
    'latin1',
  )
}

function target(chance: Chance): string {
  const choice = chance.below(3)
  if (choice === 0) return withNames(chance.pick(PATHS).path, chance)
  if (choice === 1) return `/${chance.bytes(chance.below(40)).toString('latin1')}`
  return chance.pick(TARGETS)
}

function withNames(path: string, chance: Chance): string {
  return path.replaceAll(/:\w+/g, () => encodeURIComponent(strangeName(chance)))
}
