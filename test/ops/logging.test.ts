import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LineAllowance } from '../../src/ops/LineAllowance.ts'
import { createLogging, logFault } from '../../src/ops/logging.ts'
import { createMetrics } from '../../src/ops/metrics.ts'
import { traceIdOf } from '../../src/ops/traceId.ts'

function recordLog(level = 'debug') {
  const lines: string[] = []
  const logging = createLogging({ level }, { write: (line) => void lines.push(line) })
  return {
    ...logging,
    lines,
    last: () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>,
  }
}

describe('the log', () => {
  const SECRET = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl'

  test('[LO1] fields with the name of a secret are blanked at any depth', () => {
    const { log, lines } = recordLog()
    log.info({
      deviceId: SECRET,
      req: { headers: { Authorization: SECRET, cookie: SECRET } },
      list: [{ password: SECRET, refreshToken: SECRET, ticket: SECRET }],
      kept: 'visible',
    })
    log.child({ token: SECRET, deep: { ticket: SECRET } }).info('bound')
    assert.ok(!lines.join('').includes(SECRET))
    assert.ok(lines[0]?.includes('visible'))
  })

  test('[LO1] what looks like a secret is blanked in messages, URLs and stacks', () => {
    const { log, lines } = recordLog()
    const ticket = 'q'.repeat(32)
    log.info(`bad token ${SECRET}`)
    log.warn(
      { url: '/desk?sessionId=a&_authToken=opaque-token-value' },
      'Bearer opaque-token-value',
    )
    log.error({ err: new Error(`GET /auth/queue/${ticket}/events failed: ${SECRET}`) })
    log.error({ err: new Error('connect mysql://root:hunter2@db:3306/parlor') })
    const all = lines.join('')
    for (const secret of [SECRET, 'opaque-token-value', ticket, 'hunter2']) {
      assert.ok(!all.includes(secret), `${secret} in ${all}`)
    }
    for (const line of lines) JSON.parse(line)
  })

  test('[LO2] a line tells whose request it was', () => {
    const { logFor, last } = recordLog()
    logFor({ traceId: 't-1', playerId: 7, sessionId: 's-1', ip: '10.0.0.1' }).info('hello')
    const { level, msg, traceId, playerId, sessionId, ip } = last()
    assert.deepEqual(
      { level, msg, traceId, playerId, sessionId, ip },
      {
        level: 'info',
        msg: 'hello',
        traceId: 't-1',
        playerId: 7,
        sessionId: 's-1',
        ip: '10.0.0.1',
      },
    )
  })

  test('[LO3] a fault is one line with its causes', () => {
    const { log, lines, last } = recordLog()
    logFault(log, new Error('settling', { cause: new Error('disk full') }), 'hand lost')
    assert.equal(lines.length, 1)
    const { err } = last() as { err: { message: string; stack: string } }
    assert.match(err.message, /settling/)
    assert.match(err.stack, /disk full/)
  })

  test('a cycle and bytes are no trouble', () => {
    const { log, last } = recordLog()
    const loop: Record<string, unknown> = { bytes: new Uint8Array(4) }
    loop['self'] = loop
    log.info({ loop })
    assert.ok(last()['loop'])
  })
})

test('[LO4] requests are counted by type and outcome, and gauges are read when asked', async () => {
  const metrics = createMetrics()
  let players = 1
  metrics.gauge('parlor_players', 'Players in the house.', () => players)
  metrics.observe('POST /login', 'ok', 0.002)
  metrics.observe('POST /login', 'queue/not-yet', 0.001)
  players = 5
  const text = await metrics.registry.metrics()
  assert.match(text, /parlor_request_seconds_count\{type="POST \/login",outcome="ok"\} 1/)
  assert.match(
    text,
    /parlor_request_seconds_count\{type="POST \/login",outcome="queue\/not-yet"\} 1/,
  )
  assert.match(text, /^parlor_players 5$/m)
  assert.match(text, /^nodejs_eventloop_lag_p99_seconds /m)
  metrics.close()
})

test('[LO5] a trace id of safe form is kept, any other one replaced', () => {
  assert.equal(traceIdOf('client-1.a_B'), 'client-1.a_B')
  for (const bad of [undefined, '', 'a b', 'a\nb', '"', '-x', 'x'.repeat(65), ['a'], 7]) {
    assert.equal(
      traceIdOf(bad, () => 'made'),
      'made',
    )
  }
  assert.match(traceIdOf(undefined), /^[0-9a-f]{24}$/)
  assert.notEqual(traceIdOf(undefined), traceIdOf(undefined))
})

describe('faults', () => {
  test('[LO6] a kind of line is told some times at once, then once a second, with what was not', () => {
    let nowMs = 0
    const lines = new LineAllowance(20, () => nowMs)
    const told = (message: string, times: number) =>
      Array.from({ length: times }, () => lines.take(message)).filter((each) => each !== undefined)
    assert.equal(told('away', 1000).length, 20)
    assert.equal(told('something else', 5).length, 5)
    nowMs += 1000
    assert.deepEqual(told('away', 10), [{ untold: 980 }])
    nowMs += 60_000
    assert.equal(told('away', 1000).length, 20)
  })

  test('[LO6] what one client causes again and again is told 5 times at once, at level debug always', () => {
    for (const [level, expected] of [
      ['info', 5],
      ['debug', 100],
    ] as const) {
      const written: string[] = []
      const { log, logFor } = createLogging({ level }, { write: (line) => void written.push(line) })
      for (let n = 0; n < 100; n++) logFor({ traceId: `${n}`, playerId: 7 }).info('signed in')
      assert.equal(written.length, expected)
      logFor({ traceId: 'x', playerId: 8 }).info('signed in')
      logFor({ traceId: 'x', playerId: 8 }).info('signed out')
      for (let n = 0; n < 10; n++) log.info({}, 'of the process itself')
      assert.equal(written.length, expected + 12)
    }
  })

  test('[LO6] [LO7] all are counted, however few are written', () => {
    for (const level of ['info', 'error', 'fatal', 'silent']) {
      const written: string[] = []
      let count = 0
      const onFault = () => void count++
      const options = { level, onFault }
      const { log, logFor } = createLogging(options, { write: (line) => void written.push(line) })
      for (let n = 0; n < 500; n++) logFault(log, new Error('no database'), 'a request failed')
      logFault(logFor({ traceId: 't' }), new Error('x'), 'another one')
      log.warn({}, 'no fault')
      assert.equal(count, 501, level)
      const expected = { info: 22, error: 21 }[level] ?? 0
      assert.equal(written.length, expected, level)
    }
  })
})
